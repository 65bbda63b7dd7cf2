"""Set in order: each thing goes to its marked place, and a place has room for one."""

from typing import Any, Literal, Self

from pydantic import model_validator

from sqm_training.labs.exercise import (
    Box,
    Exercise,
    Id,
    Part,
    Picture,
    Result,
    Text,
    Verdict,
    choices,
    mean,
    unlike,
    without,
)


class Place(Part):
    """A place in the picture; one where nothing belongs is a trap."""

    id: Id
    text: Text
    box: Box


class Thing(Part):
    id: Id
    text: Text
    note: Text | None = None
    picture: str
    place: Id
    why: Text


class Shadow(Exercise):
    """Answer: {thing: place}. Score: the share of all things in their right place."""

    kind: Literal["shadow"]
    picture: Picture
    places: tuple[Place, ...]
    things: tuple[Thing, ...]

    @model_validator(mode="after")
    def _each_thing_has_its_own_place(self) -> Self:
        places = unlike([each.id for each in self.places], "places")
        unlike([each.id for each in self.things], "things")
        unlike([each.place for each in self.things], "places of things")
        if lost := [each.id for each in self.things if each.place not in places]:
            raise ValueError(f"no place for {', '.join(lost)}")
        return self

    def best(self) -> dict[str, str]:
        return {each.id: each.place for each in self.things}

    def worst(self) -> dict[str, str]:
        return {}

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "place", "why")
        return shown

    def judge(self, answer: Any) -> Result:
        given = choices(answer, {each.id for each in self.things}, {each.id for each in self.places})
        unlike(list(given.values()), "places")
        parts = tuple(
            Verdict(
                id=each.id,
                fraction=float(given.get(each.id) == each.place),
                given=given.get(each.id),
                belongs=each.place,
                why=each.why,
            )
            for each in self.things
        )
        complete = len(given) == len(self.things)
        return Result(score=mean([part.fraction for part in parts]), complete=complete, parts=parts)
