"""One page as HTML, sent piece by piece: the frame at once, each cell when it has run."""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from jupyter_core.utils import ensure_async
from markupsafe import Markup
from nbformat import NotebookNode
from voila.execute import VoilaExecutor
from voila.notebook_renderer import NotebookRenderer

from sqm_training import locale
from sqm_training.kernels.warm import WarmKernel
from sqm_training.pages import prose
from sqm_training.pages.assets import Build

TEMPLATES = Path(__file__).parent / "templates"
SAID = {
    f"common.{name}"
    for name in (
        *("back", "next", "finish", "next_lesson", "step", "progress", "resumed", "preview_note"),
        *("progress_waiting", "network_gone", "kernel_gone", "reload", "part_failed"),
    )
}
LONGEST = 60  # seconds that one cell may take
REGRET = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("error")])
SHOWN = ("application/vnd.jupyter.widget-view+json", "image/png", "text/plain")


def both(key: str, **params: Any) -> Markup:
    """The words for a key in both languages; style shows the one that the page is in."""
    zh, en = (locale.text(key, language, **params) for language in locale.LANGUAGES)
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(zh, en)


def environment(base: str, piecewise: bool) -> jinja2.Environment:
    """The templates' own language: everything escaped, both languages at hand.

    `piecewise` templates are filled while the kernel works, the others at once.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        enable_async=piecewise,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(both=both, shown=shown, texts=locale.text, base=base)
    return made


@cache
def words() -> dict[str, dict[str, str]]:
    """What the frame's own script says."""
    return {key.removeprefix("common."): text for key, text in locale.section("common").items() if key in SAID}


@dataclass(frozen=True)
class Frame:
    """What stands around a page's cells: for whom, in which language, with which data for the browser."""

    page: str
    language: str
    title: dict[str, str]
    person: dict[str, Any]
    card: dict[str, Any]
    pictures: str = ""


class PageRenderer(NotebookRenderer):
    """Runs a notebook's cells in its kernel and yields the page. Executes nothing a visitor sent."""

    def __init__(
        self,
        template: jinja2.Template,
        notebook: NotebookNode,
        frame: Frame,
        build: Build,
        open_kernel: Callable[[], Awaitable[tuple[str, WarmKernel]]],
        flush: Callable[[], Awaitable[None]],
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self.notebook = notebook
        self.cwd = ""
        self._template = template
        self._frame = frame
        self._build = build
        self._open_kernel = open_kernel
        self._flush = flush

    async def pieces(self) -> AsyncIterator[str]:
        """The page's HTML, in order."""
        async for piece in self._template.generate_async(
            nb=self.notebook,
            frame=self._frame,
            kernel_start=self._start,
            cells=self._cells,
            widgets=self._widgets,
            prose=lambda text: Markup(prose.html(text, self._frame.pictures)),
            words=words(),
            assets=self._build.files,
            early=self._build.early,
        ):
            yield piece

    async def _start(self) -> str:
        """Open the kernel; by now the visitor already sees the page's frame. Empty when there is none."""
        await self._flush()
        try:
            kernel, running = await self._open_kernel()
            self.executor = VoilaExecutor(self.notebook, km=running, timeout=LONGEST, show_tracebacks=False)
            self.executor.kc = await running.connect()
        except Exception:
            self.log.exception("no kernel for %s", self._frame.page)
            self.executor = None
            return ""
        return kernel

    async def _cells(self) -> AsyncIterator[NotebookNode]:
        if self.executor is None:
            yield REGRET
            return
        async for cell in self._jinja_cell_generator(self.notebook, None):
            yield cell
            await self._flush()

    def _widgets(self) -> "Drawn":
        if self.executor is None:
            return Drawn({}, {}, [], [])
        return drawn(self.executor.widget_state, self.executor.widget_buffers, self._build)

    async def _cleanup_resources(self) -> None:
        await ensure_async(self.executor.kc.stop_channels())


@dataclass(frozen=True)
class Drawn:
    """Every widget's state, so that the page is drawn before its line to the kernel stands."""

    states: dict[str, dict[str, Any]]
    shared: dict[str, Any]  # words that several widgets share, sent once
    modules: list[str]
    styles: list[str]


def drawn(states: dict[str, Any], buffers: dict[str, Any], build: Build) -> Drawn:
    """The states with each widget's code replaced by the name of the built file that has it.

    Code that the build did not make is left out: whoever writes a lesson's cells, a page runs the product's
    own scripts and no others.
    """
    shared: dict[str, Any] = {}
    named: dict[str, set[str]] = {"_esm": set(), "_css": set()}
    made = {}
    for key, state in states.items():
        made[key] = {**state, "buffers": list(buffers.get(key, {}).values())}
        for part in named.keys() & state.keys():
            name = build.widgets.get(_digest(state[part]), "")
            made[key][part] = name
            named[part] |= {name} - {""}
        if "texts" in state:
            digest = _digest(json.dumps(state["texts"], sort_keys=True))
            shared[digest] = state["texts"]
            made[key]["texts"] = digest
    return Drawn(made, shared, sorted(named["_esm"]), sorted(named["_css"]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def shown(output: NotebookNode) -> tuple[str, Any] | None:
    """How one output of a cell is shown: as widget, picture, text or a word of regret; never as markup."""
    kind = output["output_type"]
    if kind == "error":
        return "error", None
    if kind == "stream":
        return ("text/plain", output["text"]) if output["name"] == "stdout" else None
    data = output.get("data", {})
    return next(((name, data[name]) for name in SHOWN if name in data), None)
