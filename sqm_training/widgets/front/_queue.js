// Answers on their way to records. Each is kept in the browser before it is sent and until it is
// acknowledged; they go one at a time, oldest first, again and again until the service has them.
// A copy holds answers (and the learner's own flags) only, and belongs to one person and one attempt.

const PREFIX = "sqm:answers:";
const DEVICE = "sqm:device";
const TYPING = 600; // milliseconds an answer being typed may wait for its next stroke
const SLOW = 3500; // milliseconds without an acknowledgement after which it counts as not saved
const BACKOFF = [1000, 2000, 4000, 8000];
const AGAIN = Symbol("send it again");
const OVER = new Set(["attempt.closed", "attempt.late", "attempt.void"]);
const OVERTAKEN = new Set(["answer.stale", "answer.said"]); // another page was first
const PHONE = 600; // a screen that is narrower, in either direction, is a phone's

/** The lasting name of this browser; it begins with what kind of device it is on. */
export function device() {
  const known = load(DEVICE)?.id;
  if (known) return known;
  const drawn = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const finger = globalThis.matchMedia?.("(pointer: coarse)").matches;
  const id = `${!finger ? "computer" : Math.min(screen.width, screen.height) < PHONE ? "phone" : "tablet"}-${drawn}`;
  store(DEVICE, { id });
  return id;
}

/** Drop this person's copies of attempts that are no longer open. */
export function forget(person, open) {
  const mine = `${PREFIX}${person}:`;
  for (const key of keys()) {
    if (key.startsWith(mine) && !open.includes(key.slice(mine.length))) erase(key);
  }
}

/**
 * `send(slot, {answer, seq, device})` delivers one answer and resolves with {saved_at, …}, or throws {code, status}.
 * `tell` hears what becomes of them: state({pending, savedAt, trouble}), delivered(slot, reply), over(code, pending),
 * elsewhere(), paused(), stale(slot, code), invalid(slot, refusal), barred(refusal), changed() when another tab has written.
 */
export class Queue {
  constructor({ person, attempt, send, tell }) {
    Object.assign(this, { key: `${PREFIX}${person}:${attempt}`, send, tell, device: device() });
    this.copy = load(this.key) ?? { last: 0, answers: {}, flags: [] };
    this.ripe = {}; // when an answer being typed may go
    this.savedAt = null;
    this.trouble = null;
    this.failures = 0;
    this.halted = false;
    this.listeners = [
      ["online", () => this.kick()],
      ["offline", () => this.suffer({ code: "network.lost" })],
      ["pagehide", () => this.hurry()],
      ["storage", (event) => event.key === this.key && this.overheard()],
    ];
    for (const [name, listen] of this.listeners) globalThis.addEventListener?.(name, listen);
  }

  /** Stop for good; the copy stays unless it is dropped. */
  close() {
    this.halted = true;
    clearTimeout(this.timer);
    for (const [name, listen] of this.listeners) globalThis.removeEventListener?.(name, listen);
  }

  drop() {
    erase(this.key);
    this.copy = { last: this.copy.last, answers: {}, flags: [] };
  }

  /** Everything not yet acknowledged, oldest first: [{slot, answer, seq}]. */
  pending() {
    return Object.entries(this.copy.answers)
      .map(([slot, kept]) => ({ slot, ...kept }))
      .sort((a, b) => a.seq - b.seq);
  }

  get flags() {
    return this.copy.flags;
  }

  flag(slot, on) {
    this.refresh();
    this.copy.flags = this.copy.flags.filter((each) => each !== slot).concat(on ? [slot] : []);
    this.keep();
  }

  /** The service knows sequence numbers up to this one: the next is higher. */
  known(seq) {
    if (seq > this.copy.last) this.copy.last = seq;
  }

  /** Keep an answer and deliver it: at once, or, while it is being typed, in a moment. */
  put(slot, answer, typed = false) {
    this.refresh();
    this.copy.last += 1;
    this.copy.answers[slot] = { answer, seq: this.copy.last };
    this.keep();
    if (typed) this.ripe[slot] ??= Date.now() + TYPING;
    else delete this.ripe[slot];
    this.report();
    this.kick();
  }

  /** Do not wait for the next stroke. */
  hurry() {
    this.ripe = {};
    this.kick();
  }

  /** Resolves when nothing is waiting; `given()` true gives up. */
  async drained(given = () => false) {
    this.hurry();
    while (this.pending().length && !this.halted && !given()) await pause(100);
    return this.pending().length === 0;
  }

  kick() {
    clearTimeout(this.timer);
    if (!this.busy && !this.halted) this.deliver();
  }

  /** Keep what comes, and send nothing until told to go on. */
  hold() {
    this.paused = true;
  }

  resume() {
    this.paused = false;
    this.kick();
  }

  async deliver() {
    this.busy = true;
    try {
      for (let next; !this.halted && !this.paused && (next = this.pending()[0]); ) {
        const wait = (this.ripe[next.slot] ?? 0) - Date.now();
        if (wait > 0) return this.later(wait);
        if (!(await this.attempt(next))) return;
      }
    } finally {
      this.busy = false;
    }
  }

  /** Send one; true when the next may go. */
  async attempt({ slot, answer, seq }) {
    delete this.ripe[slot];
    const bell = setTimeout(() => this.suffer({ code: "network.lost" }), SLOW);
    try {
      const sent = this.send(slot, { answer, seq, device: this.device });
      const reply = await Promise.race([sent, new Promise((_, cut) => (this.cut = cut))]);
      this.failures = 0;
      this.trouble = null;
      this.savedAt = reply?.saved_at ?? this.savedAt;
      this.settle(slot, seq);
      this.tell.delivered(slot, reply);
      return true;
    } catch (refusal) {
      return this.refused(slot, seq, refusal);
    } finally {
      clearTimeout(bell);
      this.report();
    }
  }

  refused(slot, seq, refusal) {
    if (refusal === AGAIN) return true;
    if (OVER.has(refusal.code)) {
      this.halted = true;
      this.tell.over(refusal.code, this.pending());
    } else if (refusal.code === "attempt.other_device") {
      this.paused = true;
      this.tell.elsewhere();
    } else if (refusal.code === "attempt.paused") {
      this.paused = true;
      this.tell.paused();
    } else if (OVERTAKEN.has(refusal.code)) {
      this.known(refusal.params?.seq ?? 0);
      this.settle(slot, seq);
      this.tell.stale(slot, refusal.code);
      return true;
    } else if (refusal.status === 422) {
      this.settle(slot, seq);
      this.tell.invalid(slot, refusal);
      return true;
    } else if (refusal.status === 403 || refusal.status === 404) {
      this.paused = true;
      this.trouble = refusal;
      this.tell.barred(refusal);
    } else {
      this.failures += 1;
      this.trouble = refusal;
      this.later(BACKOFF[Math.min(this.failures, BACKOFF.length) - 1] * (0.8 + 0.4 * Math.random()));
    }
    return false;
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.kick(), wait);
  }

  suffer(refusal) {
    this.trouble ??= refusal;
    this.report();
  }

  /** The service answers, as somebody else has found out: do not wait for what hangs or for the next try. */
  reached() {
    if (!this.trouble) return;
    if (this.trouble.code === "network.lost" || !this.pending().length) this.trouble = null;
    this.cut?.(AGAIN);
    this.report();
    this.kick();
  }

  settle(slot, seq) {
    this.refresh();
    if (this.copy.answers[slot]?.seq === seq) delete this.copy.answers[slot];
    this.keep();
  }

  report() {
    this.tell.state({ pending: this.pending().length, savedAt: this.savedAt, trouble: this.trouble });
  }

  /** Another tab of this browser may have written: its copy and ours are one. */
  refresh() {
    const stored = load(this.key);
    if (!stored) return;
    this.copy = { ...stored, last: Math.max(stored.last, this.copy.last) };
  }

  overheard() {
    this.refresh();
    this.tell.changed();
  }

  keep() {
    store(this.key, this.copy);
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The browser's storage may be switched off: then the copy lives as long as the page.

function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // kept in memory only
  }
}

function erase(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // was never there
  }
}

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
