"""One work order on its way through the system: what is recorded wrongly at one station is found at a later one."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import bill, form
from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Text, Verdict, mean, unlike, without

MENDED = 0.5  # worth of an entry put right only after its gap has come to light


class Gap(Part):
    """Where a wrong entry comes to light, what happens then, and the minutes it costs."""

    at: Id
    text: Text
    minutes: Annotated[int, Field(ge=0, le=600)]


class PickEntry(form.Pick):
    gap: Gap


class NumberEntry(form.Number):
    gap: Gap


class Gate(form.Pick):
    """Whether the order goes on from here, and how: the last decision of a station."""

    gap: Gap


class Station(Part):
    """A step of the order: what happens on the shop floor, and what the system is to say of it."""

    id: Id
    text: Text
    scene: Text
    entries: Annotated[tuple[PickEntry | NumberEntry, ...], Field(min_length=1)]
    gate: Gate

    @property
    def everything(self) -> tuple[PickEntry | NumberEntry | Gate, ...]:
        return (*self.entries, self.gate)


class WorkOrder(Exercise):
    """Answer: {"filled": {station: {entry: value}}, "mended": {entry: value}}; the gate counts among the entries.

    Score: the mean over the stations of the mean over their entries. An entry wrong at its station and put right once
    its gap has come to light is worth half. Every wrong entry, mended or not, costs the minutes of its gap; a part's
    `given` for these is what stood there first. `lines` is the bill the settlement must agree with.
    """

    kind: Literal["order"]
    lines: tuple[bill.Line, ...]
    stations: Annotated[tuple[Station, ...], Field(min_length=3)]

    @model_validator(mode="after")
    def _gaps_come_to_light_later(self) -> Self:
        places = {station.id: place for place, station in enumerate(self.stations)}
        unlike([station.id for station in self.stations], "stations")
        form.check(tuple(entry for station in self.stations for entry in station.everything))
        for place, station in enumerate(self.stations):
            for entry in station.everything:
                if not place <= places.get(entry.gap.at, -1) or (isinstance(entry, form.Pick) and entry.needs):
                    raise ValueError(f"{entry.id}: its gap comes to light before it, nowhere, or it needs something")
        return self

    @property
    def sums(self) -> form.Sums:
        return bill.sums(self.lines)

    def judge(self, answer: Any) -> Result:
        """Parts only for the stations that are there."""
        filled, mended = self._read(answer)
        shares, parts, lost = list[float](), list[Verdict](), 0
        for station in self.stations:
            if station.id not in filled:
                continue
            own = form.verdicts(station.id, station.everything, filled[station.id], sums=self.sums)
            lost += sum(
                entry.gap.minutes for entry, part in zip(station.everything, own, strict=True) if not part.fraction
            )
            own = [self._after(part, entry, mended) for entry, part in zip(station.everything, own, strict=True)]
            shares.append(mean([part.fraction for part in own]))
            parts += own
        score = round(sum(shares) / len(self.stations), 4)
        right = sum(part.fraction == 1 for part in parts)
        notes = (Note(code="first_time", params={"n": right, "of": len(parts)}), Note(code="lost", params={"n": lost}))
        complete = len(shares) == len(self.stations)
        return Result(score=score, complete=complete, parts=tuple(parts), notes=notes)

    def best(self) -> dict[str, Any]:
        return {"filled": {each.id: form.best(each.everything, self.sums) for each in self.stations}}

    def worst(self) -> dict[str, Any]:
        return {"filled": {each.id: form.worst(each.everything, self.sums) for each in self.stations}}

    def shown(self) -> dict[str, Any]:
        """Without its gaps, too: they would tell which entries were wrong."""
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "key", "why", "gap")
        return shown

    def _after(self, part: Verdict, entry: form.Entry, mended: form.Filled) -> Verdict:
        """The verdict on an entry, mended since or not."""
        if part.fraction or not form.worth(entry, mended.get(entry.id), sums=self.sums):
            return part
        return part.model_copy(update={"fraction": MENDED})

    def _read(self, answer: Any) -> tuple[dict[str, form.Filled], form.Filled]:
        if not isinstance(answer, dict) or not set(answer) <= {"filled", "mended"}:
            raise ValueError("an answer names what was filled in and what was mended")
        given, stations = answer.get("filled", {}), {each.id: each for each in self.stations}
        if not isinstance(given, dict) or not set(given) <= set(stations):
            raise ValueError(f"no such stations: {given}")
        filled = {name: form.read(stations[name].everything, each) for name, each in given.items()}
        entries = tuple(entry for name in filled for entry in stations[name].everything)
        return filled, form.read(entries, answer.get("mended", {}))
