"""The pages of the door: log in, set a password, log out, and the desk of the authors."""

import uuid
from pathlib import Path
from typing import Any

from jupyterhub.handlers import BaseHandler
from jupyterhub.handlers.login import LoginHandler, LogoutHandler
from jupyterhub.handlers.pages import HomeHandler
from tornado import web

from sqm_training.errors import Refused
from sqm_training.hub.logins import note

LOOK = Path(__file__).parent / "static"
TYPEFACE = LOOK.parents[1] / "pages" / "static"
LANGUAGE_COOKIE = "sqm-language"
HOME_PAGE = "/services/pages/home"
# the records name what is wrong with a code; on our pages it has words of its own
WORDS = {
    "code.wrong": "login.code_wrong",
    "code.expired": "login.code_expired",
    "code.used": "login.code_used",
}


class Face(BaseHandler):  # type: ignore[misc]
    """The product's typeface, where the front end has been built."""

    def get_content_type(self) -> str:
        return "text/css; charset=utf-8"

    def get(self) -> None:
        self.set_header("Cache-Control", "max-age=3600")
        for weight in (400, 700):
            for file in TYPEFACE.glob(f"sans-{weight}-*.woff2"):
                address = f"{self.hub.base_url}typeface/{file.name}"
                self.write(
                    f'@font-face {{ font-family: "SQM Sans"; font-weight: {weight}; font-display: swap;'
                    f' src: url("{address}") format("woff2"); }}\n'
                )


class FreshSession:
    """A log-in gets a session id of its own, so that one planted beforehand is worth nothing."""

    def begin_session(self: Any, user: Any) -> None:
        self._session_id = uuid.uuid4().hex
        self.set_session_cookie()
        self.set_hub_cookie(user)
        self.authenticator.sessions.begin(self._session_id)
        language = (user.user_info or {}).get("language")
        if language:
            self.set_cookie(LANGUAGE_COOKIE, language, path="/", expires_days=365, samesite="Lax")


class Login(FreshSession, LoginHandler):  # type: ignore[misc]
    """Employee number and password."""

    refusal: Refused | None = None

    def set_login_cookie(self, user: Any) -> None:
        if self.request.method == "POST":
            self.begin_session(user)
        super().set_login_cookie(user)

    async def post(self) -> None:
        data = {name: self.get_body_argument(name, "", strip=False) for name in ("username", "password")}
        user = await self.login_user(data)
        if user:
            self._jupyterhub_user = user
            self.redirect(self.get_next_url(user))
            return
        refusal = self.refusal or Refused("login.unknown")
        self.set_status({"login.locked": 429, "login.unreachable": 503}.get(refusal.code, 403))
        self.finish(await self._render(refusal, username=data["username"][:64]))

    def _render(self, login_error: Any = None, username: str | None = None, **more: Any) -> Any:
        # whatever else the Hub complains of here is a form that outlived its token
        refusal = login_error if isinstance(login_error, Refused | None) else Refused("login.stale")
        page = {"sync": more["sync"]} if "sync" in more else {}
        return self.render_template(
            "login.html",
            refusal=refusal,
            username=username or "",
            next=self.get_argument("next", default=""),
            **page,
        )


class Activate(FreshSession, BaseHandler):  # type: ignore[misc]
    """First login, or a forgotten password: a one-time code sets a new one."""

    FIELDS = ("username", "code", "password", "repeat")

    async def get(self) -> None:
        stale = Refused("login.stale") if self.get_argument("stale", "") else None
        self.finish(await self._page(stale))

    def check_xsrf_cookie(self) -> None:
        """A form that outlived its token is shown afresh, with the reason."""
        try:
            super().check_xsrf_cookie()
        except web.HTTPError:
            self.redirect(f"{self.hub.base_url}activate?stale=1", status=303)

    async def post(self) -> None:
        typed = {name: self.get_body_argument(name, "", strip=False) for name in self.FIELDS}
        try:
            if not all(typed.values()):
                raise Refused("login.missing")
            if typed["password"] != typed["repeat"]:
                raise Refused("login.password_differs")
            member = await self.authenticator.activate(self, typed["username"], typed["code"], typed["password"])
        except Refused as refusal:
            refusal.code = WORDS.get(refusal.code, refusal.code)
            if refusal.code == "login.unknown":
                refusal.code = "login.code_wrong"
            self.set_status({"login.locked": 429, "login.unreachable": 503}.get(refusal.code, 422))
            self.finish(await self._page(refusal, typed["username"][:64], typed["code"][:64]))
            return
        user = await self.auth_to_user(self.authenticator.model(member))
        self.begin_session(user)
        self.set_login_cookie(user)
        self.redirect(self.get_next_url(user))

    def _page(self, refusal: Refused | None = None, username: str = "", code: str = "") -> Any:
        return self.render_template(
            "activate.html",
            refusal=refusal,
            username=username or self.get_argument("username", default="")[:64],
            code=code,
            minimum=self.authenticator.minimum_password_length,
        )


class Logout(LogoutHandler):  # type: ignore[misc]
    """Log out, so that no copy of the cookie works any more, here or elsewhere."""

    async def handle_logout(self) -> None:
        if self.current_user:
            note("logout", self.current_user.name, self)
            self.authenticator.end_sessions(self.current_user.orm_user)


class Home(HomeHandler):  # type: ignore[misc]
    """The authors' desk; everybody else is at home on the pages."""

    @web.authenticated
    async def get(self) -> None:
        if self.has_scope(f"servers!user={self.current_user.name}"):
            await super().get()
        else:
            self.redirect(HOME_PAGE)


class Nothing(BaseHandler):  # type: ignore[misc]
    """Pages of the library that this product does not have."""

    async def prepare(self) -> None:
        await super().prepare()
        raise web.HTTPError(404)
