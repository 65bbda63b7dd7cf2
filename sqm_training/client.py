"""The only way out of a kernel: calls to the records service in the name of the visitor's page grant."""

import os
from functools import cache
from typing import Any

import httpx

from sqm_training.errors import Fault, Faults, Refused

PATIENCE = httpx.Timeout(20.0, connect=5.0)


class Client:
    """Calls the records service at `url` with one grant. Answers are the JSON values it sends.

    Raises `Refused` with the service's code and parameters, `Refused("network.lost")` when it does not
    answer, and `Faults` when it finds several things wrong with what it was sent.
    """

    def __init__(self, url: str, grant: str) -> None:
        self.grant = grant
        self._http = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)

    def get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        return self._call("POST", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        return self._call("PUT", path, body)

    def delete(self, path: str, body: Any = None) -> Any:
        return self._call("DELETE", path, body)

    def _call(self, method: str, path: str, body: Any = None, query: dict[str, Any] | None = None) -> Any:
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        headers = {"Authorization": f"Bearer {self.grant}"}
        try:
            answer = self._http.request(method, path, json=body, params=asked, headers=headers)
        except httpx.HTTPError as error:
            raise Refused("network.lost", status=503) from error
        if answer.is_success:
            return answer.json() if answer.content else None
        raise _refusal(answer)


def _refusal(answer: httpx.Response) -> Exception:
    try:
        said = answer.json()
    except ValueError:
        said = {}
    if not isinstance(said, dict) or "code" not in said:
        code = "server.trouble" if answer.is_server_error else "server.refused"
        return Refused(code, status=answer.status_code)
    if said.get("faults"):
        return Faults([Fault(**fault) for fault in said["faults"]])
    return Refused(said["code"], status=answer.status_code, **said.get("params", {}))


@cache
def here() -> Client:
    """The client of this kernel, from SQM_RECORDS_URL and SQM_GRANT."""
    return Client(os.environ["SQM_RECORDS_URL"], os.environ["SQM_GRANT"])
