// A sitting: one question a screen, a clock, and answers that go straight to records.
// The state below is the whole of it; every screen is drawn from it and may be drawn again at any time.

import { call, confirm, dateTime, dialog, el, icon, language, onLanguage, page, reason, say, t, time, toast } from "./kit.js";
import { Clock, countdown } from "./_clock.js";
import { rehearser } from "./_coding.js";
import { empty, itemCard } from "./_item.js";
import { Noticed } from "./_noticed.js";
import { device, Queue } from "./_queue.js";

const POLL = 8000; // milliseconds between looks at the attempt, to follow its clock and state
const ANXIOUS = 3000; // the same while something is wrong
const PATIENCE = 8000;
const RUNNING = new Set(["open", "paused"]);
const CALLS = [600, 300, 60]; // seconds left at which the time is called out

/** Open an attempt in `place`. `done()` is called when it is over; returns a function that lets it go. */
export async function sitting(place, id, texts, done) {
  const clock = new Clock();
  const asked = clock.tick();
  const attempt = await call("GET", `/attempts/${id}`);
  clock.set(attempt.now, asked);
  if (!RUNNING.has(attempt.state)) return done();
  if (attempt.device && attempt.device !== device()) {
    if (!(await offered(place, id, texts))) return undefined;
    return sitting(place, id, texts, done);
  }
  const room = new Sitting(place, attempt, clock, texts, done);
  room.open();
  return () => room.close();
}

/** Another device has this attempt open: ask before taking it over. */
function offered(place, id, texts) {
  return new Promise((resolve) => {
    const take = async (event) => {
      event.target.disabled = true;
      try {
        await call("POST", `/attempts/${id}/device`, { device: device() });
        unlisten();
        resolve(true);
      } catch (refusal) {
        event.target.disabled = false;
        toast(reason(texts, refusal), "bad");
      }
    };
    const draw = () =>
      place.replaceChildren(
        el(
          "section",
          { class: "sqm-card sqm-sit-notice" },
          el("h1", {}, say(texts, "sit.elsewhere.title")),
          el("p", {}, say(texts, "sit.elsewhere.body")),
          el("button", { type: "button", class: "sqm-button primary", onclick: take }, say(texts, "sit.elsewhere.take")),
        ),
      );
    const unlisten = onLanguage(place, draw);
    draw();
  });
}

class Sitting {
  constructor(place, attempt, clock, texts, done) {
    Object.assign(this, { place, attempt, clock, texts, done });
    this.items = attempt.items;
    this.answers = {};
    this.invalid = {}; // slot → why the service did not take it
    this.saving = { pending: 0, savedAt: null, trouble: null };
    this.screen = "question";
    this.called = new Set();
    this.queue = new Queue({
      person: page().person?.id ?? "",
      attempt: attempt.id,
      send: (slot, body) => call("PUT", `/attempts/${attempt.id}/answers/${slot}`, body, PATIENCE),
      tell: {
        state: (saving) => this.saved(saving),
        delivered: (slot, reply) => this.delivered(slot, reply),
        over: (code, pending) => this.ended(pending.length, code === "attempt.void"),
        elsewhere: () => this.elsewhere(),
        paused: () => this.look(),
        stale: (slot, code) => this.stale(slot, code),
        invalid: (slot, refusal) => this.refused(slot, refusal),
        barred: () => this.showSaving(),
        changed: () => this.look(true),
      },
    });
    this.noticed = new Noticed({
      key: attempt.id,
      send: (notes) => call("POST", `/attempts/${attempt.id}/notes`, { device: this.queue.device, notes }, PATIENCE),
    });
    this.take(attempt);
    this.at = this.rememberedPlace();
    if (attempt.state === "paused") this.stopped(attempt);
  }

  say(key, params) {
    return say(this.texts, `sit.${key}`, params);
  }

  /** Take over the service's answers; what is still on its way from here stands above them. */
  take(attempt) {
    for (const [slot, { answer, seq }] of Object.entries(attempt.answers ?? {})) {
      this.answers[slot] = answer;
      this.queue.known(seq ?? 0);
    }
    for (const { slot, answer } of this.queue.pending()) this.answers[slot] = answer;
    for (const { slot, turns } of attempt.items ?? []) this.reach(slot, turns);
    this.attempt.deadline = attempt.deadline;
  }

  /** The turns a talk has come to. */
  reach(slot, turns) {
    const item = this.items.find((each) => each.slot === slot);
    if (item && turns) item.turns = turns;
  }

  rememberedPlace() {
    const place = Number(sessionStorage.getItem(`sqm:place:${this.attempt.id}`) ?? 0);
    return place >= 0 && place < this.items.length ? place : 0;
  }

  open() {
    this.unlisten = onLanguage(this.place, () => this.draw());
    this.onLeave = (event) => {
      if (this.queue.pending().length && !page().leaving) event.preventDefault();
    };
    this.onSeen = () => document.visibilityState === "visible" && this.look();
    window.addEventListener("beforeunload", this.onLeave);
    document.addEventListener("visibilitychange", this.onSeen);
    document.body.classList.add("sqm-sitting");
    this.ticker = setInterval(() => this.tick(), 250);
    this.draw();
    this.queue.kick();
    this.plan();
  }

  close() {
    this.over = true;
    this.queue.close();
    this.noticed.close();
    this.unlisten?.();
    document.body.classList.remove("sqm-sitting");
    clearInterval(this.ticker);
    clearTimeout(this.poll);
    window.removeEventListener("beforeunload", this.onLeave);
    document.removeEventListener("visibilitychange", this.onSeen);
  }

  // -------------------------------------------------------------- what happens

  change(item, answer, typed = false) {
    const was = empty(this.answers[item.slot]);
    this.answers[item.slot] = answer;
    delete this.invalid[item.slot];
    this.queue.put(item.slot, answer, typed);
    this.showInvalid(item);
    if (was !== empty(answer)) this.showMap();
  }

  go(place, focus = true) {
    this.queue.hurry();
    this.at = Math.min(this.items.length - 1, Math.max(0, place));
    this.screen = "question";
    try {
      sessionStorage.setItem(`sqm:place:${this.attempt.id}`, String(this.at));
    } catch {
      // the place is a convenience
    }
    this.draw();
    window.scrollTo({ top: 0 });
    if (focus) this.place.querySelector(".sqm-item-prompt")?.focus({ preventScroll: true });
  }

  saved(saving) {
    const turned = Boolean(saving.trouble) !== Boolean(this.saving.trouble);
    this.saving = saving;
    if (saving.trouble?.code === "network.lost") this.noticed.lost();
    else if (!saving.trouble) this.noticed.found();
    this.showSaving();
    if (turned) this.goOn?.();
    if (saving.trouble && !this.anxious) this.plan();
  }

  delivered(slot, reply) {
    this.reach(slot, reply?.turns);
    if (this.items[this.at]?.slot === slot) this.goOn?.();
  }

  stale(slot, code) {
    toast(this.say(code === "answer.said" ? "said" : "stale", { n: this.number(slot) }), "bad");
    this.look(true);
  }

  /** How the delivery of an answer stands. */
  standing(slot) {
    return { waiting: this.queue.pending().some((each) => each.slot === slot), trouble: Boolean(this.saving.trouble) };
  }

  refused(slot, refusal) {
    this.invalid[slot] = refusal;
    const item = this.items.find((each) => each.slot === slot);
    this.showInvalid(item);
    this.showMap();
  }

  async elsewhere() {
    if (this.over || this.screen === "elsewhere") return;
    this.screen = "elsewhere";
    clearTimeout(this.poll);
    if (!(await offered(this.place, this.attempt.id, this.texts))) return;
    this.screen = "question";
    this.queue.resume();
    await this.look(true);
    this.draw();
    this.plan();
  }

  /** Whoever invigilates has stopped the clock: the paper is not to be read meanwhile. */
  stopped(now) {
    const fresh = this.screen !== "paused";
    Object.assign(this, { screen: "paused", notice: now.notice, frozen: (Date.parse(now.deadline) - Date.parse(now.now)) / 1000 });
    this.queue.hold();
    if (!fresh || !this.unlisten) return; // not drawn yet
    document.querySelectorAll("dialog.sqm-dialog[open]").forEach((box) => box.close());
    this.draw();
  }

  /** And has let it go on. */
  goesOn(now) {
    this.attempt.deadline = now.deadline;
    this.called.clear();
    this.screen = "question";
    this.queue.resume();
    toast(this.say("resumed", { when: time(now.deadline) }), "good");
    if (this.items.length) this.draw();
    else setTimeout(() => this.look(true), 0); // it was opened while paused
  }

  /** The attempt is over; `lost` answers had not reached the service in time. */
  ended(lost = 0, reset = false) {
    if (this.over) return;
    this.close();
    this.queue.drop();
    this.done({ lost, late: !reset, reset });
  }

  tick() {
    if (this.screen === "paused") {
      if (this.clockFace) this.clockFace.textContent = countdown(Math.max(0, Math.round(this.frozen)));
      return;
    }
    const left = this.clock.left(this.attempt.deadline);
    const shown = countdown(left);
    if (this.clockFace && this.clockFace.textContent !== shown) {
      this.clockFace.textContent = shown;
      this.clockBox.classList.toggle("sqm-clock-soon", left <= 300 && left > 60);
      this.clockBox.classList.toggle("sqm-clock-last", left <= 60);
    }
    for (const mark of CALLS) {
      if (left <= mark && left > mark - 5 && !this.called.has(mark)) {
        this.called.add(mark);
        toast(this.say("left", { n: mark / 60 }));
      }
    }
    if (left === 0 && this.screen !== "up" && this.screen !== "elsewhere") this.timeUp();
  }

  /** No more input; what is on its way may still arrive in the grace the service gives. */
  timeUp() {
    this.screen = "up";
    this.queue.hurry();
    document.querySelectorAll("dialog.sqm-dialog[open]").forEach((box) => box.close());
    this.draw();
    this.plan(1500);
  }

  // -------------------------------------------------------------- following the service

  plan(wait) {
    clearTimeout(this.poll);
    this.anxious = Boolean(this.saving.trouble) || this.screen === "up";
    this.poll = setTimeout(() => this.look(), wait ?? (this.anxious ? ANXIOUS : POLL));
  }

  /** Ask how the attempt stands: its state, its deadline, its device; with `whole`, its answers too. */
  async look(whole = false) {
    if (this.over || this.looking) return;
    this.looking = true;
    try {
      const asked = this.clock.tick();
      const now = await call("GET", `/attempts/${this.attempt.id}${whole ? "" : "/clock"}`, undefined, PATIENCE);
      if (this.over) return;
      this.clock.set(now.now, asked);
      this.heard(now, whole);
    } catch (refusal) {
      this.queue.suffer(refusal);
    } finally {
      this.looking = false;
      if (!this.over && this.screen !== "elsewhere") this.plan();
    }
  }

  heard(now, whole) {
    this.queue.reached();
    if (!RUNNING.has(now.state)) return this.ended(this.queue.pending().length, now.state === "void");
    if (now.device && now.device !== this.queue.device) return this.elsewhere();
    if (now.state === "paused") return this.stopped(now);
    if (this.screen === "paused") return this.goesOn(now);
    if (now.deadline !== this.attempt.deadline) {
      this.attempt.deadline = now.deadline;
      this.called.clear();
      toast(this.say("moved", { when: time(now.deadline) }));
      if (this.screen === "up") this.go(this.at);
    }
    if (whole) {
      if (!this.items.length) Object.assign(this, { items: now.items, at: 0 });
      this.take(now);
      this.draw();
    }
  }

  // -------------------------------------------------------------- handing in

  async handIn() {
    const { texts } = this;
    const open = this.unanswered().length;
    const sure = await confirm({
      title: this.say("submit.title"),
      body: [el("p", {}, open ? this.say("submit.open", { n: open }) : this.say("submit.all")), el("p", {}, this.say("submit.final"))],
      yes: this.say("submit"), no: this.say("back"), danger: open > 0,
    });
    if (!sure || this.over || this.screen === "up" || this.screen === "paused") return;
    this.screen = "handing";
    this.draw();
    try {
      if (!(await this.queue.drained(() => this.screen !== "handing"))) return;
      await call("POST", `/attempts/${this.attempt.id}/submit`, { device: this.queue.device });
    } catch (refusal) {
      if (refusal.code === "attempt.closed") return this.ended();
      if (refusal.code === "attempt.other_device") return this.elsewhere();
      if (refusal.code === "attempt.void") return this.ended(0, true);
      if (this.screen !== "handing") return;
      this.screen = "review";
      this.draw();
      toast(reason(texts, refusal), "bad");
      return;
    }
    this.close();
    this.queue.drop();
    this.done({});
  }

  unanswered() {
    return this.items.filter((item) => empty(this.answers[item.slot]) || this.invalid[item.slot]);
  }

  flagged() {
    return this.items.filter((item) => this.queue.flags.includes(item.slot));
  }

  number(slot) {
    return this.items.findIndex((item) => item.slot === slot) + 1;
  }

  // -------------------------------------------------------------- what is shown

  draw() {
    if (this.over || this.screen === "elsewhere" || (this.screen !== "paused" && !this.items.length)) return;
    this.goOn = null;
    const screens = { question: () => this.question(), review: () => this.review(), handing: () => this.handing(), up: () => this.up(), paused: () => this.paused() };
    const main = el("div", { class: "sqm-sit-main" }, screens[this.screen]());
    const wide = this.screen === "question" && el("aside", { class: "sqm-card sqm-sit-side", "aria-label": this.say("map") }, this.map());
    this.place.replaceChildren(el("div", { class: "sqm-sit" }, el("h1", { class: "sqm-hidden" }, t(this.attempt.paper.title)), this.watermark(), this.bar(), el("div", { class: "sqm-sit-body" }, main, wide)));
    this.showSaving();
    this.tick();
  }

  bar() {
    this.clockFace = el("span", {});
    this.clockBox = el("div", { class: "sqm-clock", role: "timer", "aria-label": this.say("time_left") }, icon("clock"), this.clockFace);
    this.savingLine = el("div", { class: "sqm-saving" });
    this.banner = el("div", { class: "sqm-sit-alarm", role: "alert", hidden: true });
    return el(
      "header",
      { class: "sqm-sit-bar" },
      el("div", { class: "sqm-sit-bar-row" }, this.clockBox, this.savingLine, this.screen !== "paused" && this.mapButton()),
      this.banner,
    );
  }

  mapButton() {
    const answered = this.items.length - this.unanswered().length;
    this.mapCount = el("span", {}, `${answered}/${this.items.length}`);
    return el(
      "button",
      { type: "button", class: "sqm-button sqm-map-open", "aria-label": this.say("map.open"), onclick: () => this.openMap() },
      icon("grid"), this.mapCount,
    );
  }

  showSaving() {
    if (!this.savingLine) return;
    const { pending, savedAt, trouble } = this.saving;
    const words = pending
      ? this.say(trouble ? "unsaved" : "saving", { n: pending })
      : savedAt ? this.say("saved", { when: time(savedAt, true) }) : "";
    this.savingLine.replaceChildren(...(words ? [icon(trouble ? "offline" : "saved"), el("span", {}, words)] : []));
    this.savingLine.classList.toggle("sqm-bad", Boolean(pending && trouble));
    const gap = language() === "en" ? " " : "";
    const why = trouble?.code === "network.lost" ? this.say("offline") : reason(this.texts, trouble);
    const alarm = trouble ? [why, this.say(this.screen === "up" ? "keep_open" : pending ? "keep_going" : "keep_calm")].join(gap) : "";
    if (this.banner.textContent !== alarm) this.banner.textContent = alarm;
    this.banner.hidden = !alarm;
    if (this.handingLine) this.handingLine.textContent = this.handingWords();
  }

  question() {
    const item = this.items[this.at];
    const last = this.at === this.items.length - 1;
    return [
      el(
        "article",
        { class: "sqm-card sqm-question" },
        el(
          "div",
          { class: "sqm-question-head" },
          this.section(item),
          el("h2", {}, this.say("question", { n: this.at + 1, of: this.items.length })),
          el("span", { class: "sqm-chip" }, this.say("points", { n: item.points })),
          this.flagButton(item),
        ),
        this.card(item),
        this.invalidLine(item),
      ),
      el(
        "nav",
        { class: "sqm-sit-nav", "aria-label": this.say("nav") },
        el("button", { type: "button", class: "sqm-button", disabled: this.at === 0, onclick: () => this.go(this.at - 1) }, icon("left"), this.say("previous")),
        last
          ? el("button", { type: "button", class: "sqm-button primary", onclick: () => this.toReview() }, this.say("to_review"), icon("right"))
          : el("button", { type: "button", class: "sqm-button primary", onclick: () => this.go(this.at + 1) }, this.say("next"), icon("right")),
      ),
    ];
  }

  /** Which part of the paper this is, where it has parts. */
  section(item) {
    const title = this.attempt.sections?.[item.section];
    return title && el("p", { class: "sqm-muted sqm-section" }, t(title));
  }

  card(item) {
    return itemCard(item, {
      texts: this.texts,
      answer: this.answers[item.slot],
      change: (answer, typed) => this.change(item, answer, typed),
      follow: (goOn) => (this.goOn = goOn),
      standing: () => this.standing(item.slot),
      rehearse: rehearser(this.attempt.id, item.slot),
    });
  }

  flagButton(item) {
    const on = this.queue.flags.includes(item.slot);
    const flip = () => {
      this.queue.flag(item.slot, !on);
      const fresh = this.flagButton(item);
      button.replaceWith(fresh);
      fresh.focus();
      this.showMap();
    };
    const button = el(
      "button",
      { type: "button", class: ["sqm-button sqm-flag", on && "sqm-flag-on"], "aria-pressed": String(on), onclick: flip },
      icon("flag"), this.say(on ? "flagged" : "flag"),
    );
    return button;
  }

  invalidLine(item) {
    this.invalidBox = el("p", { class: "sqm-note sqm-bad", role: "alert", hidden: true });
    this.showInvalid(item);
    return this.invalidBox;
  }

  showInvalid(item) {
    if (!this.invalidBox || item !== this.items[this.at]) return;
    const refusal = this.invalid[item.slot];
    this.invalidBox.textContent = refusal ? reason(this.texts, refusal) : "";
    this.invalidBox.hidden = !refusal;
  }

  // the map of questions: beside the question on a wide screen, in a dialog on a phone

  map(chosen = (place) => this.chosen(place)) {
    const waiting = new Set(this.queue.pending().map(({ slot }) => slot));
    const tiles = this.items.map((item, place) => {
      const marks = [
        !empty(this.answers[item.slot]) && "answered",
        this.queue.flags.includes(item.slot) && "flagged",
        (this.invalid[item.slot] || (this.saving.trouble && waiting.has(item.slot))) && "unsaved",
      ].filter(Boolean);
      const here = place === this.at && this.screen === "question";
      const label = [this.say("question", { n: place + 1, of: this.items.length }), ...(marks.length ? marks : ["open"]).map((mark) => this.say(`mark.${mark}`))];
      return el(
        "button",
        {
          type: "button", class: ["sqm-tile", ...marks.map((mark) => `sqm-tile-${mark}`)],
          "aria-label": label.join(language() === "en" ? ", " : "，"), "aria-current": here ? "true" : null, onclick: () => chosen(place),
        },
        String(place + 1), marks.includes("flagged") && icon("flag"),
      );
    });
    const legend = ["answered", "open", "flagged", "unsaved"].map((mark) =>
      el("li", {}, el("span", { class: `sqm-tile sqm-tile-small sqm-tile-${mark}`, "aria-hidden": "true" }, mark === "flagged" && icon("flag")), this.say(`mark.${mark}`)),
    );
    this.tiles = el(
      "div",
      { class: "sqm-map" },
      el("div", { class: "sqm-tiles" }, tiles),
      el("ul", { class: "sqm-legend" }, legend),
      el("button", { type: "button", class: "sqm-button primary", onclick: () => chosen("review") }, this.say("to_review")),
    );
    return this.tiles;
  }

  showMap() {
    if (this.mapCount) this.mapCount.textContent = `${this.items.length - this.unanswered().length}/${this.items.length}`;
    const side = this.place.querySelector(".sqm-sit-side");
    side?.replaceChildren(this.map());
  }

  chosen(place) {
    if (place === "review") this.toReview();
    else this.go(place);
  }

  async openMap() {
    let pick = null;
    const body = this.map((place) => {
      pick = place;
      body.closest("dialog").close();
    });
    await dialog({ title: this.say("map"), body, actions: [{ label: this.say("close"), value: null }] });
    if (pick !== null && !this.over && this.screen !== "up" && this.screen !== "paused") this.chosen(pick);
  }

  toReview() {
    this.queue.hurry();
    this.screen = "review";
    this.draw();
    window.scrollTo({ top: 0 });
    this.place.querySelector(".sqm-review h2")?.focus({ preventScroll: true });
  }

  review() {
    const list = (key, items) =>
      items.length > 0 &&
      el(
        "div",
        { class: "sqm-review-group" },
        el("h3", {}, this.say(key, { n: items.length })),
        el(
          "div",
          { class: "sqm-tiles" },
          items.map((item) => {
            const n = this.number(item.slot);
            return el("button", { type: "button", class: "sqm-tile", "aria-label": this.say("go_to", { n }), onclick: () => this.go(n - 1) }, String(n));
          }),
        ),
      );
    const open = this.unanswered();
    const hint = open.length || this.flagged().length ? "review.hint" : null;
    return el(
      "section",
      { class: "sqm-card sqm-review" },
      el("h2", { tabindex: "-1" }, this.say("review.title")),
      el("p", {}, this.say("review.answered", { n: this.items.length - open.length, of: this.items.length })),
      list("review.open", open),
      list("review.flagged", this.flagged()),
      hint && el("p", { class: "sqm-muted" }, this.say(hint)),
      el("p", { class: "sqm-muted" }, this.say("review.note", { when: time(this.attempt.deadline) })),
      el(
        "div",
        { class: "sqm-review-actions" },
        el("button", { type: "button", class: "sqm-button", onclick: () => this.go(this.at) }, icon("left"), this.say("back")),
        el("button", { type: "button", class: "sqm-button primary", onclick: () => this.handIn() }, icon("send"), this.say("submit")),
      ),
    );
  }

  handing() {
    this.handingLine = el("p", { role: "status" }, this.handingWords());
    const stop = () => {
      this.screen = "review";
      this.handingLine = null;
      this.draw();
    };
    return el(
      "section",
      { class: "sqm-card sqm-sit-notice" },
      el("h2", {}, this.say("handing.title")),
      this.handingLine,
      el("button", { type: "button", class: "sqm-button", onclick: stop }, this.say("back")),
    );
  }

  handingWords() {
    const waiting = this.queue.pending().length;
    return waiting ? this.say("handing.waiting", { n: waiting }) : this.say("handing.last");
  }

  up() {
    return el(
      "section",
      { class: "sqm-card sqm-sit-notice" },
      icon("clock"),
      el("h2", {}, this.say("up.title")),
      el("p", {}, this.say("up.body", { when: dateTime(this.attempt.deadline) })),
    );
  }

  paused() {
    const { by, reason: why } = this.notice ?? {};
    return el(
      "section",
      { class: "sqm-card sqm-sit-notice", role: "alert" },
      icon("pause"),
      el("h2", {}, this.say("paused.title")),
      el("p", {}, this.say("paused.body", { by: by ?? "" })),
      el("p", { class: "sqm-note" }, why ?? ""),
      el("p", {}, this.say("paused.next")),
    );
  }

  watermark() {
    const words = this.attempt.watermark ?? "";
    return el("div", { class: "sqm-watermark", "aria-hidden": "true" }, Array.from({ length: 40 }, () => el("span", { dataset: { words } })));
  }
}
