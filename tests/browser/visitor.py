"""Somebody in front of a page: logs in, taps, answers questions, reads what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from browser.group import PASSWORD, Group
from playwright.sync_api import Locator, Page, expect

from sqm_training.domain.item import GAP, Cloze, Item
from sqm_training.domain.text import Text
from sqm_training.locale import Language, text

PAGES = "/services/pages/"


@dataclass
class Visitor:
    """A person at a screen. Words are asked for by their key in the catalogue and found in the page's language."""

    SWITCH: ClassVar = "[data-language], #language"

    group: Group
    page: Page
    language: Language
    touch: bool

    # ------------------------------------------------------------ words and things on the page

    def say(self, key: str, **params: Any) -> str:
        return text(key, self.language, **params)

    def said(self, both: Text) -> str:
        return getattr(both, self.language)

    def button(self, key: str, within: Locator | None = None, **params: Any) -> Locator:
        name = self.say(key, **params)
        return (within or self.page.locator("body")).get_by_role("button", name=name, exact=True)

    def link(self, key: str, **params: Any) -> Locator:
        return self.page.get_by_role("link", name=self.say(key, **params), exact=True)

    def press(self, target: Locator, **where: Any) -> None:
        """With the finger on a phone, with the mouse at a desk."""
        if self.touch:
            target.tap(**where)
        else:
            target.click(**where)

    def sees(self, key: str, **params: Any) -> None:
        expect(self.page.get_by_text(self.say(key, **params)).locator("visible=true").first).to_be_visible()

    # ------------------------------------------------------------ coming in

    def log_in(self, employee_no: str, password: str = PASSWORD) -> "Visitor":
        self.page.goto("/")
        self._fill_in(username=employee_no, password=password)
        self.press(self.button("login.submit"))
        return self.arrived()

    def activate(self, employee_no: str, code: str, password: str) -> "Visitor":
        """The first login, with a one-time code."""
        self.page.goto("/")
        self.press(self.link("login.to_activate"))
        self._fill_in(username=employee_no, code=code.lower(), password=password, repeat=password)
        self.press(self.button("login.activate_submit"))
        return self.arrived()

    def _fill_in(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"input[name={name}]").fill(value)

    def arrived(self) -> "Visitor":
        """On a page of the product, in one's own language."""
        expect(self.page.locator("main h1").first).to_be_visible()
        self.speak(self.language)
        return self

    def speak(self, language: Language) -> None:
        """Switch the page to this language if it is not in it."""
        self.language = language
        wanted = {"zh": "zh-CN", "en": "en"}[language]
        if self.page.locator("html").get_attribute("lang") != wanted:
            self.press(self.page.locator(self.SWITCH))
        expect(self.page.locator("html")).to_have_attribute("lang", wanted)

    def open(self, path: str) -> None:
        """Go to a page and wait until its widget has drawn itself."""
        self.page.goto(PAGES + path)
        self.arrived()

    # ------------------------------------------------------------ answering

    def answer(self, item: Item, card: Locator, answer: Any) -> None:
        """Give this answer on an item's card the way a finger would."""
        match item.kind:
            case "single" | "multiple":
                chosen = [answer] if isinstance(answer, str) else answer
                for option in item.options:
                    if option.id in chosen:
                        self.press(
                            card.locator("label").filter(has=self.page.get_by_text(self.said(option.text), exact=True))
                        )
            case "true_false":
                self.press(card.get_by_text(self.say("item.true" if answer else "item.false"), exact=True))
            case "order":
                self._order(card, [self.said(one.text) for key in answer for one in item.options if one.id == key])
            case "match":
                for option in item.left:
                    card.get_by_label(self.said(option.text), exact=True).select_option(answer[option.id])
            case "numeric":
                card.get_by_role("textbox").press_sequentially(answer)
            case "hotspot":
                sheet = card.locator(".sqm-picture-sheet")
                for x, y in answer:
                    sheet.scroll_into_view_if_needed()
                    box = sheet.bounding_box()
                    assert box
                    self.press(sheet, position={"x": x * box["width"], "y": y * box["height"]})
            case "cloze":
                self._fill_gaps(item, card, answer)
            case "dialogue":
                said = {reply.id: reply.text for turn in item.turns for reply in turn.replies}
                for reply in answer:
                    self.press(card.get_by_role("button", name=self.said(said[reply]), exact=True))
            case "free_text" | "short_text":
                card.get_by_role("textbox").fill(answer)

    def _fill_gaps(self, item: Cloze, card: Locator, answer: dict[str, str]) -> None:
        for number, gap in enumerate(GAP.findall(self.said(item.passage)), 1):
            field = card.get_by_label(self.say("item.gap", n=number), exact=True)
            if any(one.id == gap and one.ask == "choose" for one in item.gaps):
                field.select_option(answer[gap])
            else:
                field.fill(answer[gap])

    def _order(self, card: Locator, wanted: Sequence[str]) -> None:
        rows = card.locator(".sqm-order-text")
        for place, words in enumerate(wanted):
            while (at := rows.all_inner_texts().index(words)) > place:
                self.press(self.button("item.move_up", card, what=words))
                expect(rows.nth(at - 1)).to_have_text(words)
        keep = self.button("item.keep_order", card)
        if keep.is_visible():
            self.press(keep)
