"""Exports of a house's own systems as what the charts of a guided look at data are drawn from.

Sums per model, kind of work, cause, team and month; never a row of the export. One function for each chart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqm_training.exchange.exports import Complaint, Issue, Order, Reply, Stock
from sqm_training.labs.charts import control, heat, promise, triangle
from sqm_training.labs.demo_data import WEEKS
from sqm_training.locale import LANGUAGES, text

TAIL = 4  # days: an export that ends so near to the end of a month holds the whole month
MODELS, PROBLEMS, HEAPS, CAUSES, TEAMS = 5, 6, 3, 8, 8  # what a phone has room for
ORDERS = 1000  # of one kind of work, the newest
QUARTER, YEAR = 3, 12
OTHER = ("其他", "其它", "不明", "未知", "other", "others", "unknown", "n/a", "")
Rows = Mapping[str, Sequence[Any]]


class Thin(Exception):
    """There is too little in an export for a chart; `code` says of what."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Months:
    """Whole months one after another. `first` counts months since year 0."""

    first: int
    count: int

    @classmethod
    def up_to(cls, newest: datetime, count: int) -> "Months":
        """So many, the last being the last whole month before or at `newest`."""
        ends = (newest + timedelta(days=TAIL)).month != newest.month
        return cls(_number(newest) + ends - count, count)

    def place(self, when: datetime) -> int | None:
        """Which of them a day lies in, counted from 0."""
        place = _number(when) - self.first
        return place if 0 <= place < self.count else None

    def whole_from(self, oldest: datetime) -> int:
        """The first of them that an export beginning then holds as a whole, counted from 0."""
        return min(max(_number(oldest) + (oldest.day > TAIL) - self.first, 0), self.count)

    @property
    def period(self) -> str:
        """As 2026-05 – 2026-10."""
        return " – ".join(f"{one // 12}-{one % 12 + 1:02d}" for one in (self.first, self.first + self.count - 1))


def _number(day: datetime) -> int:
    return day.year * 12 + day.month - 1


def _named(labels: Iterable[str], prefix: str) -> dict[str, dict[str, Any]]:
    """Labels as they stand in a spec, each with an id of its own."""
    return {label: {"id": f"{prefix}{place}", "text": {"zh": label, "en": label}} for place, label in enumerate(labels)}


def _most(labels: Iterable[str], room: int) -> list[str]:
    """The labels met most often, most first; of equals the one met first."""
    return [label for label, _ in Counter(labels).most_common(room)]


def _heat(rows: Rows) -> dict[str, Any]:
    orders: Sequence[Order] = rows["orders"]
    complaints: Sequence[Complaint] = rows["complaints"]
    if not orders or not complaints:
        raise Thin("nothing")
    span = Months.up_to(max(one.arrived for one in orders), heat.MONTHS)
    visits = Counter(one.model for one in orders if span.place(one.arrived) is not None)
    models = [model for model, _ in visits.most_common(MODELS)]
    inside = [one for one in complaints if one.model in models and span.place(one.received) is not None]
    problems = _most((one.problem for one in inside), PROBLEMS)
    if len(models) < 3 or len(problems) < 3:
        raise Thin("kinds", models=len(models), problems=len(problems))
    names, others = _named(models, "m"), _named(problems, "p")
    found = {f"{names[model]['id']}/{others[one]['id']}": [0] * heat.MONTHS for model in models for one in problems}
    for one in inside:
        if one.problem in others:
            found[f"{names[one.model]['id']}/{others[one.problem]['id']}"][span.place(one.received) or 0] += 1
    shown = [names[model] | {"visits": round(visits[model] / heat.MONTHS, 2)} for model in models]
    return {"period": span.period, "models": shown, "problems": [*others.values()], "found": found}


def _promise(rows: Rows) -> dict[str, Any]:
    orders: Sequence[Order] = rows["orders"]
    done = [one for one in orders if one.delivered and one.delivered > one.arrived]
    if not done:
        raise Thin("nothing")
    span = Months.up_to(max(one.arrived for one in orders), heat.MONTHS)
    minutes: dict[str, list[int]] = defaultdict(list)
    for one in sorted(done, key=lambda one: one.arrived, reverse=True):
        if span.place(one.arrived) is not None and one.delivered and len(minutes[one.work]) < ORDERS:
            minutes[one.work].append(max(1, round((one.delivered - one.arrived).total_seconds() / 60)))
    enough = sorted(
        (work for work in minutes if len(minutes[work]) >= promise.LEAST), key=lambda one: -len(minutes[one])
    )
    if not enough:
        raise Thin("orders", least=promise.LEAST)
    names = _named(enough[:HEAPS], "w")
    heaps = [named | {"minutes": sorted(minutes[work])} for work, named in names.items()]
    return {"period": span.period, "heaps": heaps, "asked": heaps[0]["id"]}


def _control(rows: Rows) -> dict[str, Any]:
    orders: Sequence[Order] = [one for one in rows["orders"] if one.comeback is not None]
    if not orders:
        raise Thin("comebacks")
    span = Months.up_to(max(one.arrived for one in orders), control.MOST)
    counts = [[0, 0] for _ in range(span.count)]
    for one in orders:
        place = span.place(one.arrived)
        if place is not None:
            counts[place][0] += 1
            counts[place][1] += bool(one.comeback)
    begun = span.whole_from(min(one.arrived for one in orders))
    empty = max((place for place, (n, _) in enumerate(counts) if n == 0), default=-1)
    found = counts[max(begun, empty + 1) :]
    if len(found) < control.LEAST:
        raise Thin("months", months=len(found), least=control.LEAST)
    span = Months.up_to(max(one.arrived for one in orders), len(found))
    baseline = max(6, len(found) // 2)
    return {"period": span.period, "found": found, "baseline": baseline, "asked": _asked(found, baseline)}


def _asked(found: list[list[int]], baseline: int) -> list[int]:
    """Four months to be told: the two furthest from the centre, and two that look like any other."""
    centre = sum(back for _, back in found[:baseline]) / sum(n for n, _ in found[:baseline])
    far = sorted(range(len(found)), key=lambda place: -abs(found[place][1] / found[place][0] - centre))
    middle = len(far) // 2
    return sorted(place + 1 for place in (*far[:2], *far[middle : middle + 2]))


def _pareto(rows: Rows) -> dict[str, Any]:
    complaints: Sequence[Complaint] = rows["complaints"]
    if not complaints:
        raise Thin("nothing")
    span = Months.up_to(max(one.received for one in complaints), QUARTER)
    cases, yuan = Counter[str](), Counter[str]()
    for one in complaints:
        if span.place(one.received) is not None:
            cause = "" if one.cause.casefold() in OTHER else one.cause
            cases[cause] += 1
            yuan[cause] += round(one.cost)
    named = sorted((cause for cause in cases if cause), key=lambda cause: (-yuan[cause], -cases[cause]))
    if len(named) < 5 or not any(yuan[cause] for cause in named):
        raise Thin("causes", causes=len(named), least=5)
    shown, rest = named[:CAUSES], ["", *named[CAUSES:]]
    causes = [one | {"found": [cases[cause], yuan[cause]]} for cause, one in _named(shown, "c").items()]
    if counted := sum(cases[cause] for cause in rest):
        words = {language: text("exercise.figures.other", language) for language in LANGUAGES}
        found = [counted, sum(yuan[cause] for cause in rest)]
        causes.append({"id": "other", "text": words, "mixed": True, "found": found})
    return {"period": span.period, "causes": causes}


def _replies(rows: Rows) -> dict[str, Any]:
    answers: Sequence[Reply] = rows["replies"]
    if not answers:
        raise Thin("nothing")
    newest, oldest = (of(one.replied for one in answers) for of in (max, min))
    months = YEAR - Months.up_to(newest, YEAR).whole_from(oldest)
    if months < 3:
        raise Thin("months", months=months, least=3)
    span = Months.up_to(newest, months)
    satisfied = _satisfied_from(max(one.score for one in answers))
    inside = [one for one in answers if span.place(one.replied) is not None]
    teams = sorted(_most((one.group for one in inside), TEAMS))
    if len(teams) < 2:
        raise Thin("teams", teams=len(teams))
    found = {team: [[0, 0] for _ in range(months)] for team in teams}
    for one in inside:
        if one.group in found:
            counts = found[one.group][span.place(one.replied) or 0]
            counts[0] += 1
            counts[1] += one.score >= satisfied
    named = _named(teams, "t")
    if inside[0].advisor:
        for team, words in named.items():
            words["text"] = {
                language: text("exercise.figures.advisor", language, letter=team) for language in LANGUAGES
            }
    return {
        "period": span.period,
        "months": months,
        "teams": [named[team] | {"found": counts} for team, counts in found.items()],
    }


def _satisfied_from(highest: float) -> float:
    """The lowest score of a satisfied customer on a scale that ends at 1, 5 or 10: 1, 4 or 9 (house default)."""
    return 1 if highest <= 1 else 4 if highest <= 5 else 9


def _triangle(rows: Rows) -> dict[str, Any]:
    issues: Sequence[Issue] = rows["issues"]
    if not issues:
        raise Thin("nothing")
    newest = max(one.issued for one in issues).date()
    weeks = (newest - min(one.issued for one in issues).date()).days // 7
    if weeks < 2 * WEEKS - 1:
        raise Thin("weeks", weeks=weeks, least=2 * WEEKS)
    used: dict[str, list[int]] = defaultdict(lambda: [0] * (2 * WEEKS))
    cost = {one.part_no: one.unit_cost for one in rows.get("stock", ())}
    for one in issues:
        back = (newest - one.issued.date()).days // 7
        if back < 2 * WEEKS:
            used[one.part_no][2 * WEEKS - 1 - back] += one.pieces
            cost[one.part_no] = one.unit_cost
    parts = [_part(cost[number], [max(0, week) for week in pieces], 0) for number, pieces in used.items()]
    shelf: Sequence[Stock] = rows.get("stock", ())
    parts += [_part(one.unit_cost, [0] * 2 * WEEKS, one.on_hand) for one in shelf if one.part_no not in used]
    parts = [one for one in parts if one["cost"] > 0 and (one["last_year"] or sum(one["weekly"]) or one["old"])]
    parts.sort(key=lambda one: (-one["last_year"] - sum(one["weekly"]), -one["old"]))
    if len(parts) < 20:
        raise Thin("parts", parts=len(parts), least=20)
    step = max(1.0, len(parts) / triangle.MOST)
    sample = [parts[int(place * step)] for place in range(min(len(parts), triangle.MOST))]
    began = newest - timedelta(weeks=2 * WEEKS)
    period = f"{began:%Y-%m} – {newest:%Y-%m}" + (f" · {len(sample)}/{len(parts)}" if step > 1 else "")
    return {"period": period, "found": sample}


def _part(cost: float, pieces: list[int], old: int) -> dict[str, Any]:
    return {"cost": cost, "last_year": sum(pieces[:WEEKS]), "weekly": pieces[WEEKS:], "old": old}


CHARTS: Mapping[str, tuple[tuple[str, ...], Callable[[Rows], dict[str, Any]]]] = {
    "heat": (("complaints", "orders"), _heat),
    "promise": (("orders",), _promise),
    "stock": (("issues",), _triangle),
    "pareto": (("complaints",), _pareto),
    "control": (("orders",), _control),
    "replies": (("replies",), _replies),
}
KEPT = ("broken", "percentiles", "covers", "leasts", "today", "targets", "room")
