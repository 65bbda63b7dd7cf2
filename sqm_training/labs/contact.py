"""Respectful contact: may this customer be written or called to, about this, this way, at this time, again so soon?"""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from sqm_training.labs.exercise import Id, Part, Text

Purpose = Literal["service", "marketing", "greeting", "recall", "none"]
Channel = Literal["phone", "message", "mail", "none"]
Rule = Literal["consent", "channel", "hours", "frequency", "need"]
RULES: tuple[Rule, ...] = ("consent", "channel", "hours", "frequency", "need")
Hour = Annotated[int, Field(ge=0, le=24)]


class House(Part):
    """House rules of contact, editable: nobody is disturbed outside `opens`–`closes` or again within `gap` days."""

    opens: Hour
    closes: Hour
    gap: Annotated[int, Field(ge=0, le=365)]


class Plan(Part):
    """A way to contact somebody; to leave them in peace is one, too (`none`)."""

    id: Id
    text: Text
    purpose: Purpose
    channel: Channel
    at: datetime


class Customer(Part):
    """What somebody agreed to, how and between which hours they may be reached, when they last were, what they need.

    Telling them of a recall needs no consent and no gap: it is a duty and no marketing.
    """

    id: Id
    text: Text
    facts: tuple[Text, ...]
    agreed: tuple[Purpose, ...]
    channels: tuple[Channel, ...]
    after: Hour = 0
    before: Hour = 24
    last: date | None = None
    needs: Purpose
    plans: Annotated[tuple[Plan, ...], Field(min_length=2)]
    why: Text

    def broken(self, plan: Plan, house: House) -> Rule | None:
        """The first rule a plan breaks. `need`: it breaks none, but it is not what they need."""
        if plan.purpose == "none":
            return None if self.needs == "none" else "need"
        free = plan.purpose == "recall"
        if not free and plan.purpose not in self.agreed:
            return "consent"
        if plan.channel not in self.channels:
            return "channel"
        if not max(house.opens, self.after) <= plan.at.hour < min(house.closes, self.before):
            return "hours"
        if not free and self.last and plan.at.date() - self.last < timedelta(days=house.gap):
            return "frequency"
        return None if plan.purpose == self.needs else "need"

    def right(self, house: House) -> tuple[Plan, ...]:
        return tuple(plan for plan in self.plans if self.broken(plan, house) is None)
