"""The line between a page and its kernel. Widgets talk over it; nothing that runs code passes."""

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado import web
from voila.tornado.kernel_websocket_handler import (
    VoilaKernelWebsocketHandler,
    read_header_from_binary_message,
)

from sqm_training.pages.identity import name_of

if TYPE_CHECKING:
    from sqm_training.pages.handlers import House

MAY = frozenset({"comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request"})
HEARD = frozenset(
    {"comm_open", "comm_close", "comm_msg", "status", "comm_info_reply", "kernel_info_reply", "iopub_welcome"}
)
TARGET = "jupyter.widget.control"  # asks for the widgets there are; a visitor makes none of their own
PROTOCOL = "v1.kernel.websocket.jupyter.org"
WORD = 8  # bytes of a count or an offset
FEWEST, MOST = 6, 70  # offsets in a frame: five parts and an end, and at most 64 buffers
GONE = 1001  # websocket: going away
REFUSED = 1008  # websocket: policy violation


class Line(ZMQChannelsWebsocketConnection):
    """Hangs up on whoever says what no page of ours says."""

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        if allowed(incoming_msg):
            super().handle_incoming_message(incoming_msg)
        else:
            self.log.warning("out of protocol on kernel %s: hung up", self.kernel_id)
            self.websocket_handler.close(REFUSED)


def hang_up(kernel: str) -> None:
    """Close every line to a kernel that is no more; its page asks, and says so."""
    for line in list(Line._open_sockets):
        if line.kernel_id == kernel and line.websocket_handler is not None:
            line.websocket_handler.close(GONE)


def allowed(frame: Any) -> bool:
    """Whether a frame of the binary protocol is one that our pages send."""
    try:
        channel, header, content = _read(frame)
        kind = header["msg_type"]
        return bool(channel == b"shell" and kind in MAY and (kind != "comm_open" or content["target_name"] == TARGET))
    except (ValueError, KeyError, TypeError):
        return False


def _read(frame: Any) -> tuple[bytes, Any, Any]:
    """Channel, header and content, read with bounds: Jupyter's own reader believes any count it is told."""
    count = int.from_bytes(frame[:WORD], "little")
    if not isinstance(frame, bytes) or not FEWEST <= count <= MOST:
        raise ValueError("not a frame")
    offsets = [int.from_bytes(frame[WORD * (i + 1) : WORD * (i + 2)], "little") for i in range(count)]
    if offsets != sorted(offsets) or offsets[0] != WORD * (count + 1) or offsets[-1] != len(frame):
        raise ValueError("not a frame")
    parts = [frame[start:end] for start, end in pairwise(offsets)]
    return parts[0], json.loads(parts[1]), json.loads(parts[4])


class SocketHandler(VoilaKernelWebsocketHandler):
    """Opens the line to one's own kernel, and to no other. Speaks one protocol only."""

    async def get(self, kernel_id: str) -> None:
        if self.current_user is None:
            raise web.HTTPError(403)
        house: House = self.settings["house"]
        person = name_of(self.current_user)
        if not house.room.belongs(kernel_id, person):
            self.log.warning("%s asked for kernel %s, which is not theirs", person, kernel_id)
            raise web.HTTPError(403)
        if PROTOCOL not in self.request.headers.get("Sec-WebSocket-Protocol", ""):
            raise web.HTTPError(400)
        await super().get(kernel_id)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Widgets' news only: what a kernel prints, and how it failed, is for the server's log."""
        header = read_header_from_binary_message(message) if isinstance(message, bytes) else None
        return super().write_message(message, binary) if header and header["msg_type"] in HEARD else None
