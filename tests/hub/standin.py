"""Records as the Hub sees them, for tests of the Hub alone: people and codes from a JSON file, read anew
for every question, so that a test can let somebody leave."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PEOPLE: Path
SECRET: str


class Records(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(200, {})

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["X-SQM-Hub"] != SECRET:
            return self._answer(403, {"code": "hub.stranger", "params": {}})
        table = json.loads(PEOPLE.read_text())
        number = question.get("employee_no") or next(
            (key for key, one in table["people"].items() if one["person"] == question["person"]), ""
        )
        person = table["people"].get(number)
        if person is None:
            return self._answer(404, {"code": "login.unknown", "params": {}})
        if person.get("left"):
            return self._answer(403, {"code": "login.left", "params": {}})
        if self.path.endswith("/redeem"):
            state = table["codes"].get(f"{question['employee_no']} {question['code']}", "wrong")
            if state != "good":
                return self._answer(409, {"code": f"code.{state}", "params": {}})
            table["codes"][f"{question['employee_no']} {question['code']}"] = "used"
            PEOPLE.write_text(json.dumps(table))
        self._answer(200, {key: person[key] for key in ("person", "name", "roles", "language")})

    def _answer(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    PEOPLE, SECRET = Path(sys.argv[2]), sys.argv[3]
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Records).serve_forever()
