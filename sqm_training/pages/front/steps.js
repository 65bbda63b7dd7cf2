// A lesson as steps: one screen at a time, with its place remembered by records.

export function steps(lesson, { call, el, both, say, draft }) {
  const sections = [...lesson.querySelectorAll(".sqm-step")];
  if (!sections.length) return;
  const { course, lesson: name, next: following } = lesson.dataset;
  const path = `/progress/${course}/${name}`;
  const last = sections.length - 1;
  const seen = new Set();
  const waiting = new Set();
  let at = 0;

  // ------------------------------------------------------------ what is drawn

  const count = el("span", {});
  const state = el("span", { role: "status" });
  const bar = el("div", {});
  const meter = el("div", { class: "sqm-progress", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": String(last + 1) }, bar);
  const back = el("button", { type: "button", class: "sqm-button", onclick: () => go(at - 1) }, both("back"));
  const next = el("button", { type: "button", class: "sqm-button primary", onclick: () => go(at + 1) }, both("next"));
  const onward = following
    ? `/services/pages/${draft ? "preview" : "courses"}/${course}/${following}`
    : `/services/pages/learn?course=${course}`;
  const words = both(following ? "next_lesson" : "finish");
  const leave = el("a", { class: "sqm-button primary", href: onward, onclick: finish }, words);
  if (draft) lesson.prepend(el("p", { class: "sqm-note sqm-warn" }, both("preview_note")));
  lesson.querySelector(".sqm-lesson-progress").append(el("p", {}, count, state), meter);
  lesson.append(el("div", { class: "sqm-lesson-foot" }, back, next, leave));
  lesson.classList.add("sqm-ready");
  addEventListener("sqm:language", label);
  addEventListener("popstate", () => draw(fromAddress() ?? 0));
  addEventListener("online", deliver);

  function label() {
    count.textContent = say("step", { step: at + 1, steps: last + 1 });
    state.textContent = waiting.size ? say("progress_waiting") : "";
    meter.setAttribute("aria-label", say("progress"));
    meter.setAttribute("aria-valuenow", String(at + 1));
    meter.setAttribute("aria-valuetext", count.textContent);
  }

  function draw(step) {
    at = Math.min(Math.max(step, 0), last);
    sections.forEach((section, index) => (section.hidden = index !== at));
    back.disabled = at === 0;
    next.hidden = at === last;
    leave.hidden = at !== last;
    bar.style.width = `${(100 * (at + 1)) / (last + 1)}%`;
    label();
    dispatchEvent(new Event("resize")); // widgets drawn while hidden measure themselves again
  }

  // ------------------------------------------------------------ going on

  function go(step) {
    if (step > at) record(at);
    history.pushState(null, "", `#${number(step)}`);
    draw(step);
    scrollTo({ top: 0 });
    sections[at].focus({ preventScroll: true });
  }

  function fromAddress() {
    const asked = sections.findIndex((section) => `#${section.dataset.step}` === location.hash);
    return asked < 0 ? null : asked;
  }

  function number(step) {
    return Number(sections[step].dataset.step);
  }

  // ------------------------------------------------------------ what records know

  function record(step) {
    if (draft || seen.has(number(step))) return null;
    waiting.add(number(step));
    return deliver();
  }

  async function deliver() {
    for (const step of [...waiting]) {
      try {
        await call("POST", path, { step });
        waiting.delete(step);
        seen.add(step);
      } catch (refusal) {
        if (refusal.code !== "network.lost") waiting.delete(step); // asking again would not help
        break;
      }
    }
    label();
  }

  async function finish(event) {
    event.preventDefault();
    await record(at);
    location.assign(leave.href);
  }

  async function resume() {
    if (draft) return;
    const known = await call("GET", path).catch(() => null);
    for (const step of known?.steps_done ?? []) seen.add(step);
    if (fromAddress() !== null || at !== 0 || known?.done) return;
    const first = sections.findIndex((_, index) => !seen.has(number(index)));
    if (first > 0) {
      draw(first);
      state.textContent = say("resumed");
    }
  }

  draw(fromAddress() ?? 0);
  resume();
}
