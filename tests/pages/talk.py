"""A stranger's end of a kernel's websocket, in both protocols; says whatever a test wants said."""

import itertools
import json
import uuid
from typing import Any

import httpx
import websocket

NAMES = ("header", "parent_header", "metadata", "content")
V1 = "v1.kernel.websocket.jupyter.org"


def message(kind: str, content: dict[str, Any], channel: str = "shell") -> dict[str, Any]:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "s",
        "username": "",
        "version": "5.3",
        "date": "",
    }
    return {"channel": channel, "header": header, "parent_header": {}, "metadata": {}, "content": content}


def frame(said: dict[str, Any]) -> bytes:
    """A message in the binary protocol."""
    parts = [said["channel"].encode(), *(json.dumps(said[name]).encode() for name in NAMES)]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    head = [len(offsets), *offsets]
    return b"".join(number.to_bytes(8, "little") for number in head) + b"".join(parts)


def unframe(data: bytes) -> dict[str, Any]:
    count = int.from_bytes(data[:8], "little")
    offsets = [int.from_bytes(data[8 * (i + 1) : 8 * (i + 2)], "little") for i in range(count)]
    part = [data[a:b] for a, b in itertools.pairwise(offsets)]
    return {
        "channel": part[0].decode(),
        "header": json.loads(part[1]),
        "parent_header": json.loads(part[2]),
        "content": json.loads(part[4]),
    }


class Talk:
    """An open line to a kernel."""

    def __init__(self, client: httpx.Client, kernel: str, protocol: str = V1, origin: str | None = None) -> None:
        address = str(client.base_url).replace("http", "ws", 1) + f"api/kernels/{kernel}/channels?session_id=t"
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
        self.protocol = protocol
        self.socket = websocket.create_connection(
            address,
            timeout=15,
            cookie=cookies,
            origin=origin,
            suppress_origin=origin is None,
            subprotocols=[protocol] if protocol else None,
            header={"User-Agent": client.headers["User-Agent"]},
        )

    def say(self, said: dict[str, Any]) -> str:
        if self.protocol == V1:
            self.socket.send_binary(frame(said))
        else:
            self.socket.send(json.dumps(said))
        return str(said["header"]["msg_id"])

    def hear(self) -> dict[str, Any] | None:
        """The next message, None once the other side has hung up."""
        try:
            code, data = self.socket.recv_data()
        except (websocket.WebSocketConnectionClosedException, ConnectionError):
            return None
        if code == websocket.ABNF.OPCODE_CLOSE:
            return None
        return unframe(data) if self.protocol == V1 else json.loads(data)

    def answer_to(self, asked: str) -> list[dict[str, Any]]:
        """All that is heard for a message until the kernel is idle again, or until the line is cut."""
        heard = []
        while (one := self.hear()) is not None:
            if one["parent_header"].get("msg_id") != asked:
                continue
            heard.append(one)
            if one["channel"] == "shell" or one["header"]["msg_type"] == "comm_msg":
                break
        return heard

    def silence(self) -> bool:
        """Whether the other side hangs up without an answer."""
        while (one := self.hear()) is not None:
            if one["header"]["msg_type"] != "status":
                return False
        return True

    def close(self) -> None:
        self.socket.close()
