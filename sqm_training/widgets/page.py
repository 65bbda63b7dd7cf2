"""A widget that shows what it reads from records, in both languages."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from IPython.display import display

from sqm_training import client, locale
from sqm_training.errors import Refused

STATIC = Path(__file__).parent / "static"


class Page(anywidget.AnyWidget):
    """The kernel side of a page: reads once when opened, and again whenever its front end asks.

    `front` names the bundle in static/, `sections` the catalogue's sections it speaks with. What `read`
    returns is shown to the visitor as it is: never put in `data` what the visitor may not know. A refusal
    is shown too, as {"refused": {"code", "params"}}.
    """

    front: ClassVar[str]
    sections: ClassVar[tuple[str, ...]] = ()

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    data = traitlets.Any().tag(sync=True)

    def __init__(self, records: client.Client | None = None, **asked: Any) -> None:
        self.records = records or client.here()
        super().__init__(
            _esm=_bundle(f"{self.front}.js"),
            _css=_bundle(f"{self.front}.css", needed=False),
            texts=locale.section("common", "errors", *self.sections),
            data=self._answer(asked),
        )
        self.on_msg(self._hear)

    def read(self, asked: dict[str, Any]) -> Any:
        """What the page shows; `asked` is what it was opened with or what a reload names."""
        raise NotImplementedError

    def _answer(self, asked: dict[str, Any]) -> Any:
        try:
            return self.read(asked)
        except Refused as refusal:
            return {"refused": {"code": refusal.code, "params": refusal.params}}

    def _hear(self, _widget: Any, message: Any, _buffers: Any) -> None:
        """Read again on {"reload": {...}}, with the renewed grant if one came along."""
        if not isinstance(message, dict) or not isinstance(message.get("reload"), dict):
            return
        if isinstance(message.get("grant"), str) and message["grant"]:
            self.records.grant = message["grant"]
        self.data = self._answer(message["reload"])


def opened() -> dict[str, Any]:
    """What this page was opened with: page, course, lesson, query parameters, language."""
    page: dict[str, Any] = json.loads(os.environ.get("SQM_PAGE", "{}"))
    return page


def show(page: Page) -> None:
    """Put the page where the notebook's cell stands."""
    display(page)  # type: ignore[no-untyped-call]


@cache
def _bundle(name: str, needed: bool = True) -> str:
    """The built front end; `make` (sqm_training/pages/front/build.mjs) builds it."""
    path = STATIC / name
    return path.read_text(encoding="utf-8") if needed or path.exists() else ""
