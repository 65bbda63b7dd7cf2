// What every widget's front end is made of: words, elements, calls to records, formats, dialogs.
// Nothing here ever builds markup from text: data reaches the page as text nodes and attributes only.

// ---------------------------------------------------------------- the page and its language

let opened = null;

/** What the page was opened with: {grant, records, page, params, language, person}. */
export function page() {
  if (!opened) {
    const card = document.getElementById("sqm-page");
    opened = { grant: "", records: "/services/records/api", page: "", params: {}, person: null };
    if (card) Object.assign(opened, JSON.parse(card.textContent));
  }
  return opened;
}

/** The language now shown: "zh" or "en". */
export function language() {
  return (document.documentElement.lang || "zh").startsWith("en") ? "en" : "zh";
}

/** The shown language of a text {zh, en}; a plain string is returned as it is. */
export function t(text) {
  if (text === null || text === undefined) return "";
  if (typeof text !== "object") return String(text);
  return text[language()] ?? text.zh ?? text.en ?? "";
}

/**
 * The catalogue's words for a key, with {name} places filled in; parameters may be texts.
 * Where n is 1 and the catalogue has `<key>.one`, that is said instead.
 */
export function say(texts, key, params = {}) {
  const words = (params.n === 1 && texts?.[`${key}.one`]) || texts?.[key];
  if (!words) return key;
  return t(words).replace(/\{(\w+)\}/g, (whole, name) => (name in params ? t(params[name]) : whole));
}

/** Why something was refused, in words: the catalogue's `errors.<code>`, or the general one. */
export function reason(texts, refusal) {
  const params = refusal?.params ?? {};
  for (const key of [`errors.${refusal?.code}`, "errors.unknown"]) {
    if (texts?.[key]) return say(texts, key, { code: refusal?.code ?? "", ...params });
  }
  return refusal?.code ?? String(refusal);
}

/** The address of one of our pages: what records calls "courses/5s/01-sort" or "sit?attempt=…". */
export function pageHref(path) {
  return /^(\/|https?:)/.test(path) ? path : `/services/pages/${path}`;
}

/** Redraw when the language changes, until the returned function is called. */
export function onLanguage(el, redraw) {
  const listen = () => redraw(language());
  window.addEventListener("sqm:language", listen);
  return () => window.removeEventListener("sqm:language", listen);
}

// ---------------------------------------------------------------- elements

const PROPERTIES = new Set(["checked", "disabled", "hidden", "selected", "open", "indeterminate"]);

/**
 * An element. `class`, `onclick` and the other handlers, `style` and `dataset` as objects,
 * everything else an attribute; true is an empty attribute, null and false leave it out.
 */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name === "value") continue; // set last: a select has no value before its options
    else if (PROPERTIES.has(name)) node[name] = Boolean(value);
    else if (value === null || value === undefined || value === false) continue;
    else if (name === "class") node.className = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
    else if (name === "style") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  fill(node, children);
  if (props && "value" in props) node.value = props.value ?? "";
  return node;
}

function fill(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) fill(node, child);
    else if (child !== null && child !== undefined && child !== false && child !== true) node.append(child);
  }
}

const SHAPES = {
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  book: "M12 6c-2-2-5-2-8-1v14c3-1 6-1 8 1 2-2 5-2 8-1V5c-3-1-6-1-8 1zM12 6v14",
  pencil: "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
  award: "M12 3a6 6 0 1 0 0 12 6 6 0 1 0 0-12zM8.500 14 7 21l5-2 5 2-1.500-7",
  check: "M5 12.500l5 5L19.500 7",
  cross: "M6 6l12 12M18 6 6 18",
  flag: "M6 21V4M6 4h12l-3 4.500L18 13H6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 7v5l3.500 2",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  up: "M5 15l7-7 7 7",
  down: "M5 9l7 7 7-7",
  circle: "M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  warning: "M12 4 2.500 20h19zM12 10v5M12 17.500v.5",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 11v6M12 7v.5",
  saved: "M7 18a4 4 0 0 1-.500-8A6 6 0 0 1 18 9.500a4.300 4.300 0 0 1-1 8.500zM9 13.500l2 2 4-4",
  offline: "M7 18a4 4 0 0 1-.500-8M9.500 6.500A6 6 0 0 1 18 9.500a4.300 4.300 0 0 1 1.500 7M4 4l16 16M7 18h9",
  download: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  upload: "M12 16V5M7 9.500l5-5 5 5M5 20h14",
  grid: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.5M4.500 12h.5M4.500 18h.5",
  sort: "M8 10l4-4 4 4M8 14l4 4 4-4",
  spanner: "M15 4.500a4.500 4.500 0 0 0 4.500 6.500L9.500 20.500 5.500 16.500 14.500 8A4.500 4.500 0 0 1 15 4.500z",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 1 0 0-14zM16 16l4.500 4.500",
  zoom: "M11 4a7 7 0 1 0 0 14 7 7 0 1 0 0-14zM16 16l4.500 4.500M11 8v6M8 11h6",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 1 0 0-8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500",
  users: "M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 1 0 0-7zM2.500 19c.7-3.500 3.200-5 6.500-5s5.800 1.500 6.500 5M16 5.500a3.300 3.300 0 0 1 0 6.300M18 14.500c2 .6 3.200 2.200 3.500 4.500",
  calendar: "M4 6h16v14H4zM4 10h16M8 3.500V8M16 3.500V8",
  eye: "M2.500 12C5 7.500 8.500 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-6 6.500-9.500 6.500S5 16.500 2.500 12zM12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6z",
  menu: "M4 7h16M4 12h16M4 17h16",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM3 12h18M12 3c-5 5.500-5 12.500 0 18M12 3c5 5.500 5 12.500 0 18",
  camera: "M4 8h4l1.500-2.500h5L16 8h4v11H4zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 1 0 0-7z",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  target: "M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16zM12 1.500v6M12 16.500v6M1.500 12h6M16.500 12h6",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.500 11v5.500M13.500 11v5.500",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  refresh: "M19.500 12a7.500 7.500 0 1 1-2.200-5.300L19.500 9M19.500 4v5h-5",
  chart: "M4 20h16M7 20v-7M12 20V6M17 20v-10",
  grip: "M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01",
  talk: "M4 5h16v11h-9l-4.500 4v-4H4zM12 8v3M12 13.200v.3",
  send: "M3.500 12 20.500 4l-5 16-4-6.500zM20.500 4l-9 9.500",
};

/** A small line drawing, sized by the text around it; decoration only, hidden from screen readers. */
export function icon(name) {
  const SVG = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(SVG, "svg");
  const stroke = document.createElementNS(SVG, "path");
  const frame = {
    viewBox: "0 0 24 24", width: "1.25em", height: "1.25em", fill: "none", stroke: "currentColor",
    "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", focusable: "false", class: "sqm-icon",
  };
  for (const [key, value] of Object.entries(frame)) drawing.setAttribute(key, value);
  stroke.setAttribute("d", SHAPES[name] ?? SHAPES.info);
  drawing.append(stroke);
  return drawing;
}

// ---------------------------------------------------------------- a widget

/**
 * An anywidget that is redrawn whole when its data or the language changes.
 * `draw(model, place)` returns what to show; what it shows must not hold unsaved input.
 */
export function widget(draw) {
  return {
    render({ model, el: place }) {
      const redraw = () => place.replaceChildren(...[draw(model, place)].flat(Infinity).filter(Boolean));
      model.on("change:data", redraw);
      redraw();
      const unlisten = onLanguage(place, redraw);
      return () => {
        unlisten();
        model.off("change:data", redraw);
      };
    },
  };
}

/** Ask the widget's kernel side to read its data again (with the grant now in force). */
export function reload(model, what = {}) {
  model.send({ reload: what, grant: page().grant });
}

// ---------------------------------------------------------------- calls to records

/** What a call is refused with: `code` and `params` for the catalogue, `status`, perhaps `faults`. */
export class Refused extends Error {
  constructor(code, params = {}, status = 0, faults = undefined) {
    super(code);
    Object.assign(this, { code, params, status, faults });
  }
}

const PATIENCE = 20000; // milliseconds to wait for an answer
const LONG_PATIENCE = 180000; // and for a file
const GRANT = "/services/pages/grant";

/**
 * Call the records service with this page's grant; returns what it answers.
 * Throws Refused: its own codes, "network.lost" without an answer within `patience` milliseconds,
 * "server.trouble" without a reason.
 */
export async function call(method, path, body, patience = PATIENCE) {
  const answer = await granted(method, path, body, patience);
  const type = answer.headers.get("content-type") ?? "";
  const said = type.includes("json") && answer.status !== 204 ? await read(answer.json()) : null;
  if (answer.ok) return said;
  throw refused(answer, said);
}

/** Fetch a file with the grant and hand it to the person. */
export async function download(path, filename, method = "GET", body = undefined) {
  const answer = await granted(method, path, body, LONG_PATIENCE);
  if (!answer.ok) throw refused(answer, await answer.json().catch(() => null));
  const address = URL.createObjectURL(await read(answer.blob()));
  const link = el("a", { href: address, download: filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function refused(answer, said) {
  const code = said?.code ?? (answer.status >= 500 ? "server.trouble" : "server.refused");
  return new Refused(code, said?.params, answer.status, said?.faults);
}

/** The answer to a call; a grant that has run out is renewed once. */
async function granted(method, path, body, patience) {
  const used = page().grant;
  const answer = await send(method, path, body, patience);
  if (answer.status !== 401) return answer;
  if (page().grant === used) await renew();
  return send(method, path, body, patience);
}

function send(method, path, body, patience) {
  const headers = { Authorization: `Bearer ${page().grant}`, Accept: "application/json" };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  return reach(page().records + path, {
    method,
    headers,
    credentials: "omit",
    cache: "no-store",
    body: form || body === undefined ? body : JSON.stringify(body),
  }, patience);
}

async function reach(address, request, patience = PATIENCE) {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), patience); // never cleared: it also ends a body that stops coming
  try {
    return await fetch(address, { ...request, signal: limit.signal });
  } catch {
    throw new Refused("network.lost");
  }
}

async function read(promise) {
  try {
    return await promise;
  } catch {
    throw new Refused("network.lost");
  }
}

let renewing = null;

/** Get a fresh grant from the pages service; several callers share one request. */
function renew() {
  renewing ??= fresh().finally(() => (renewing = null));
  return renewing;
}

async function fresh() {
  const answer = await reach(GRANT, {
    method: "POST",
    credentials: "same-origin",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-XSRFToken": cookie("_xsrf") },
    body: JSON.stringify({ grant: page().grant, page: page().page, params: page().params }),
  });
  const gone = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
  if (gone) {
    signIn();
    throw new Refused("session.gone", {}, 401);
  }
  if (!answer.ok) throw new Refused("server.trouble", {}, answer.status);
  page().grant = (await read(answer.json()))?.grant ?? page().grant; // renewed in place, or a new one
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** Go to the sign-in page and come back here. */
export function signIn() {
  page().leaving = true; // nothing need ask whether to stay
  const here = location.pathname + location.search;
  location.assign(`/hub/login?next=${encodeURIComponent(here)}`);
}

// ---------------------------------------------------------------- formats

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The moment an ISO time names; a bare date is that day here, whatever the time zone. */
function moment(iso) {
  const bare = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  return bare ? new Date(+bare[1], bare[2] - 1, +bare[3]) : new Date(iso);
}

/** 2026年3月1日 or 1 Mar 2026, local. */
export function date(iso) {
  if (!iso) return "";
  const d = moment(iso);
  if (Number.isNaN(d.getTime())) return "";
  const [year, month, day] = [d.getFullYear(), d.getMonth(), d.getDate()];
  return language() === "en" ? `${day} ${MONTHS[month]} ${year}` : `${year}年${month + 1}月${day}日`;
}

/** 14:03, or 14:03:22 with seconds; local, 24 hours. */
export function time(iso, seconds = false) {
  if (!iso) return "";
  const d = moment(iso);
  if (Number.isNaN(d.getTime())) return "";
  const parts = [d.getHours(), d.getMinutes(), ...(seconds ? [d.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** Date and time of day. */
export function dateTime(iso) {
  return iso ? `${date(iso)} ${time(iso)}` : "";
}

/** A window of time: the day is said once if it begins and ends on it. */
export function span(from, to) {
  return date(from) === date(to) ? `${dateTime(from)}–${time(to)}` : `${dateTime(from)} – ${dateTime(to)}`;
}

/** Whole days from today until the date; negative when past. */
export function daysUntil(iso) {
  const midnight = (d) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate());
  return Math.round((midnight(moment(iso)) - midnight(new Date())) / 86400000);
}

/** A number with grouping, at most `digits` decimals. */
export function number(x, digits = 1) {
  if (x === null || x === undefined || Number.isNaN(Number(x))) return "–";
  const place = language() === "en" ? "en-GB" : "zh-CN";
  return new Intl.NumberFormat(place, { maximumFractionDigits: digits }).format(x);
}

/** A fraction 0..1 as per cent. */
export function percent(fraction, digits = 0) {
  return fraction === null || fraction === undefined ? "–" : `${number(fraction * 100, digits)}%`;
}

/** Words one after another: 甲、乙 or a, b. */
export function listed(words) {
  return words.join(language() === "en" ? ", " : "、");
}

// ---------------------------------------------------------------- toasts and dialogs

/** A short message that goes by itself; `kind` "good" or "bad" colours it. */
export function toast(words, kind = "") {
  let rail = document.querySelector(".sqm-toasts");
  if (!rail) {
    rail = el("div", { class: "sqm-toasts", role: "status", "aria-live": "polite" });
    document.body.append(rail);
  }
  const slip = el("div", { class: ["sqm-toast", kind && `sqm-${kind}`] }, words);
  rail.append(slip);
  setTimeout(() => slip.remove(), 6000);
}

/**
 * A modal dialog: {title, body (text or nodes), actions: [{label, value, kind, check}], close, wide}.
 * Resolves with the chosen value, null when it is dismissed. An action whose `check` says false keeps it open.
 * `close` names a cross beside the title; `wide` is for what is read at length: as high as a phone's screen.
 */
export function dialog({ title, body, actions = [], close = "", wide = false }) {
  return new Promise((resolve) => {
    const heading = el("h2", { id: `sqm-dialog-${Math.random().toString(36).slice(2)}` }, title);
    const choose = (value) => {
      box.dataset.done = "yes";
      box.close();
      box.remove();
      resolve(value);
    };
    const pressed = ({ value, check }) => (!check || check()) && choose(value);
    const buttons = actions.map((action) =>
      el("button", { type: "button", class: ["sqm-button", action.kind], onclick: () => pressed(action) }, action.label),
    );
    const cross = close && el("button", { type: "button", class: "sqm-dialog-close", "aria-label": close, onclick: () => choose(null) }, icon("cross"));
    const box = el(
      "dialog",
      { class: ["sqm-dialog", wide && "sqm-dialog-wide"], "aria-labelledby": heading.id, onclose: () => box.dataset.done || choose(null) },
      el("div", { class: "sqm-dialog-head" }, heading, cross),
      el("div", { class: "sqm-dialog-body", tabindex: wide ? "0" : null }, body),
      buttons.length > 0 && el("div", { class: "sqm-dialog-actions" }, buttons),
    );
    document.body.append(box);
    box.showModal();
    if (wide) box.querySelector(".sqm-dialog-body").focus({ preventScroll: true });
  });
}

/** What a promise gives; while it takes its time, words and a moving bar say that work goes on. */
export async function busy(words, promise) {
  const stay = (event) => event.preventDefault();
  const bar = el("progress", { class: "sqm-progress", "aria-label": words });
  const box = el("dialog", { class: "sqm-dialog sqm-busy", "aria-label": words, oncancel: stay }, el("p", { role: "status" }, words), bar);
  const soon = setTimeout(() => (document.body.append(box), box.showModal()), 500);
  try {
    return await promise;
  } finally {
    clearTimeout(soon);
    box.remove();
  }
}

/** Ask yes or no: {title, body, yes, no, danger}. Resolves true only for yes. */
export async function confirm({ title, body, yes, no, danger = false }) {
  const actions = [
    { label: no, value: false },
    { label: yes, value: true, kind: danger ? "danger" : "primary" },
  ];
  return (await dialog({ title, body, actions })) === true;
}
