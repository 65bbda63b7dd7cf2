"""Scoring a pictured workshop line by line and comparing with a reference auditor."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import (
    Box,
    Exercise,
    Id,
    Note,
    Part,
    Picture,
    Result,
    Share,
    Text,
    Verdict,
    mean,
    unlike,
    without,
)

TOP = 4
Points = Annotated[int, Field(ge=0, le=TOP)]
EXACT, NEAR, FAR = 1.0, 0.7, 0.0
LEAN = 0.5  # mean difference in points from which an auditor counts as strict or lenient


class Line(Part):
    """A line of the sheet: what is judged, what none, half and all points look like, the reference."""

    id: Id
    group: Text
    text: Text
    none: Text
    half: Text
    full: Text
    box: Box
    reference: Points
    why: Text


class Audit(Exercise):
    """Answer: {line: 0…4}. A line is worth 1 when equal to the reference, 0.7 within `within`, else 0.

    Notes give the share of lines within `within` points, the number equal, and the mean difference;
    `agree` (house default) is the share from which two auditors count as being in step.
    """

    kind: Literal["audit"]
    picture: Picture
    lines: tuple[Line, ...]
    within: int = 1
    agree: Share = 0.8

    @model_validator(mode="after")
    def _lines_differ(self) -> Self:
        unlike([each.id for each in self.lines], "lines")
        return self

    def best(self) -> dict[str, int]:
        return {each.id: each.reference for each in self.lines}

    def worst(self) -> dict[str, int]:
        return {each.id: TOP if each.reference < TOP / 2 else 0 for each in self.lines}

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "reference", "why")
        return shown

    def judge(self, answer: Any) -> Result:
        given = self._read(answer)
        parts = tuple(
            Verdict(
                id=each.id,
                fraction=self._worth(given.get(each.id), each.reference),
                given=given.get(each.id),
                belongs=each.reference,
                why=each.why,
            )
            for each in self.lines
        )
        complete = len(given) == len(self.lines)
        notes = self._notes(given) if complete else ()
        return Result(score=mean([p.fraction for p in parts]), complete=complete, parts=parts, notes=notes)

    def _read(self, answer: Any) -> dict[str, int]:
        if not isinstance(answer, dict):
            raise ValueError("an answer names points for each line")
        lines = {each.id for each in self.lines}
        for line, points in answer.items():
            if line not in lines or type(points) is not int or not 0 <= points <= TOP:
                raise ValueError(f"{line}: {points}")
        return dict(answer)

    def _worth(self, points: int | None, reference: int) -> float:
        if points is None:
            return FAR
        if points == reference:
            return EXACT
        return NEAR if abs(points - reference) <= self.within else FAR

    def _notes(self, given: dict[str, int]) -> tuple[Note, ...]:
        gaps = [given[each.id] - each.reference for each in self.lines]
        near = mean([float(abs(gap) <= self.within) for gap in gaps])
        lean = mean([float(gap) for gap in gaps])
        numbers = {
            "near": round(near * 100),
            "of": len(gaps),
            "equal": sum(gap == 0 for gap in gaps),
            "agree": round(self.agree * 100),
            "within": self.within,
        }
        notes = [Note(code="in_step" if near >= self.agree else "out_of_step", params=numbers)]
        if abs(lean) >= LEAN:
            code = "lenient" if lean > 0 else "strict"
            notes.append(Note(code=code, params={"points": round(abs(lean), 1)}))
        if len(self.lines) > 2 and len(set(given.values())) == 1:
            notes.append(Note(code="all_alike"))
        return tuple(notes)
