// One page's connection to its kernel: comms only, reconnecting by itself, saying when it is gone.

import { PROTOCOL, pack, unpack } from "./wire.js";

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000]; // milliseconds between attempts to reconnect

const CODE = ["_esm", "_css"];

export class Kernel extends EventTarget {
  /** `url` is the kernel's own address, ".../api/kernels/<id>". Events: "state" (detail: up | down | gone), "again". */
  constructor(url) {
    super();
    this.url = url;
    this.session = unique();
    this.state = "down";
    this.comms = new Map();
    this.waiting = new Map(); // message id → {reply, status}
    this.unsent = [];
    this.known = false; // whether the line has ever stood
    this.tries = 0;
    this.open();
    for (const event of ["online", "pageshow"]) addEventListener(event, () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  open() {
    const address = new URL(`${this.url}/channels?session_id=${this.session}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(address, [PROTOCOL]));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.opened();
    socket.onmessage = (event) => this.receive(unpack(event.data));
    socket.onclose = () => socket === this.socket && this.closed();
  }

  opened() {
    this.tries = 0;
    this.become("up");
    this.unsent.splice(0).forEach((frame) => this.socket.send(frame));
    if (this.known) this.dispatchEvent(new Event("again"));
    this.known = true;
  }

  async closed() {
    if (this.state === "gone") return;
    this.become("down");
    if (await this.departed()) return this.become("gone");
    const pause = PAUSES[Math.min(this.tries++, PAUSES.length - 1)];
    this.timer = setTimeout(() => this.open(), pause);
  }

  /** Whether the server says that this kernel is no more (and not merely that nobody answers). */
  async departed() {
    try {
      return [403, 404].includes((await fetch(this.url, { redirect: "manual", headers: xsrf() })).status);
    } catch {
      return false;
    }
  }

  /** The network or the person is back: try at once. */
  hurry() {
    if (this.state !== "down" || this.socket.readyState < WebSocket.CLOSING) return;
    clearTimeout(this.timer);
    this.tries = 0;
    this.open();
  }

  /** Leave the kernel; it will not be asked for again. */
  leave() {
    this.state = "gone";
    clearTimeout(this.timer);
    const { socket } = this;
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
    else socket.close();
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }

  /** Send a message on the shell channel; returns its id. `hear` is told the kernel's status for it. */
  send(type, content, { metadata = {}, buffers = [], hear = null, reply = null } = {}) {
    const id = unique();
    const header = { msg_id: id, msg_type: type, session: this.session, username: "", version: "5.3" };
    header.date = new Date().toISOString();
    if (hear || reply) this.waiting.set(id, { hear, reply });
    const frame = pack({ channel: "shell", header, parent_header: {}, metadata, content, buffers });
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
    else this.unsent.push(frame);
    return id;
  }

  receive(message) {
    const type = message.header.msg_type;
    const asked = this.waiting.get(message.parent_header.msg_id);
    if (type === "status") this.status(message, asked);
    else if (type.startsWith("comm_")) this.comms.get(message.content.comm_id)?.receive(type, message);
    if (type === "comm_open") this.dispatchEvent(new CustomEvent("comm", { detail: withoutCode(message) }));
    if (type === "comm_info_reply") asked?.reply?.(message.content);
    if (message.channel === "iopub") this.dispatchEvent(new CustomEvent("iopub", { detail: message }));
  }

  status(message, asked) {
    asked?.hear?.(message);
    const state = message.content.execution_state;
    if (state === "idle" && !asked?.reply) this.waiting.delete(message.parent_header.msg_id);
    if (state === "dead" || state === "restarting") this.become("gone");
  }

  comm(target, id = unique()) {
    return this.comms.get(id) ?? new Comm(this, target, id);
  }
}

/** One line to one widget, in the shape that Jupyter's widget models expect. */
class Comm {
  constructor(kernel, target, id) {
    Object.assign(this, { kernel, target_name: target, comm_id: id, hear: () => {}, end: () => {} });
    kernel.comms.set(id, this);
  }

  on_msg(listen) {
    this.hear = listen;
  }

  on_close(listen) {
    this.end = listen;
  }

  open(data, callbacks, metadata, buffers) {
    const content = { comm_id: this.comm_id, target_name: this.target_name, data };
    return this.post("comm_open", content, callbacks, metadata, buffers);
  }

  send(data, callbacks, metadata, buffers) {
    return this.post("comm_msg", { comm_id: this.comm_id, data }, callbacks, metadata, buffers);
  }

  close(data = {}, callbacks, metadata, buffers) {
    this.kernel.comms.delete(this.comm_id);
    return this.post("comm_close", { comm_id: this.comm_id, data }, callbacks, metadata, buffers);
  }

  post(type, content, callbacks, metadata, buffers) {
    return this.kernel.send(type, content, { metadata, buffers, hear: callbacks?.iopub?.status });
  }

  receive(type, message) {
    if (type === "comm_msg") this.hear(withoutCode(message));
    if (type === "comm_close") {
      this.kernel.comms.delete(this.comm_id);
      this.end(message);
    }
  }
}

/** A page's code comes with the page: whatever a kernel sends later never brings or changes any. */
function withoutCode(message) {
  const { state, states } = message.content.data ?? {};
  for (const each of [state, ...Object.values(states ?? {}).map((model) => model.state)]) {
    if (each) CODE.forEach((name) => delete each[name]);
  }
  return message;
}

/** The header that tells the pages service this page is its own. */
export function xsrf() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith("_xsrf="));
  return found ? { "X-XSRFToken": decodeURIComponent(found.slice(6)) } : {};
}

function unique() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
