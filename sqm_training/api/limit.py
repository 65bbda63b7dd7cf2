"""No request is longer than the longest file anybody uploads."""

from contextlib import suppress

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BODY = 11_000_000  # bytes: a file of 10 MB and what a form puts around it
TOO_LONG = JSONResponse({"code": "upload.too_large", "params": {}}, 413)


class TooLong(Exception):
    """More has come than is allowed, whatever length was told beforehand."""


class Limit:
    """Refuses a body as soon as it is known to be too long."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _told(scope) > LONGEST_BODY:
            await TOO_LONG(scope, receive, send)
        else:
            await self._counting(scope, receive, send)

    async def _counting(self, scope: Scope, receive: Receive, send: Send) -> None:
        come, begun = 0, False

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > LONGEST_BODY:
                raise TooLong
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            if begun or come <= LONGEST_BODY:  # else what the app makes of half a body is of no interest
                begun = True
                await send(message)

        with suppress(TooLong):
            await self.app(scope, counted, noted)
        if come > LONGEST_BODY and not begun:
            await TOO_LONG(scope, receive, send)


def _told(scope: Scope) -> int:
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() else 0
