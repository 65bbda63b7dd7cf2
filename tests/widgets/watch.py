"""The invigilator's page beside a candidate's, both on the same records service."""

import json
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from widgets.stage import Stage

from sqm_training import locale
from sqm_training.api.app import PREFIX
from sqm_training.client import Client
from sqm_training.widgets.invigilate import Invigilate

FRAME = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>invigilate</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/front/invigilate.css"></head>
<body><main id="place"></main><script type="application/json" id="sqm-page">{card}</script><script type="module">
const front = (await import("/front/invigilate.js")).default;
const known = {{ texts: {texts}, data: {data} }}, listeners = [];
const model = {{
  get: (name) => known[name],
  on: (_event, listener) => listeners.push(listener),
  off() {{}},
  send: async () => {{
    known.data = await (await fetch("/kernel")).json();
    listeners.forEach((listener) => listener());
  }},
}};
front.render({{ model, el: document.getElementById("place") }});
</script></body></html>"""


@dataclass
class Watch(Stage):
    """Serves the page of whoever invigilates where the stage serves a sitting."""

    def also(self, app: FastAPI) -> None:
        app.get("/kernel")(self.kernel)

    def data(self) -> object:
        """What the page's kernel reads."""
        return Invigilate(Client(self.records, self.grant("invigilate"))).data

    def kernel(self) -> JSONResponse:
        return JSONResponse(self.data())

    def sit(self, request: Request) -> HTMLResponse:
        card = {"grant": self.grant("invigilate"), "records": PREFIX, "page": "invigilate", "params": {}}
        texts = locale.section("common", "errors", *Invigilate.sections)
        told = {"card": json.dumps(card), "texts": json.dumps(texts), "data": json.dumps(self.data())}
        return HTMLResponse(FRAME.format(**told))
