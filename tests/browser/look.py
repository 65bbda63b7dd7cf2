"""What anybody can see is wrong with a page: too wide, too small, untranslated, unreadable to a screen reader."""

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from browser import nasty
from browser.group import Group
from playwright.sync_api import Page, Request
from sqlalchemy import select

from sqm_training.locale import Language, text
from sqm_training.records.tables import assignment, attempt_step, regrade, sitting

SMALLEST = 14  # pixels
QUICK = {"resultTypes": ["violations"], "iframes": False, "preload": False}  # pages have no frames
SERIOUS = ("serious", "critical")
CATALOGUE = (
    "assign", "author", "bank", "certificates", "check", "common", "content", "errors", "exercise", "home", "import",
    "insight", "invigilate", "item", "learn", "login", "mark", "observe", "papers", "people", "regrade", "report",
    "result", "review", "sit", "staff",
)  # fmt: skip
KEY = re.compile(rf"\b(?:{'|'.join(CATALOGUE)})\.[a-z_]\w*(?:\.\w+)*\b")
A_FILE = re.compile(r"\.(?:xlsx|csv|pdf|md|yaml)$")
UNFILLED = re.compile(r"\{\w+\}|\bundefined\b|\bNaN\b|\bnull\b|\[object ")
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff5e\U00020000-\U0003ffff]+")

READ = """() => {
  const seen = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const switches = "[data-language], #language";
  const words = [document.title], small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const parent = node.parentElement, text = node.data.trim();
    if (!text || parent.closest("script, style, template, " + switches) || !seen(parent)) continue;
    words.push(text);
    const scale = parent.getScreenCTM ? parent.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (size < LEAST && box.width > 1 && box.height > 1 && !parent.closest(".sqm-hidden"))
      small.push(`${text.slice(0, 20)} (${size.toFixed(1)}px)`);
  }
  for (const node of document.querySelectorAll("[aria-label], [placeholder], [alt], [title]")) {
    if (node.closest(switches) || !seen(node)) continue;
    for (const name of ["aria-label", "placeholder", "alt", "title"])
      if (node.hasAttribute(name)) words.push(node.getAttribute(name));
  }
  const edge = document.documentElement.clientWidth;
  const clipped = (node) => node && node !== document.body &&
    (getComputedStyle(node).overflowX !== "visible" || clipped(node.parentElement));
  const width = document.scrollingElement.scrollWidth;
  const sticksOut = (node) =>
    seen(node) && node.getBoundingClientRect().right > edge + 1 && !clipped(node.parentElement);
  const wide = width <= edge + 1 ? [] : [...document.body.querySelectorAll("*")].filter(sticksOut)
    .map((node) => `${node.tagName.toLowerCase()}.${node.className}`).slice(0, 5).concat(`${width}px`);
  return { words, small, wide };
}""".replace("LEAST", str(SMALLEST))


@dataclass
class Watch:
    """Listens to a page: errors in its console, requests that leave the house."""

    page: Page
    house: str  # address of the installation
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.house, "data:", "blob:", "about:")):
            self.strangers.append(request.url)


class Eye:
    """Looks at a page and says what is wrong with it."""

    def __init__(self, group: Group) -> None:
        self.axe = Axe()
        self.own = own_words(group)

    def faults(self, page: Page, language: Language) -> list[str]:
        """Everything wrong, in words; nothing when all is well."""
        found: dict[str, Any] = page.evaluate(READ)
        words: list[str] = found["words"]
        wrong = [f"too small: {one}" for one in found["small"]]
        wrong += [f"too wide: {one}" for one in found["wide"]]
        wrong += [f"no such key: {key}" for text in words for key in KEY.findall(text) if not A_FILE.search(key)]
        wrong += [f"not filled in: {text[:60]}" for text in words if UNFILLED.search(text)]
        if language == "en":
            wrong += [f"not English: {text[:60]}" for text in words if self.chinese(text)]
        return sorted(set(wrong))

    def too_wide(self, page: Page) -> list[str]:
        return [f"too wide: {one}" for one in page.evaluate(READ)["wide"]]

    def barriers(self, page: Page) -> list[str]:
        """What keeps people with a screen reader, a keyboard or weak sight out."""
        return [
            f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:120]} {node['failureSummary'][:200]}"
            for one in self.axe.run(page, options=QUICK).response["violations"]
            if one["impact"] in SERIOUS
            for node in one["nodes"][:3]
        ]

    def chinese(self, text: str) -> bool:
        """Chinese in an English page, names of people and stores aside."""
        for own in self.own:
            text = text.replace(own, "")
        return bool(CHINESE.search(text))


def own_words(group: Group) -> list[str]:
    """What people are called and what they have written: it stands as it is in either language."""
    rows = group.house.store.rows
    named = [row[key] for row in group.everybody() for key in ("name", "store_name", "region", "team")]
    written = [row["answer"] for row in rows(select(attempt_step.c.answer)) if isinstance(row["answer"], str)]
    noted = [row["note"] for row in rows(select(assignment.c.note))]
    noted += [row[key] for row in rows(select(sitting.c.place, sitting.c.note)) for key in ("place", "note")]
    noted += [row["reason"] for row in rows(select(regrade.c.reason))]
    from_files = [str(word) for row in (nasty.HEADER, *nasty.FAULTY) for word in row] + ["空格", "管理员"]
    asked = [item.prompt.en for item in group.house.shelf.items.values()]  # a term may stand in both
    terms = [term for words in asked for term in CHINESE.findall(words)]
    product = text("common.product", "zh")  # the sign above the door
    words = {*named, *written, *noted, *from_files, *terms, product} - {""}
    return sorted(words, key=len, reverse=True)
