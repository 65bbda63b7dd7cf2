// What the page notices and tells records in a batch: it was left or come back to, the connection was away.
// A note is for people to read: it never stands in the way of an answer, and one that is not taken is dropped.

const SOON = 400; // milliseconds to wait for more of the same
const AGAIN = 15000; // and before the next try
const GLANCE = 2000; // a window that loses the focus for less is no matter
const GAP = 3; // seconds offline that nobody need know about
const MOST = 50; // notes sent at once, and kept meanwhile
const DAY = 86400;

/** `send(notes)` delivers [{kind, away, seconds, ago}] or throws; `key` names the attempt in this tab's storage. */
export class Noticed {
  constructor({ key, send }) {
    Object.assign(this, { key: `sqm:lost:${key}`, send, waiting: [], left: null });
    this.lostAt = remembered(this.key);
    this.listeners = [
      [document, "visibilitychange", () => this.look()],
      [window, "blur", () => this.look()],
      [window, "focus", () => this.look()],
    ];
    for (const [target, name, listen] of this.listeners) target.addEventListener(name, listen);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.glance);
    for (const [target, name, listen] of this.listeners) target.removeEventListener(name, listen);
    this.flush();
  }

  /** Is anybody looking at this page? */
  look() {
    clearTimeout(this.glance);
    const away = document.hidden || !document.hasFocus();
    if (away && this.left === null) this.glance = setTimeout(() => this.leave(), document.hidden ? 0 : GLANCE);
    if (!away && this.left !== null) this.comeBack();
  }

  leave() {
    this.left = Date.now();
    this.note({ kind: "focus", away: true });
  }

  comeBack() {
    const seconds = since(this.left);
    this.left = null;
    this.note({ kind: "focus", away: false, seconds });
  }

  /** The service does not answer. */
  lost() {
    if (this.lostAt !== null) return;
    this.lostAt = Date.now();
    remember(this.key, this.lostAt);
  }

  /** It does again. */
  found() {
    if (this.lostAt !== null) {
      const seconds = since(this.lostAt);
      this.lostAt = null;
      remember(this.key, null);
      if (seconds >= GAP) this.note({ kind: "drop", seconds });
    }
    if (this.failed) this.flush();
  }

  note(one) {
    this.waiting = [...this.waiting, { ...one, at: Date.now() }].slice(-MOST);
    this.later(SOON);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  async flush() {
    if (this.sending || !this.waiting.length) return;
    clearTimeout(this.timer);
    this.sending = true;
    const sent = this.waiting;
    try {
      await this.send(sent.map(({ at, ...one }) => ({ ...one, ago: since(at) })));
      this.settle(sent, false);
    } catch (refusal) {
      this.settle(sent, !(refusal.status >= 400 && refusal.status < 500));
    }
  }

  settle(sent, failed) {
    Object.assign(this, { sending: false, failed });
    if (!failed) this.waiting = this.waiting.filter((one) => !sent.includes(one));
    if (this.waiting.length && !this.closed) this.later(failed ? AGAIN : SOON);
  }
}

const since = (moment) => Math.min(DAY, Math.max(0, Math.round((Date.now() - moment) / 1000)));

// a reload while offline must not forget since when

function remembered(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // then it is forgotten
  }
}
