"""Finding hazards in a picture, each tap judged at once."""

from typing import Any, Literal, Self

from pydantic import model_validator

from sqm_training.labs.exercise import Box, Exercise, Id, Part, Picture, Result, Text, Verdict, unlike, without

MISS = 0.5  # of a hazard, for each tap beside one
SPREAD = (0.5, 0.3, 0.7, 0.1, 0.9)  # shares of a region at which one may try to tap it


class Region(Part):
    """A place in the picture; `hazard` false is something that is all right, and says why."""

    id: Id
    box: Box
    hazard: bool
    text: Text
    why: Text

    def holds(self, x: float, y: float) -> bool:
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height


class Hotspots(Exercise):
    """Answer: {"taps": [[x, y], …], "shown": bool}, in shares of the picture.

    Parts: the regions tapped, in order, each once; when all hazards are found or the rest was asked for
    ("shown"), the missed hazards follow. Score: (hazards found − half a hazard per miss) / hazards, at least
    0. A tap inside a region already tapped costs nothing.
    """

    kind: Literal["hotspots"]
    picture: Picture
    regions: tuple[Region, ...]

    @model_validator(mode="after")
    def _there_is_something_to_find(self) -> Self:
        unlike([each.id for each in self.regions], "regions")
        if not any(each.hazard for each in self.regions):
            raise ValueError("no hazard to find")
        return self

    def best(self) -> dict[str, Any]:
        return {"taps": centres(self.regions), "shown": True}

    def worst(self) -> dict[str, Any]:
        return {"taps": [], "shown": True}

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "regions")
        return shown | {"hazards": sum(each.hazard for each in self.regions)}

    def judge(self, answer: Any) -> Result:
        taps, shown = _read(answer)
        hit: list[Region] = []
        misses = 0
        for x, y in taps:
            region = under(self.regions, x, y)
            if region is None or (region not in hit and not region.hazard):
                misses += 1
            if region is not None and region not in hit:
                hit.append(region)
        hazards = [each for each in self.regions if each.hazard]
        missed = [each for each in hazards if each not in hit]
        found = len(hazards) - len(missed)
        complete = shown or not missed
        parts = [_verdict(each, float(each.hazard), "found") for each in hit]
        parts += [_verdict(each, 0.0, None) for each in missed if complete]
        score = max(0.0, (found - MISS * misses) / len(hazards))
        return Result(score=score, complete=complete, parts=tuple(parts))


def under(regions: tuple[Region, ...], x: float, y: float) -> Region | None:
    """The region under a tap; where two overlap, a hazard, then the smaller one."""
    here = [each for each in regions if each.holds(x, y)]
    return min(here, key=lambda each: (not each.hazard, each.box[2] * each.box[3]), default=None)


def centres(regions: tuple[Region, ...]) -> list[list[float]]:
    """A place to tap for each hazard: its middle, or where no smaller region lies upon it."""
    return [_free(each, regions) for each in regions if each.hazard]


def _free(region: Region, regions: tuple[Region, ...]) -> list[float]:
    left, top, width, height = region.box
    places = ([left + width * x, top + height * y] for x in SPREAD for y in SPREAD)
    free = (place for place in places if under(regions, *place) == region)
    return next(free, [left + width / 2, top + height / 2])


def _verdict(region: Region, fraction: float, given: str | None) -> Verdict:
    belongs = "hazard" if region.hazard else "sound"
    return Verdict(id=region.id, fraction=fraction, given=given, belongs=belongs, why=region.why)


def _read(answer: Any) -> tuple[list[tuple[float, float]], bool]:
    if not isinstance(answer, dict):
        raise ValueError("an answer lists taps")
    return points(answer.get("taps")), bool(answer.get("shown", False))


def points(taps: Any) -> list[tuple[float, float]]:
    """Taps as they were sent, in shares of the picture."""
    if not isinstance(taps, list):
        raise ValueError("an answer lists taps")
    read = []
    for tap in taps:
        if not isinstance(tap, list | tuple) or len(tap) != 2:
            raise ValueError(f"{tap}: a tap has x and y")
        x, y = (float(each) for each in tap)
        if not (0 <= x <= 1 and 0 <= y <= 1):
            raise ValueError(f"{tap}: outside the picture")
        read.append((x, y))
    return read
