"""Sorting: each thing goes into one of a few bins."""

from typing import Any, Literal, Self

from pydantic import model_validator

from sqm_training.labs.exercise import Exercise, Id, Part, Result, Text, Verdict, choices, mean, unlike, without


class Bin(Part):
    """Where a thing may go; `icon` and `tone` are how it is shown."""

    id: Id
    text: Text
    icon: str = "right"
    tone: Literal["good", "note", "bad"] = "note"


class Thing(Part):
    """A thing, the situation it is found in (`note`), its right bin and why."""

    id: Id
    text: Text
    note: Text | None = None
    picture: str | None = None
    bin: Id
    why: Text


class Sort(Exercise):
    """Answer: {thing: bin}. Score: the share of all things in their right bin."""

    kind: Literal["sort"]
    bins: tuple[Bin, ...]
    things: tuple[Thing, ...]

    @model_validator(mode="after")
    def _each_thing_has_its_bin(self) -> Self:
        bins = unlike([each.id for each in self.bins], "bins")
        unlike([each.id for each in self.things], "things")
        if lost := [each.id for each in self.things if each.bin not in bins]:
            raise ValueError(f"no bin for {', '.join(lost)}")
        return self

    def best(self) -> dict[str, str]:
        return {each.id: each.bin for each in self.things}

    def worst(self) -> dict[str, str]:
        return {each.id: next(bin.id for bin in self.bins if bin.id != each.bin) for each in self.things}

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "bin", "why")
        return shown

    def judge(self, answer: Any) -> Result:
        given = choices(answer, {each.id for each in self.things}, {each.id for each in self.bins})
        parts = tuple(
            Verdict(
                id=each.id,
                fraction=float(given.get(each.id) == each.bin),
                given=given.get(each.id),
                belongs=each.bin,
                why=each.why,
            )
            for each in self.things
        )
        complete = len(given) == len(self.things)
        return Result(score=mean([part.fraction for part in parts]), complete=complete, parts=parts)
