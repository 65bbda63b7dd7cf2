// The frame of every page: language, menus, the banner, the steps of a lesson, the kernel and its widgets.

import { call, el, language, page, say } from "../../widgets/front/kit.js";
import { Kernel, xsrf } from "./kernel.js";
import { steps } from "./steps.js";

const words = JSON.parse(document.getElementById("sqm-words").innerHTML);
const RENEW = 8 * 60 * 1000; // milliseconds; a grant lasts 15 minutes
const PATIENCE = 3000; // milliseconds until a lost connection is worth a banner

// ---------------------------------------------------------------- language

function speak(chosen) {
  document.documentElement.lang = chosen === "en" ? "en" : "zh-CN";
  const title = document.querySelector("title");
  document.title = title.dataset[chosen];
  document.cookie = `sqm-language=${chosen}; path=/; max-age=31536000; samesite=lax`;
  window.dispatchEvent(new CustomEvent("sqm:language", { detail: chosen }));
}

document.querySelector("[data-language]")?.addEventListener("click", () => {
  const chosen = language() === "en" ? "zh" : "en";
  page().language = chosen;
  speak(chosen);
  call("PUT", "/me/language", { language: chosen }).catch(() => {}); // it is shown already; next time asks again
});

// ---------------------------------------------------------------- menus that close

const menus = document.querySelectorAll(".sqm-account, .sqm-more");
document.addEventListener("click", ({ target }) => menus.forEach((menu) => menu.contains(target) || (menu.open = false)));
document.addEventListener("keydown", ({ key }) => {
  const open = key === "Escape" && [...menus].find((menu) => menu.open);
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// ---------------------------------------------------------------- the banner

const banner = document.getElementById("sqm-banner");

function both(key) {
  return [el("span", { lang: "zh-CN" }, words[key].zh), el("span", { lang: "en" }, words[key].en)];
}

let whole = true; // whether every part of the page could be drawn

function announce(key) {
  key ??= whole ? null : "part_failed";
  banner.hidden = !key;
  if (!key) return banner.replaceChildren();
  const reload = el("button", { type: "button", class: "sqm-button", onclick: () => location.reload() }, both("reload"));
  banner.replaceChildren(el("span", {}, both(key)), reload);
}

// ---------------------------------------------------------------- the kernel and its widgets

let kernel = null;
let lost = 0;

function watch({ detail: state }) {
  clearTimeout(lost);
  if (state === "up") announce(null);
  if (state === "down") lost = setTimeout(() => announce("network_gone"), PATIENCE);
  if (state === "gone") announce("kernel_gone");
}

async function connect() {
  const address = document.getElementById("sqm-kernel")?.dataset.address;
  const places = [...document.querySelectorAll(".sqm-widget")];
  if (!address || !places.length) return;
  kernel = new Kernel(address);
  kernel.addEventListener("state", watch);
  const { draw } = await import("./widgets.js");
  try {
    const { manager, failed } = await draw(kernel, places);
    whole = !failed.length;
    if (!whole) announce("part_failed");
    kernel.addEventListener("again", () => manager.catchUp().catch(console.error));
  } catch (error) {
    console.error(error);
    whole = false;
    announce("part_failed");
  }
}

/** A page that needs its kernel no longer lets it go: `window.dispatchEvent(new Event("sqm:kernel-done"))`. */
window.addEventListener("sqm:kernel-done", () => release());

function release() {
  if (!kernel) return;
  kernel.leave();
  fetch(kernel.url, { method: "DELETE", headers: xsrf(), keepalive: true }).catch(() => {});
  kernel = null;
}

addEventListener("offline", () => kernel && announce("network_gone"));
addEventListener("online", () => kernel?.state === "up" && announce(null));

// A page kept by the browser for "back" comes alive again with its kernel; one that is gone does not.
window.addEventListener("pagehide", (event) => event.persisted || release());

// ---------------------------------------------------------------- the grant

async function renew() {
  if (document.hidden) return;
  const body = JSON.stringify({ grant: page().grant, page: page().page, params: page().params });
  const headers = { "Content-Type": "application/json", ...xsrf() };
  try {
    const answer = await fetch("/services/pages/grant", { method: "POST", headers, body, redirect: "manual" });
    if (answer.ok) page().grant = (await answer.json()).grant;
  } catch {
    // the next call that needs the grant renews it, or says that the network is gone
  }
}

setInterval(renew, RENEW);
document.addEventListener("visibilitychange", renew);

// Rare characters come in slices, whose long list nobody has to wait for.
addEventListener("load", () => (document.getElementById("sqm-slices").rel = "stylesheet"));

speak(page().language === "en" ? "en" : "zh");
const lesson = document.getElementById("sqm-lesson");
if (lesson) steps(lesson, { call, el, both, say: (key, params) => say(words, key, params), draft: page().page === "preview" });
connect();
