"""What the Hub asks the records: who stands behind an employee number, and is this code good?"""

import unicodedata
from dataclasses import dataclass
from typing import Any

import httpx

from sqm_training.errors import Refused

AUTHOR_ROLES = frozenset({"trainer", "author"})


def employee_number(typed: str) -> str:
    """The number as printed: full-width signs made plain, surrounding space dropped, the rest kept."""
    return unicodedata.normalize("NFKC", typed).strip()


@dataclass(frozen=True)
class Member:
    """One person as far as the Hub needs to know them. `person` is the opaque id."""

    person: str
    name: str
    roles: tuple[str, ...]
    language: str

    @property
    def groups(self) -> list[str]:
        """Hub groups: authors may start JupyterLab, nobody else has a server."""
        return ["authors"] if AUTHOR_ROLES & set(self.roles) else []


class Roster:
    """The questions of the Hub, authenticated by the secret it shares with the records service."""

    def __init__(self, records_url: str, secret: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=records_url, headers={"X-SQM-Hub": secret}, timeout=5, trust_env=False
        )

    async def resolve(self, number: str) -> Member:
        """Who has this employee number today. Refused: login.unknown, login.left, login.unreachable."""
        return await self._ask("/hub/resolve", {"employee_no": number})

    async def again(self, person: str) -> Member:
        """The standing today of somebody who is logged in. Refused: as `resolve`."""
        return await self._ask("/hub/person", {"person": person})

    async def redeem(self, number: str, code: str) -> Member:
        """Use up a one-time code. Refused: as `resolve`, code.wrong, code.expired, code.used."""
        return await self._ask("/hub/redeem", {"employee_no": number, "code": code})

    async def _ask(self, path: str, question: dict[str, str]) -> Member:
        try:
            answer = await self._client.post(path, json=question)
            body: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refused("login.unreachable", 503) from error
        if answer.is_success:
            return Member(body["person"], body["name"], tuple(body["roles"]), body["language"])
        code = body.get("code") if answer.status_code < 500 else None
        raise Refused(code or "login.unreachable", answer.status_code)
