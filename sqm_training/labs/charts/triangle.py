"""Turnover, dead stock and fill rate of a parts store, for each cover and each rule of what is kept."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import demo_data
from sqm_training.labs.charts.stage import Stage
from sqm_training.labs.demo_data import WEEKS
from sqm_training.labs.exercise import Note, Part, Verdict

LEAD = 1  # weeks until an order arrives; stock is looked at once a week
MOST = 200  # part numbers; of a larger store a sample is looked at
LOSES = 0.25  # of a target: whoever misses it by so much gets nothing


class Targets(Part):
    """House defaults: fill rate, turns a year, and the most that may be dead."""

    fill: Annotated[float, Field(gt=0, le=1)] = 0.9
    turn: Annotated[float, Field(gt=0)] = 6.0
    dead: Annotated[float, Field(gt=0, le=1)] = 0.1


class Triangle(Stage):
    """Decision: {"cover": days, "least": times}: how many days' use lies on the shelf, and how often a part number
    must have been asked for last year to be kept at all; what is not kept is returned or sold off at once.

    The worst of the three figures decides: worth 1 when all meet their targets, 0 when one misses by a quarter of it.
    Of the house's own part numbers (`found`) it may be that no setting meets them; then against the best there is.
    """

    chart: Literal["stock"]
    parts: Annotated[int, Field(ge=20, le=200)] | None = None
    lines: Annotated[float, Field(gt=0)] | None = None
    skew: Annotated[float, Field(gt=0, le=2)] = 1.0
    dead: Annotated[int, Field(ge=0, le=100)] = 0
    found: Annotated[tuple[demo_data.PartNumber, ...], Field(max_length=MOST)] = ()
    covers: Annotated[tuple[int, ...], Field(min_length=3, max_length=9)] = (3, 7, 14, 21, 30, 45, 60)
    leasts: Annotated[tuple[int, ...], Field(min_length=2, max_length=6)] = (0, 1, 4, 12, 26)
    today: tuple[int, int]
    targets: Targets = Targets()

    @model_validator(mode="after")
    def _can_be_done(self) -> Self:
        if self.today[0] not in self.covers or self.today[1] not in self.leasts:
            raise ValueError(f"{self.id}: today's setting is not on offer")
        self.has(own=bool(self.found), generated=bool(self.parts and self.lines))
        if not self.period and self._reached() < 1:
            raise ValueError(f"{self.id}: no setting meets the targets")
        return self

    def _settings(self) -> dict[str, dict[str, float]]:
        """For "<cover>/<least>": the three figures."""
        made = self.found or _made(self.seed, self.parts or 0, self.lines or 0.0, self.skew, self.dead)
        return _every(made, self.covers, self.leasts)

    def _reached(self) -> float:
        """The most any setting is worth before it is compared with the best."""
        return max(map(self._worth, self._settings().values()))

    def figures(self) -> dict[str, Any]:
        return {"settings": self._settings()}

    def _shares(self, one: dict[str, float]) -> dict[str, float]:
        """How far each figure meets its target: 1 and above met, 0 missed altogether."""
        gaps = {
            "fill": (self.targets.fill - one["fill"]) / self.targets.fill,
            "turn": (self.targets.turn - one["turn"]) / self.targets.turn,
            "dead": (one["dead"] - self.targets.dead) / self.targets.dead,
        }
        return {name: 1 - max(0.0, gap) / LOSES for name, gap in gaps.items()}

    def _worth(self, one: dict[str, float]) -> float:
        return max(0.0, min(self._shares(one).values()))

    def _by_worth(self) -> list[str]:
        """Best first; among those that meet all, the fullest shelf."""
        settings = self._settings()
        return sorted(settings, key=lambda name: (-self._worth(settings[name]), -settings[name]["fill"]))

    def best(self) -> dict[str, int]:
        return _read(self._by_worth()[0])

    def worst(self) -> dict[str, int]:
        return _read(self._by_worth()[-1])

    def judge(self, answer: Any) -> Verdict:
        if not isinstance(answer, dict) or set(answer) != {"cover", "least"}:
            raise ValueError(f"{self.id}: {answer}")
        name = f"{answer['cover']}/{answer['least']}"
        settings = self._settings()
        if name not in settings or any(type(one) is not int for one in answer.values()):
            raise ValueError(f"{self.id}: {answer}")
        one, best = settings[name], self._by_worth()[0]
        numbers = {"fill": round(100 * one["fill"], 1), "turn": one["turn"], "dead": round(100 * one["dead"], 1)}
        wanted = {
            "fill": round(100 * self.targets.fill),
            "turn": self.targets.turn,
            "dead": round(100 * self.targets.dead),
        }
        missed = [what for what, share in self._shares(one).items() if share < 1]
        notes = [Note(code="triangle", params=numbers)]
        notes += [Note(code=f"missed_{what}", params={"target": wanted[what]}) for what in missed]
        worth = self._worth(one) / reached if (reached := self._reached()) else float(name == best)
        return self.verdict(worth, name, best if worth < 1 else name, notes)


def _read(name: str) -> dict[str, int]:
    cover, least = name.split("/")
    return {"cover": int(cover), "least": int(least)}


@lru_cache(maxsize=16)
def _made(seed: int, parts: int, lines: float, skew: float, dead: int) -> tuple[demo_data.PartNumber, ...]:
    return tuple(demo_data.assortment(seed, parts, lines, skew, dead))


@lru_cache(maxsize=16)
def _every(
    made: tuple[demo_data.PartNumber, ...], covers: tuple[int, ...], leasts: tuple[int, ...]
) -> dict[str, dict[str, float]]:
    years = {cover: [_year(one, cover) for one in made] for cover in covers}
    found = {}
    for cover in covers:
        for least in leasts:
            kept = [one.last_year >= least for one in made]
            found[f"{cover}/{least}"] = _three(made, kept, years[cover])
    return found


def _year(one: demo_data.PartNumber, cover: int) -> tuple[int, float, int]:
    """Lines filled, mean stock and stock at the end, when every week is ordered up to lead time plus cover.

    A piece that is not there is bought in for the car and never lies on the shelf.
    """
    level = max(one.old, ceil(one.last_year * (LEAD / WEEKS + cover / 365)))
    shelf, coming, filled, stocks = level, 0, 0, 0
    for asked in one.weekly:
        shelf += coming
        served = min(shelf, asked)
        shelf, filled = shelf - served, filled + served
        coming = max(0, level - shelf)
        stocks += shelf
    return filled, stocks / WEEKS, shelf


def _three(
    made: Sequence[demo_data.PartNumber], kept: list[bool], years: list[tuple[int, float, int]]
) -> dict[str, float]:
    """Fill = pieces there at once ÷ asked for; turn = cost of issues ÷ mean stock at cost, both from the shelf only;
    dead = stock of part numbers nobody asked for this year ÷ stock at the end.
    """
    rows = [(one, *year) for one, keep, year in zip(made, kept, years, strict=True) if keep]
    asked = sum(sum(one.weekly) for one in made)
    stock = sum(one.cost * mean for one, _, mean, _ in rows)
    end = sum(one.cost * left for one, _, _, left in rows)
    still = sum(one.cost * left for one, _, _, left in rows if not any(one.weekly))
    return {
        "fill": round(sum(filled for _, filled, _, _ in rows) / max(1, asked), 4),
        "turn": round(sum(one.cost * filled for one, filled, _, _ in rows) / stock, 1) if stock else 0.0,
        "dead": round(still / end, 4) if end else 0.0,
        "stock": round(stock),
    }
