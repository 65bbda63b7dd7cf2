"""A sitting: a paper, a window of time, a place, and who is invited."""

from datetime import datetime
from typing import Literal

Phase = Literal["upcoming", "open", "past"]


def phase(now: datetime, opens: datetime, closes: datetime) -> Phase:
    """Before, within or after the window. One may begin within it alone."""
    if now < opens:
        return "upcoming"
    return "open" if now < closes else "past"
