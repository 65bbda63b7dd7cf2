"""A page's front end on a real records service: what a browser shows once the pages service has done its part."""

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from sqm_training import locale, pages
from sqm_training.api.app import PREFIX, create
from sqm_training.services import admit, learn
from sqm_training.services.installation import Installation
from sqm_training.widgets import page
from sqm_training.widgets.self_check import SelfCheck
from sqm_training.widgets.sit import Sit

FRAME = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style>
<link rel="stylesheet" href="/front/{name}.css"></head>
<body><main class="sqm-main" id="place"></main>
<script type="application/json" id="sqm-page">{card}</script><script type="module">
const front = (await import("/front/{name}.js")).default;
const known = {{ texts: {texts}, data: {data} }};
const model = {{ get: (name) => known[name], on() {{}}, off() {{}}, send() {{}} }};
front.render({{ model, el: document.getElementById("place") }});
</script></body></html>"""

STYLE = (
    (Path(pages.__file__).parent / "front" / "style.css")
    .read_text(encoding="utf-8")
    .replace('@import "./face.css";', "")
)


@dataclass
class Stage:
    """Serves records and, under /services/pages, the sitting page of one person and self-checks."""

    house: Installation
    person: str
    port: int = 0

    def start(self) -> Callable[[], None]:
        """Begin to serve; returns what ends it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        app = create(self.house)
        app.get("/services/pages/sit")(self.sit)
        app.get("/services/pages/course")(self.check)
        app.post("/services/pages/grant")(self.renew)
        app.get("/front/{name}")(self.front)
        self.also(app)
        server = uvicorn.Server(uvicorn.Config(app, port=self.port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)

        def stop() -> None:
            server.should_exit = True
            thread.join(10)

        return stop

    def also(self, app: FastAPI) -> None:
        """What else is served here."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/services/pages/sit"

    def practice(self, *items: str) -> str:
        """The address of a self-check."""
        return f"http://127.0.0.1:{self.port}/services/pages/course?items={','.join(items)}"

    @property
    def records(self) -> str:
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    def grant(self, page_name: str = "sit", **params: str) -> str:
        return admit.issue(self.house, self.person, page_name, params)[0]

    def sit(self, request: Request) -> HTMLResponse:
        params = {name: value for name, value in request.query_params.items() if name == "attempt"}
        card = {
            "grant": self.grant(**params),
            "records": PREFIX,
            "page": "sit",
            "params": params,
            "person": {"id": self.person, "name": "张伟", "employee_no": "00086"},
        }
        return self._framed("sit", card, Sit.sections, {})

    def check(self, items: str) -> HTMLResponse:
        """A self-check of these items, as it stands in a lesson."""
        place = {"course": "5s", "lesson": "01-sort"}
        card = {"grant": self.grant("course", **place), "records": PREFIX, "page": "course", "params": place}
        shown = learn.practice(self.house, items.split(","))
        return self._framed("check", card, SelfCheck.sections, place | {"items": shown})

    @staticmethod
    def _framed(name: str, card: dict[str, Any], sections: tuple[str, ...], data: dict[str, Any]) -> HTMLResponse:
        texts = locale.section("common", "errors", *sections)
        parts = {"card": json.dumps(card), "texts": json.dumps(texts), "data": json.dumps(data)}
        return HTMLResponse(FRAME.format(name=name, style=STYLE, **parts))

    async def renew(self, request: Request) -> JSONResponse:
        said: dict[str, Any] = await request.json()
        admit.renew(self.house, self.person, said["grant"])
        return JSONResponse({"grant": said["grant"]})

    def front(self, name: str) -> Response:
        media = "text/javascript" if name.endswith(".js") else "text/css"
        return Response((page.STATIC / Path(name).name).read_bytes(), media_type=media)
