"""When a service is due: by the calendar or by the odometer, whichever comes first."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from sqm_training.labs.exercise import Id, Part, Text

MONTH = 30.4375  # days, on average
First = Literal["time", "mileage"]
When = Literal["overdue", "soon", "later"]
CLEAR = 10  # days by which a case must be clear, so that it can be decided in one's head


class Car(Part):
    """A car's last service and its interval: `months` or `km`, driven at `pace` km a month."""

    id: Id
    text: Text
    last: date
    months: Annotated[int, Field(ge=1, le=60)]
    km: Annotated[int, Field(ge=1000, le=100_000)]
    pace: Annotated[int, Field(ge=50, le=20_000)]

    @property
    def by_time(self) -> date:
        month = self.last.month - 1 + self.months
        year, month = self.last.year + month // 12, month % 12 + 1
        return date(year, month, min(self.last.day, monthrange(year, month)[1]))

    @property
    def by_mileage(self) -> date:
        return self.last + timedelta(days=round(self.km / self.pace * MONTH))

    @property
    def first(self) -> First:
        return "mileage" if self.by_mileage < self.by_time else "time"

    @property
    def due(self) -> date:
        return min(self.by_time, self.by_mileage)

    def when(self, today: date, ahead: int) -> When:
        """Overdue, due within `ahead` days, or later."""
        if self.due < today:
            return "overdue"
        return "soon" if self.due <= today + timedelta(days=ahead) else "later"

    def is_clear(self, today: date, ahead: int) -> bool:
        """Nothing in it hangs on a few days."""
        edges = (self.by_time - self.by_mileage, self.due - today, self.due - today - timedelta(days=ahead))
        return all(abs(edge.days) >= CLEAR for edge in edges)
