"""The routes: a page, its grant, its kernel, its pictures. All but the built assets demand a Hub login."""

import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from sqm_training import locale
from sqm_training.kernels.warm import WarmKernel
from sqm_training.pages.assets import Assets
from sqm_training.pages.grants import Denied, Grant, Grants, Unreachable
from sqm_training.pages.identity import HubIdentity, name_of
from sqm_training.pages.notebooks import PICTURES, Shelf, read
from sqm_training.pages.rendering import Frame, PageRenderer, environment
from sqm_training.pages.room import Room, Visit

# No page has an inline script, no script is ever made from text, and widgets' modules are built files too, so
# that 'self' is enough. Styles: Jupyter's own views set them on elements and in <style>.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
ASKED = ("course", "paper", "attempt", "slot", "person", "practical", "assignment", "period", "store", "post", "tab")
ASKED_VALUE = re.compile(r"[\w.:-]{1,64}", re.ASCII)
FOR_EVER = "public, max-age=31536000, immutable"


class Handler(JupyterHandler):
    """What every route has: the house's parts, safe headers, friendly refusals."""

    @property
    def house(self) -> "House":
        house: House = self.settings["house"]
        return house

    @property
    def identity(self) -> HubIdentity:
        return cast("HubIdentity", self.identity_provider)

    @property
    def person(self) -> str:
        return name_of(self.current_user)

    @property
    def content_security_policy(self) -> str:
        return POLICY

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.clear_header("Server")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")

    def write_error(self, status_code: int, **about: Any) -> None:
        """A page in both languages that says what to do; while the house is starting it tries again by itself."""
        if self._headers_written:
            return
        key = {403: "denied", 404: "missing", 405: "missing"}.get(status_code, "trouble")
        again = status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        self.set_status(status_code)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.house.refusal(key, again, self.browser_language()))

    def browser_language(self) -> str:
        """Before anybody is known: what was last chosen here, else what the browser prefers."""
        chosen = self.get_cookie("sqm-language") or self.get_browser_locale("zh_CN").code
        return "en" if chosen.startswith("en") else "zh"


class House:
    """The parts that handlers share."""

    def __init__(self, base: str, shelf: Shelf, room: Room, grants: Grants, assets: Assets) -> None:
        self.shelf = shelf
        self.room = room
        self.grants = grants
        self.assets = assets
        self.previews: set[tuple[str, str]] = set()  # who has opened which course's draft
        self.page = environment(base, piecewise=True).get_template("page.html.j2")
        self._refusal = environment(base, piecewise=False).get_template("refusal.html.j2")

    def refusal(self, key: str, again: bool, language: str) -> str:
        """The page shown instead of one that cannot be."""
        files = self.assets.build.files
        return self._refusal.render(key=key, again=again, language=language, assets=files)


class HomeHandler(Handler):
    def get(self) -> None:
        self.redirect(f"{self.base_url}home")


class LostHandler(Handler):
    """Whatever is no route of ours, once logged in."""

    def get(self, *_path: str) -> None:
        raise web.HTTPError(404)

    post = put = delete = patch = head = get


class PageHandler(Handler):
    """A page of the product."""

    async def get(self, page: str) -> None:
        notebook = self.house.shelf.app(page)
        if notebook is None:
            raise web.HTTPError(404)
        params = {name: value for name in ASKED if (value := self.asked(name))}
        grant = await self.grant(page, params)
        await self.show(page, params, grant, notebook)

    def asked(self, name: str) -> str:
        value = str(self.get_query_argument(name, ""))
        return value if ASKED_VALUE.fullmatch(value) else ""

    async def grant(self, page: str, params: dict[str, str]) -> Grant:
        """The grant records gives this visitor for this page, or the refusal to show."""
        if self.house.room.full:
            raise web.HTTPError(503)
        try:
            return await self.house.grants.obtain(self.identity.hub_token(self), page, params)
        except Denied as denial:
            raise await self.refused(denial) from denial
        except Unreachable as trouble:
            raise web.HTTPError(503) from trouble

    async def refused(self, denial: Denied) -> Exception:
        """What a visitor is told. Whom the Hub has logged out since it was last asked, it may ask in again."""
        if denial.status == HTTPStatus.UNAUTHORIZED and not await self.identity.still_known(self):
            self.redirect(self.get_login_url())
            return web.Finish()
        return web.HTTPError({401: 503, 404: 404}.get(denial.status, 403))

    async def show(self, page: str, params: dict[str, str], grant: Grant, notebook: Path, pictures: str = "") -> None:
        language = "en" if grant.person.get("language") == "en" else "zh"
        document = read(notebook)
        card = {
            "grant": grant.grant,
            "expires": grant.expires_at,
            "records": "/services/records/api",
            "page": page,
            "params": params,
            "pictures": pictures,
            "language": language,
            "person": {name: grant.person.get(name) for name in ("id", "name", "employee_no", "roles")},
        }
        told = {
            "SQM_GRANT": grant.grant,
            "SQM_RECORDS_URL": self.house.grants.url,
            "SQM_PAGE": json.dumps(
                {
                    "page": page,
                    "course": params.get("course"),
                    "lesson": params.get("lesson"),
                    "params": params,
                    "language": language,
                }
            ),
        }
        frame = Frame(page, language, _title(page, document), grant.person, card, pictures)

        async def kernel() -> tuple[str, WarmKernel]:
            return await self.house.room.open(Visit(self.person, told))

        async def flush() -> None:
            await self.flush()

        self.set_header("Content-Type", "text/html; charset=utf-8")
        _ = self.xsrf_token  # sets the cookie that the page's own calls answer with
        renderer = PageRenderer(
            self.house.page,
            document,
            frame,
            self.house.assets.build,
            kernel,
            flush,
            voila_configuration=self.settings["voila_configuration"],
        )
        async for piece in renderer.pieces():
            self.write(piece)


class LessonHandler(PageHandler):
    """A built lesson: the published one, or an author's draft."""

    async def get(self, kind: str, course: str, lesson: str) -> None:  # type: ignore[override]
        page = "course" if kind == "courses" else "preview"
        params = {"course": course, "lesson": lesson}
        grant = await self.grant(page, params)
        notebook = self.house.shelf.lesson(course, lesson, grant.notebook)
        if notebook is None:
            raise web.HTTPError(404)
        version = notebook.parent.name
        if page == "preview":
            self.house.previews.add((self.person, course))
        pictures = f"{self.base_url}pictures/{course}/{version}"
        await self.show(page, params, grant, notebook, pictures)


class PictureHandler(Handler):
    """A picture of a published course; of a draft only for those who have opened it."""

    @property
    def content_security_policy(self) -> str:
        return PICTURE_POLICY

    def get(self, course: str, version: str, name: str) -> None:
        if not version.isdecimal() and (self.person, course) not in self.house.previews:
            raise web.HTTPError(404)
        path = self.house.shelf.picture(course, version, name)
        if path is None:
            raise web.HTTPError(404)
        self.set_header("Content-Type", PICTURES[path.suffix])
        if version.isdecimal():
            self.set_header("Cache-Control", "private, max-age=31536000, immutable")
        self.finish(path.read_bytes())


class GrantHandler(Handler):
    """A page's grant for another while: the same one if records still knows it, else a new one."""

    async def post(self) -> None:
        try:
            said = json.loads(self.request.body)
            grant, page, params = str(said["grant"]), str(said["page"]), dict(said.get("params") or {})
        except (ValueError, KeyError, TypeError) as error:
            raise web.HTTPError(400) from error
        params = {str(name): str(value) for name, value in params.items()}
        token = self.identity.hub_token(self)
        try:
            renewed = await self._renewed(token, grant, page, params)
        except Denied as denial:
            raise web.HTTPError(403) from denial
        except Unreachable as trouble:
            raise web.HTTPError(503) from trouble
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(renewed))

    async def _renewed(self, token: str, grant: str, page: str, params: dict[str, str]) -> dict[str, Any]:
        try:
            return {"grant": grant, **await self.house.grants.renew(token, grant)}
        except Denied:
            fresh = await self.house.grants.obtain(token, page, params)
            return {"grant": fresh.grant, "expires_at": fresh.expires_at}

    def get_login_url(self) -> str:
        raise web.HTTPError(401)

    def write_error(self, status_code: int, **about: Any) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"code": "session.gone" if status_code in (401, 403) else "server.trouble"}))


class KernelHandler(Handler):
    """Whether one's own kernel lives; letting it go."""

    def own(self, kernel: str) -> str:
        if not self.house.room.belongs(kernel, self.person):
            raise web.HTTPError(404)
        return kernel

    def get(self, kernel: str) -> None:
        self.finish({"id": self.own(kernel)})

    async def delete(self, kernel: str) -> None:
        await self.house.room.close(self.own(kernel))
        self.set_status(204)
        self.finish()

    def get_login_url(self) -> str:
        raise web.HTTPError(401)

    def write_error(self, status_code: int, **about: Any) -> None:
        self.finish({"code": "kernel.gone" if status_code == HTTPStatus.NOT_FOUND else "server.refused"})


class AssetHandler(Handler):
    """What the build made. Open to all: the refusal pages and the log-in page wear the same style."""

    def prepare(self) -> None:  # type: ignore[override]
        return None

    @allow_unauthenticated
    def get(self, name: str) -> None:
        found = self.house.assets.find(name, self.request.headers.get("Accept-Encoding", ""))
        if found is None:
            raise web.HTTPError(404)
        body, kind, encoding = found
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", FOR_EVER)
        self.set_header("Vary", "Accept-Encoding")
        if encoding:
            self.set_header("Content-Encoding", encoding)
        self.finish(body)

    head = get


def _title(page: str, document: Any) -> dict[str, str]:
    told = document.metadata.get("sqm", {}).get("title")
    if told:
        return {"zh": str(told["zh"]), "en": str(told["en"])}
    return locale.section("common").get(f"common.page.{page}", {"zh": page, "en": page})
