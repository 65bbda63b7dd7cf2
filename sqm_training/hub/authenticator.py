"""Who is here: employee number and password at the door, an opaque person id behind it."""

import asyncio
import math
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import Any

import bcrypt
from jupyterhub import orm
from jupyterhub.handlers.static import CacheControlStaticFilesHandler
from nativeauthenticator import NativeAuthenticator
from traitlets import Integer, Unicode

from sqm_training.errors import Refused
from sqm_training.hub import handlers
from sqm_training.hub.logins import note
from sqm_training.hub.roster import Member, Roster, employee_number
from sqm_training.hub.sessions import Sessions

PAUSE_SECONDS = 5  # before records that did not answer are asked again
LONGEST_PASSWORD = 72  # bytes: bcrypt reads no more, and refuses what is longer
NOBODY = bcrypt.hashpw(b"nobody", bcrypt.gensalt())  # an unknown number takes as long as a wrong password


class StaffAuthenticator(NativeAuthenticator):  # type: ignore[misc]
    """NativeAuthenticator keeps passwords and lock-outs; the records say who may come in.

    The Hub's user name is the person id, so that a changed employee number changes nothing.
    """

    records_url = Unicode(config=True, help="Base address of the records API")
    records_secret = Unicode(config=True, help="Secret shared with the records service")
    recheck_seconds = Integer(60, config=True, help="How long an answer of the records is good")
    idle_seconds = Integer(30 * 60, config=True, help="An unused log-in ends after so many seconds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roster = Roster(self.records_url, self.records_secret)
        self.sessions = Sessions(self.idle_seconds)
        self._checked: dict[str, tuple[float, bool]] = {}

    # ---- coming in

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """The auth model of a person with the right password, else None with `handler.refusal` set."""
        number = employee_number(data.get("username", ""))
        try:
            member = await self._admit(number, data.get("password", ""))
        except Refused as refusal:
            handler.refusal = refusal
            note("refused", number, handler, reason=refusal.code)
            return None
        note("login", number, handler, person=member.person)
        return self.model(member)

    async def _admit(self, number: str, password: str) -> Member:
        self._count_try(number)
        try:
            member = await self.roster.resolve(number)
        except Refused as refusal:
            if refusal.code == "login.unknown":
                await self._matches(password, NOBODY)
            raise
        known = self.get_user(member.person)
        if not await self._matches(password, known.password if known else NOBODY) or not known:
            raise Refused("login.unknown")
        self.successful_login(number)
        return member

    @staticmethod
    async def _matches(password: str, hashed: bytes) -> bool:
        secret = password.encode()
        if len(secret) > LONGEST_PASSWORD:
            return False
        return await asyncio.to_thread(bcrypt.checkpw, secret, hashed)

    async def activate(self, handler: Any, typed: str, code: str, password: str) -> Member:
        """Set the password of whoever holds the one-time code; ends all earlier log-ins of that person."""
        number = employee_number(typed)
        door = f"code {number}"
        try:
            self._count_try(door)
            self.check_password(password, number)
            member = await self.roster.redeem(number, employee_number(code))
        except Refused as refusal:
            note("refused", number, handler, reason=refusal.code)
            raise
        known = self.get_user(member.person)
        if known:
            self.change_password(member.person, password)
            self.end_sessions(orm.User.find(self.db, member.person))
        else:
            self.create_user(member.person, password)
        self.successful_login(door)
        self.successful_login(number)
        note("activated", number, handler, person=member.person)
        return member

    def check_password(self, password: str, number: str) -> None:
        """Refuse a password that is too short, too long or easy to guess."""
        if len(password) < self.minimum_password_length:
            raise Refused("login.password_short", minimum=self.minimum_password_length)
        if len(password.encode()) > LONGEST_PASSWORD:
            raise Refused("login.password_long", maximum=LONGEST_PASSWORD, chinese=LONGEST_PASSWORD // 3)
        if password.lower() == number.lower() or self.is_password_common(password.lower()):
            raise Refused("login.password_common")

    def _count_try(self, door: str) -> None:
        """Count before looking, so that many tries at once do not slip past the lock."""
        if self.is_blocked(door):
            passed = (datetime.now() - self.login_attempts[door]["time"]).total_seconds()
            left = max(1, math.ceil((self.seconds_before_next_try - passed) / 60))
            raise Refused("login.locked", 429, minutes=left)
        if self.can_try_to_login_again(door):
            self.login_attempts.pop(door, None)
        self._forget_old_tries()
        self.add_login_attempt(door)

    def can_try_to_login_again(self, username: str) -> bool:
        """Whether the pause since the last try is over (or there was none)."""
        attempt = self.login_attempts.get(username)
        if not attempt:
            return True
        return bool((datetime.now() - attempt["time"]).total_seconds() > self.seconds_before_next_try)

    def _forget_old_tries(self, limit: int = 5000) -> None:
        if len(self.login_attempts) > limit:
            for door in [door for door in self.login_attempts if self.can_try_to_login_again(door)]:
                del self.login_attempts[door]

    # ---- staying in

    async def refresh_user(self, user: Any, handler: Any = None) -> bool | dict[str, Any]:
        """Ask the records again at least once a minute; end idle log-ins and those of people who left."""
        session = self._session(handler)
        if session and not self.sessions.alive(session):
            self._drop_tokens(user, session)
            return False
        return await self.recheck(user)

    async def recheck(self, user: Any) -> bool | dict[str, Any]:
        """True if nothing changed, a new auth model if groups did, False if the person may not stay."""
        when, staying = self._checked.get(user.name, (-math.inf, True))
        if monotonic() - when < self.recheck_seconds:
            return staying
        try:
            member = await self.roster.again(user.name)
        except Refused as refusal:
            if refusal.code == "login.unreachable":
                # records refuse or answer for themselves; their restart logs nobody out
                self._checked[user.name] = (monotonic() - self.recheck_seconds + PAUSE_SECONDS, True)
                return True
            member = None
        self._checked[user.name] = (monotonic(), member is not None)
        if member is None:
            note("ended", user.name, None)
            self.end_sessions(user.orm_user)
            return False
        if sorted(member.groups) == sorted(group.name for group in user.groups):
            return True
        return self.model(member)

    def model(self, member: Member) -> dict[str, Any]:
        """What the Hub stores of a person: the id and the groups."""
        self._checked[member.person] = (monotonic(), True)
        return {
            "name": member.person,
            "admin": False,
            "groups": member.groups,
            "user_info": {"language": member.language},
        }

    def end_sessions(self, user: orm.User | None) -> None:
        """Make every cookie and every page token of a person worthless, at once."""
        if user is None:
            return
        user.cookie_id = orm.new_token()
        self._delete(token for token in user.api_tokens if token.session_id)

    def _drop_tokens(self, user: Any, session: str) -> None:
        self._delete(token for token in user.orm_user.api_tokens if token.session_id == session)

    def _delete(self, tokens: Iterable[orm.APIToken]) -> None:
        for token in list(tokens):
            self.db.delete(token)
        self.db.commit()

    @staticmethod
    def _session(handler: Any) -> str | None:
        if handler is None:
            return None
        token = handler.get_token()
        session: str | None = token.session_id if token else handler.get_session_cookie()
        return session

    # ---- the doors

    def normalize_username(self, username: str) -> str:
        """Person ids are opaque: nothing is lower-cased."""
        return username

    def validate_username(self, username: str) -> bool:
        return bool(username) and not any(sign in username for sign in ", /")

    def get_handlers(self, app: Any) -> list[Any]:
        """Our pages instead of NativeAuthenticator's sign-up, authorisation and password pages."""
        return [
            (r"/login", handlers.Login),
            (r"/logout", handlers.Logout),
            (r"/activate", handlers.Activate),
            (r"/home", handlers.Home),
            (r"/(?:admin|token|accept-share|signup|authorize|change-password)(?:/.*)?", handlers.Nothing),
            (r"/face.css", handlers.Face),
            (r"/typeface/(sans-.*\.woff2)", CacheControlStaticFilesHandler, {"path": str(handlers.TYPEFACE)}),
            (r"/look/(.*)", CacheControlStaticFilesHandler, {"path": str(handlers.LOOK)}),
        ]
