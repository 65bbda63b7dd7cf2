"""A small Hub and a small records service, as far as the pages service meets them."""

import contextlib
import json
import secrets
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SCOPES = ["access:services!service=pages"]
PEOPLE = {
    "p-li": {
        "id": "p-li",
        "name": "李娜",
        "employee_no": "A001",
        "posts": [{"id": "technician", "title": {"zh": "维修技师", "en": "Technician"}}],
        "language": "zh",
        "roles": ["learner"],
        "pages": ["home", "learn", "sit", "certificates"],
    },
    "p-wang": {
        "id": "p-wang",
        "name": "王强",
        "employee_no": "A002",
        "language": "en",
        "roles": ["learner", "hr"],
        "pages": ["home", "learn", "sit", "certificates", "mark", "observe", "assign", "people", "review", "author"],
    },
}


class Town:
    """Listens on a port of its own; what happens in it is set and read by tests."""

    def __init__(self) -> None:
        self.at_the_door = "p-li"  # who logs in when the Hub asks
        self.logged_out: set[str] = set()
        self.denied = False
        self.hub_away = self.records_away = False
        self.notebooks: dict[str, str] = {}  # "course/5s/01-sort" → path below published/
        self.seen_steps: list[int] = []
        self.grants: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.server = self._open()
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _open(self) -> ThreadingHTTPServer:
        """A server on a port whose lower neighbour is free as well: there the pages service will be."""
        while True:
            server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
            with socket.socket() as neighbour, contextlib.suppress(OSError):
                neighbour.bind(("127.0.0.1", server.server_port - 1))
                return server
            server.server_close()

    @property
    def port(self) -> int:
        return int(self.server.server_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def asked_for(self, path: str) -> list[tuple[str, str, dict[str, Any]]]:
        return [asked for asked in self.asked if asked[1] == path]

    def answer(self, method: str, path: str, query: dict[str, list[str]], headers: Any, body: Any) -> tuple[int, Any]:
        """Status and JSON; a (302, address) is a redirect."""
        self.asked.append((method, path, body))
        token = headers.get("Authorization", "").partition(" ")[2]
        person = token.removeprefix("hub-token-")
        if self.hub_away if path.startswith("/hub") else self.records_away:
            return 503, {}
        known = token.startswith("hub-token-p-") and person not in self.logged_out
        match method, path:
            case "GET", "/hub/api/oauth2/authorize":
                back, state = query["redirect_uri"][0], query["state"][0]
                return 302, f"{back}?code={self.at_the_door}&state={state}"
            case "POST", "/hub/api/oauth2/token":
                return 200, {"access_token": f"hub-token-{body['code']}", "token_type": "Bearer"}
            case "GET", "/hub/api/user":
                if not known:
                    return 403, {"status": 403, "message": "Forbidden"}
                about = {"kind": "user", "name": person, "admin": False, "groups": [], "session_id": None}
                return 200, about | {"scopes": SCOPES}
            case "POST", "/services/records/api/grants":
                if not known:
                    return 401, {"code": "hub.token_refused", "params": {}}
                if self.denied:
                    return 403, {"code": "access.denied", "params": {}}
                grant = secrets.token_urlsafe(16)
                self.grants[grant] = {"person": person, **body}
                lesson = "/".join((body["page"], *body["params"].values()))
                told = {
                    "grant": grant,
                    "expires_at": "2030-01-01T00:00:00Z",
                    "person": PEOPLE.get(person, PEOPLE["p-li"] | {"id": person}),
                }
                return 200, told | ({"notebook": self.notebooks[lesson]} if lesson in self.notebooks else {})
            case "POST", "/services/records/api/grants/renew":
                mine = known and self.grants.get(body["grant"], {}).get("person") == person
                return (200, {"expires_at": "2030-01-01T00:15:00Z"}) if mine else (401, {"code": "grant.unknown"})
            case method, progress if progress.startswith("/services/records/api/progress/") and token in self.grants:
                if method == "POST":
                    self.seen_steps.append(body["step"])
                return 200, {"version": 1, "steps_done": self.seen_steps, "exercises": {}, "checks": {}, "done": False}
            case _:
                return (200, {}) if token in self.grants else (401, {"code": "grant.unknown"})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        town = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _do(self) -> None:
                parts = urlsplit(self.path)
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                form = "form" in self.headers.get("Content-Type", "")
                body = {k: v[0] for k, v in parse_qs(raw).items()} if form else json.loads(raw or "{}")
                status, said = town.answer(self.command, parts.path, parse_qs(parts.query), self.headers, body)
                reply = b"" if status == 302 else json.dumps(said).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", said)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            do_GET = do_POST = do_PUT = do_DELETE = _do

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
