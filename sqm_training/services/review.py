"""A person's review for a period: figures, assessments and certificates with the weights of policy.

Advisory: it explains, a person decides. Each figure opens into where it came from.
"""

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqm_training.domain import review as rules
from sqm_training.domain.certificate import months_later
from sqm_training.domain.kpi import Figure, mean
from sqm_training.domain.person import WORKING
from sqm_training.domain.review import Part, Policy, Score
from sqm_training.errors import Refused
from sqm_training.exchange.tables import Column, to_xlsx
from sqm_training.locale import Language, text
from sqm_training.records import people
from sqm_training.records.store import Row
from sqm_training.services import certify, gather
from sqm_training.services.admit import Scope
from sqm_training.services.certify import Evidences
from sqm_training.services.installation import Installation

PERIOD = re.compile(r"([12][0-9]{3})-Q([1-4])")


def periods(house: Installation) -> list[str]:
    """Quarters there are figures for, newest first, as 2026-Q3."""
    quarters = {f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in gather.months(house)}
    return sorted(quarters, reverse=True)


def months_of(period: str) -> list[str]:
    """The months of a quarter, as 2026-07."""
    year, quarter = _parts(period)
    return [f"{year}-{month:02d}" for month in range(quarter * 3 - 2, quarter * 3 + 1)]


def _parts(period: str) -> tuple[int, int]:
    found = PERIOD.fullmatch(period)
    if found is None:
        raise Refused("review.period_unknown", 422, period=period[:20])
    return int(found[1]), int(found[2])


def last_day(period: str) -> date:
    """The last day of a quarter, where the stores are."""
    year, quarter = _parts(period)
    return months_later(date(year, quarter * 3, 1), 1) - timedelta(days=1)


def _chosen(house: Installation, period: str) -> str:
    """The period asked for, or the newest one whose months are all there."""
    if period:
        return period
    known = set(gather.months(house))
    whole = [one for one in periods(house) if set(months_of(one)) <= known]
    return next(iter(whole or periods(house)), f"{house.today():%Y}-Q{(house.today().month + 2) // 3}")


class Books:
    """Figures, attempts, certificates and store means of one period, read once for many people.

    Everything is as it stood on the period's last day, or stands today while the period runs: a review of
    last year does not change because a certificate ran out since.
    """

    def __init__(
        self, house: Installation, period: str, person: str | None = None, evidences: Evidences | None = None
    ) -> None:
        self.house, self.shelf = house, house.shelf
        self.last = min(last_day(period), house.today())
        self.evidences = evidences or Evidences(house, person)
        self.rows_of: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self.figures: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        self._in_store: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        store_of = {row["person"]: row["store"] for row in people.everybody(house.store)}
        for row in gather.standing(house, months_of(period)):
            figure = Figure(month=row["month"], value=row["value"], n=row["n"])
            self.rows_of[row["subject"], row["code"]].append(row)
            self.figures[row["subject"], row["code"]].append(figure)
            if row["subject"] in store_of:
                self._in_store[store_of[row["subject"]], row["code"]].append(figure)

    def store_mean(self, store: str, code: str) -> float | None:
        """The mean over a store's people for the period, weighted by sample: what small samples shrink to."""
        found = mean(self._in_store.get((store, code), ()))
        return found[0] if found else None

    def score(self, line: Row) -> Score | None:
        """The review of one person; None where policy has no rule for the post."""
        policy = next((self.shelf.review[post] for post in line["posts"] if post in self.shelf.review), None)
        if policy is None:
            return None
        kpis = [self._kpi(line, code) for code in policy.kpis]
        return rules.score(policy, [*kpis, self._assessment(line), self._certificate(line, policy)])

    def _kpi(self, line: Row, code: str) -> Part:
        kpi = self.shelf.kpis.get(code)
        if kpi is None:  # weighed by policy, but defined no longer
            return Part(code=code, group="kpi", score=None, note="missing")
        return rules.kpi_part(kpi, self.figures.get(self.subject(line, code), ()), self.store_mean(line["store"], code))

    def subject(self, line: Row, code: str) -> tuple[str, str]:
        """Whose figures count for a person: their own; where a figure is kept per store, the store's."""
        return line["person"] if self.shelf.kpis[code].level == "person" else line["store"], code

    def _assessment(self, line: Row) -> Part:
        sat = [
            one
            for one in certify.sat(self.evidences, line["person"])
            if one.get("complete") and one["closed_at"].astimezone(self.house.zone).date() <= self.last
        ]
        best = max(sat, key=lambda one: float(one["percent"]), default=None)
        return rules.assessment_part(best["percent"] if best else None, best["id"] if best else None)

    def _certificate(self, line: Row, policy: Policy) -> Part:
        rungs = [stands for _, stands in certify.standings(self.evidences, line, self.last)]
        held = next((stands for stands in reversed(rungs) if stands.until is not None), None)
        state: Any = held.state if held else "none" if rungs else None
        return rules.certificate_part(state, held.number if held else None, policy.certificate_points)


def table(house: Installation, scope: Scope, period: str) -> dict[str, Any]:
    """Everybody in scope for a period, a row each."""
    chosen = _chosen(house, period)
    books = Books(house, chosen)
    lines = [row for row in people.everybody(house.store) if scope.covers(row) and row["status"] in WORKING]
    rows = [row for row in (_row(books, line) for line in lines) if row]
    posts = {post for row in rows for post in row["posts"]}
    return {
        "period": chosen,
        "periods": periods(house),
        "rows": rows,
        "posts": [{"id": key, "title": books.shelf.post_title(key)} for key in sorted(posts)],
    }


def _row(books: Books, line: Row) -> dict[str, Any] | None:
    score = books.score(line)
    if score is None:
        return None
    return {
        "person": line["person"],
        "employee_no": line["employee_no"],
        "name": line["name"],
        "pinyin": line["pinyin"],
        "store": {"id": line["store"], "name": line["store_name"]},
        "posts": line["posts"],
        "score": score.value,
        "coverage": score.coverage,
        "parts": dict(score.groups),
        "small_sample": any(part.small_sample for part in score.parts),
        "reason_code": score.reason,
    }


def of(house: Installation, person: str, period: str) -> dict[str, Any]:
    """One person's review with every figure opened: months, file, row, rule."""
    line, chosen = people.one(house.store, person), _chosen(house, period)
    books = Books(house, chosen, person)
    score = books.score(line) if line else None
    if line is None or score is None:
        raise Refused("review.no_rule", 404)
    return {
        "person": {key: line[key] for key in ("person", "name", "employee_no", "store_name", "posts")},
        "period": chosen,
        "score": score.value,
        "coverage": score.coverage,
        "groups": score.groups,
        "weights": score.weights,
        "reason_code": score.reason,
        "parts": [_opened(books, line, part) for part in score.parts],
    }


def _opened(books: Books, line: Row, part: Part) -> dict[str, Any]:
    shown = part.model_dump(mode="json")
    kpi = books.shelf.kpis.get(part.code)
    if kpi is None:
        return shown
    rows = books.rows_of.get(books.subject(line, part.code), ())
    months = [{key: row[key] for key in ("month", "value", "n", "file", "row")} for row in rows]
    definition = kpi.model_dump(mode="json")
    mean = books.store_mean(line["store"], part.code)
    return shown | {"months": months, "definition": definition, "store_mean": mean}


def xlsx(house: Installation, scope: Scope, by: str, period: str, language: Language) -> bytes:
    """The table as a workbook. Who took it is in the audit trail."""
    shown = table(house, scope, period)
    with house.store.write(by, house.now()) as ledger:
        ledger.log("review.export", shown["period"], rows=len(shown["rows"]))
    names = (
        "employee_no",
        "name",
        "store",
        "post",
        "score",
        "coverage",
        "kpi",
        "assessment",
        "certificate",
        "note",
    )
    columns = [
        Column(text(f"review.column.{name}", language), 14, "number" if name in names[4:9] else "text")
        for name in names
    ]
    titles = {post["id"]: post["title"][language] for post in shown["posts"]}
    return to_xlsx(text("review.title", language), columns, [_cells(row, titles, language) for row in shown["rows"]])


def _cells(row: dict[str, Any], posts: dict[str, str], language: Language) -> list[Any]:
    notes = [text(f"review.reason.{row['reason_code']}", language)] if row["reason_code"] else []
    if row["small_sample"]:
        notes.append(text("review.small_sample", language))
    parts = [row["parts"].get(group) for group in ("kpi", "assessment", "certificate")]
    post = "、".join(posts[one] for one in row["posts"])
    return [
        row["employee_no"],
        row["name"],
        row["store"]["name"],
        post,
        row["score"],
        row["coverage"],
        *parts,
        "；".join(notes),
    ]
