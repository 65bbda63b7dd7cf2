"""Who works where and as what, as of any day. Access roles are another matter (`access`)."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from sqm_training.domain.text import Frozen, Words

Status = Literal["active", "probation", "leave", "left"]
WORKING: tuple[Status, ...] = ("active", "probation")  # who may sign in and be asked for anything


class Employment(Frozen):
    """One roster line: how a person was employed from `since` until the next line."""

    person: str
    employee_no: Words  # text as printed: case and leading zeros count
    name: str = Field(min_length=1, max_length=30)
    store: str
    store_name: str = ""
    region: str = ""
    team: str = ""
    posts: tuple[str, ...] = ()
    status: Status = "active"
    since: date | None = None  # None: from the beginning

    @property
    def works(self) -> bool:
        return self.status in WORKING


def employed_on(lines: Iterable[Employment], day: date) -> Employment | None:
    """The line that stood on a day. Of two from the same day the later in the list counts."""
    begun = [line for line in lines if line.since is None or line.since <= day]
    return max(enumerate(begun), key=lambda pair: (pair[1].since or date.min, pair[0]))[1] if begun else None
