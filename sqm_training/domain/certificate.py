"""What a certificate needs and how it stands on any day. Standing is derived, never stored."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from sqm_training.domain.text import Frozen, Text

State = Literal["none", "ready", "valid", "expiring", "expired", "suspended", "revoked"]
DAYS_A_MONTH = 30.4375


class Rule(Frozen):
    """What one rung of a post's ladder asks for. Theory and practical both must be passed."""

    post: str
    grade: str
    title: Text
    courses: tuple[str, ...] = ()
    paper: str | None = None
    practical: str | None = None
    valid_months: int = Field(ge=1)
    window_months: int = Field(0, ge=0)  # before expiry, when renewal may begin
    prerequisites: tuple[str, ...] = ()


def standing_on(valid_from: date, valid_until: date, events: Sequence[str], window_months: int, day: date) -> State:
    """How a certificate stands on a day, given its suspensions and revocation so far, oldest first.

    It is valid on its last day; the renewal window before that makes it `expiring`.
    """
    if "revoke" in events:
        return "revoked"
    if day < valid_from:
        return "none"
    if day > valid_until:
        return "expired"
    if events and events[-1] == "suspend":
        return "suspended"
    window = timedelta(days=round(window_months * DAYS_A_MONTH))
    return "expiring" if day > valid_until - window else "valid"
