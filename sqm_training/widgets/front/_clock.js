// The server's time, whatever this device's clock says; and how long is left.

/** Keeps the best reading: the one whose question and answer lay closest together. */
export class Clock {
  constructor() {
    this.error = Infinity;
  }

  /** The server said `now` (ISO) in an answer asked for at `asked` (this.tick() at that moment). */
  set(now, asked) {
    const heard = this.tick();
    const error = (heard - asked) / 2;
    const drifted = Math.abs(Date.parse(now) - (this.now() || 0)) > error + 2000;
    if (error <= this.error || drifted) {
      this.error = error;
      this.offset = Date.parse(now) - (asked + heard) / 2;
    }
  }

  /** A count of milliseconds that setting the device's clock does not touch. */
  tick() {
    return performance.now();
  }

  /** Milliseconds since 1970 by the server's clock. */
  now() {
    return this.offset === undefined ? NaN : this.tick() + this.offset;
  }

  /** Whole seconds until the ISO time, never below 0. */
  left(deadline) {
    return Math.max(0, Math.ceil((Date.parse(deadline) - this.now()) / 1000));
  }
}

/** 38:12, or 1:38:12. */
export function countdown(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, "0") : String(part))).join(":");
}
