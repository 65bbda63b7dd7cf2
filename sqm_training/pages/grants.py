"""The exchange of a visitor's Hub token for a page grant, at the records service."""

from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE = httpx.Timeout(10.0, connect=3.0)


class Unreachable(Exception):
    """Records does not answer, or not sensibly."""


class Denied(Exception):
    """Records refuses: `status` and the catalogue's `code`."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Grant:
    """What records gives a page: the grant, until when, whom it is for, which notebook to show."""

    grant: str
    expires_at: str
    person: dict[str, Any]
    notebook: str | None = None


class Grants:
    """Asks the records service at `url` (its API's address)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE, trust_env=False)

    async def obtain(self, hub_token: str, page: str, params: dict[str, str]) -> Grant:
        """A fresh grant for this visitor on this page."""
        said = await self._post("/grants", hub_token, {"page": page, "params": params})
        return Grant(said["grant"], said["expires_at"], said.get("person") or {}, said.get("notebook"))

    async def renew(self, hub_token: str, grant: str) -> dict[str, Any]:
        """The same grant, good for longer."""
        return await self._post("/grants/renew", hub_token, {"grant": grant})

    async def _post(self, path: str, hub_token: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._http.post(path, json=body, headers={"Authorization": f"token {hub_token}"})
        except httpx.HTTPError as error:
            raise Unreachable from error
        if answer.is_client_error:
            raise Denied(answer.status_code, _code(answer))
        if not answer.is_success:
            raise Unreachable(f"records answered {answer.status_code}")
        said: dict[str, Any] = answer.json()
        return said


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return "server.refused"
