"""An exercise's front end on a real records service, with its kernel side in the test's own process."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import BrowserContext, Page, Route
from widgets.stage import STYLE, Stage

from sqm_training.api.app import PREFIX
from sqm_training.client import Client
from sqm_training.widgets.exercises import Exercise
from tests.shipped.content import COURSES, course

FRAME = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>exercise</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style>
<link rel="stylesheet" href="/front/exercise.css"></head>
<body><main class="sqm-main"><section class="sqm-step" id="place"></section></main>
<script type="application/json" id="sqm-page">{card}</script><script type="module">
const front = (await import("/front/exercise.js")).default;
const known = {known}, listeners = [];
const model = {{
  get: (name) => known[name],
  on: (_event, listener) => listeners.push(listener),
  off() {{}},
  send: async (message) => {{
    const reply = await window.kernel(message);
    if (reply) listeners.forEach((listener) => listener(reply));
  }},
}};
front.render({{ model, el: document.getElementById("place") }});
</script></body></html>"""


@dataclass
class Workbench(Stage):
    """Serves one exercise of a course where the stage serves a sitting."""

    course: str = "5s"
    lesson: str = ""
    exercise: str = ""
    silent: bool = field(default=False)  # a kernel that is gone
    spec: dict[str, Any] = field(default_factory=dict)  # instead of the one in the lesson

    def open(self, context: BrowserContext) -> Page:
        """The exercise in a browser, its pictures from the repository."""
        page = context.new_page()
        page.expose_function("kernel", self.reply)
        page.route("**/pictures/*", self._picture)
        page.goto(self.address)
        return page

    def widget(self) -> Exercise:
        (block,) = (
            block
            for lesson in course(self.course).lessons
            for block in lesson.blocks
            if block.kind == "exercise" and (lesson.id, block.id) == (self.lesson, self.exercise)
        )
        records = Client(self.records, self.grant("course", course=self.course, lesson=self.lesson))
        return Exercise(
            self.spec or block.spec, records=records, course=self.course, lesson=self.lesson, id=self.exercise
        )

    def reply(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """What the kernel answers to a message."""
        said: list[dict[str, Any]] = []
        widget = self.widget()
        widget.send = said.append
        widget._hear(widget, message, [])
        return said[0] if said and not self.silent else None

    def sit(self, request: Request) -> HTMLResponse:
        widget = self.widget()
        card = {
            "grant": self.grant("course", course=self.course, lesson=self.lesson),
            "records": PREFIX,
            "page": "course",
            "pictures": "/pictures",
            "params": {},
        }
        known = {"texts": widget.texts, "data": widget.data}
        return HTMLResponse(FRAME.format(style=STYLE, card=json.dumps(card), known=json.dumps(known)))

    def _picture(self, route: Route) -> None:
        name = Path(route.request.url).name
        route.fulfill(path=COURSES / self.course / "img" / name, content_type="image/svg+xml")
