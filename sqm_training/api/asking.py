"""What every route begins with: who asks, on which page, for what."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from sqm_training.errors import Refused
from sqm_training.services import admit
from sqm_training.services.admit import Scope, Visitor
from sqm_training.services.installation import Installation


def house_of(request: Request) -> Installation:
    house: Installation = request.app.state.house
    return house


House = Annotated[Installation, Depends(house_of)]


def _bearer(header: str | None) -> str:
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("grant.missing", 401)
    return token


class Asking:
    """A visitor who may do one verb, and how far it reaches."""

    def __init__(self, visitor: Visitor, scope: Scope) -> None:
        self.visitor = visitor
        self.scope = scope

    @property
    def person(self) -> str:
        return self.visitor.person


def may(verb: str) -> Any:
    """A dependency that admits whoever may do `verb`. Its `verb` lets a test read the matrix off the routes."""

    def check(house: House, authorization: Annotated[str | None, Header()] = None) -> Asking:
        visitor = admit.visitor(house, _bearer(authorization))
        return Asking(visitor, visitor.scope(verb))

    check.verb = verb  # type: ignore[attr-defined]
    return Depends(check)


def verb_of(call: Callable[..., Any] | None) -> str | None:
    """The verb a dependency made by `may` checks."""
    return getattr(call, "verb", None)
