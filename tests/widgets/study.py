"""The bank's page, or another of its kind, of one person on a real records service."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from services.story import Story
from widgets.stage import Stage
from widgets.workbench import STYLE

from sqm_training.api.app import PREFIX
from sqm_training.client import Client
from sqm_training.records import people
from sqm_training.widgets import page
from sqm_training.widgets.bank import Bank

DESK: dict[str, Any] = {"viewport": {"width": 1360, "height": 900}}

FRAME = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{front}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style>
<link rel="stylesheet" href="/front/{front}.css"></head>
<body><main class="sqm-main" id="place"></main>
<script type="application/json" id="sqm-page">{card}</script><script type="module">
const front = (await import("/front/{front}.js")).default;
const known = {known};
const model = {{ get: (name) => known[name], on() {{}}, off() {{}}, send() {{}} }};
front.render({{ model, el: document.getElementById("place") }});
</script></body></html>"""


@dataclass
class Study(Stage):
    """Serves the question bank where the stage serves a sitting."""

    language: str = "zh-CN"
    shown: type[page.Page] = Bank

    def open(self, context: BrowserContext, hash: str = "") -> Page:
        page = context.new_page()
        page.goto(self.address + hash)
        return page

    def sit(self, request: Request) -> HTMLResponse:
        line = people.one(self.house.store, self.person)
        assert line is not None
        front = self.shown.front
        card = {
            "grant": self.grant(front),
            "records": PREFIX,
            "page": front,
            "params": {},
            "person": {"id": self.person, "name": line["name"], "employee_no": line["employee_no"]},
        }
        widget = self.shown(Client(self.records, self.grant(front)))
        known = json.dumps({"texts": widget.texts, "data": widget.data}).replace("</", "<\\/")
        parts = {"card": json.dumps(card), "known": known, "front": front}
        return HTMLResponse(FRAME.format(language=self.language, style=STYLE, **parts))


def studies(story: Story, chromium: Browser, shown: type[page.Page] = Bank) -> Iterator[Callable[..., Page]]:
    """`opened("TR01")`: that person before the page, at a desk unless told otherwise; with a hash, before a part."""
    closing: list[Callable[[], object]] = []

    def opened(employee_no: str, hash: str = "", **size: Any) -> Page:
        study = Study(story.house, story.who(employee_no), shown=shown)
        stop = study.start()
        context = chromium.new_context(**(size or DESK))
        closing.extend((context.close, stop))
        page = study.open(context, hash)
        expect(page.locator("h1").first).to_be_visible()
        return page

    yield opened
    for close in closing:
        close()
