"""What a correction would change: marks, passes, certificates, reviews. Worked out from the facts, not written."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from sqm_training.domain.attempt import CLOSED, RUNNING
from sqm_training.domain.certificate import IN_FORCE, standing
from sqm_training.domain.regrade import Change, Correction, points
from sqm_training.domain.review import Score
from sqm_training.records import attempts, people
from sqm_training.records.store import Reader, Row
from sqm_training.services import certify, correct, publish, review
from sqm_training.services.certify import Evidences
from sqm_training.services.installation import Installation

Met = list[tuple[Row, Change]]  # attempts with what the correction does to their mark, in order of time


def changes(house: Installation, reader: Reader, item: str, version: int, correction: Correction) -> Met:
    """What becomes of the mark of everybody who met the item and has one."""
    met = [(row, asked) for row, asked in attempts.that_drew(reader, item, version) if row["state"] in CLOSED]
    keys = [row["id"] for row, _ in met]
    marks, answers = attempts.marks(reader, keys), attempts.answers_of(reader, keys)
    found: Met = []
    for row, asked in met:
        standing_mark = marks.get(row["id"], {}).get(asked.slot)
        if standing_mark is not None:
            answer = answers[row["id"]].get(asked.slot, {"answer": None})["answer"]
            of = correct.offered(house, row, asked.slot)
            change = Change(
                attempt=row["id"],
                slot=asked.slot,
                of=of,
                before=standing_mark["points"],
                found=points(correction, asked, answer, of),
                by_person=standing_mark["source"] == "person",
            )
            found.append((row, change))
    return found


def waiting(house: Installation, item: str, version: int) -> int:
    """Attempts that drew the item and are not marked yet: they will be, with the correction."""
    marked = attempts.marked(house.store)
    unmarked = [row for row, _ in attempts.that_drew(house.store, item, version) if row["id"] not in marked]
    return sum(row["state"] in RUNNING | CLOSED for row in unmarked)


def report(house: Installation, item: str, version: int, correction: Correction, lower: bool) -> dict[str, Any]:
    """Everybody whose mark the correction touches, with all that follows, counts, and a digest of it.

    `lower`: what is marked too high is lowered; otherwise it is listed and stays.
    """
    done = _Rehearsal(house, changes(house, house.store, item, version, correction), lower)
    rows = done.people()
    counts = _counts(done.met, rows, lower) | {"waiting": waiting(house, item, version)}
    shown = [item, version, correction.model_dump(mode="json"), lower, _without_scores(rows)]
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
    return {"people": rows, "counts": counts, "digest": digest, "lower": lower}


def _without_scores(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A review's score moves with every figure that comes in; of the rest none moves by itself."""
    return [
        row | {"reviews": [{key: value for key, value in one.items() if key != "score"} for one in row["reviews"]]}
        for row in rows
    ]


def _counts(met: Met, rows: Sequence[dict[str, Any]], lower: bool) -> dict[str, int]:
    kinds = Counter(change.kind(lower) for _, change in met)
    sat = [one for row in rows for one in row["attempts"]]
    effects = Counter(one["effect"] for row in rows for one in row["certificates"])
    return {
        "met": len(met),
        **{kind: kinds[kind] for kind in ("up", "down", "kept", "person", "same")},
        "passing": sum(one["passed"]["after"] and not one["passed"]["before"] for one in sat),
        "failing": sum(one["passed"]["before"] and not one["passed"]["after"] for one in sat),
        **{effect: effects[effect] for effect in ("awarded", "stands", "loses_basis")},
        "reviews": sum(bool(row["reviews"]) for row in rows),
    }


class _Rehearsal:
    """The facts as they are, and as they would be."""

    def __init__(self, house: Installation, met: Met, lower: bool) -> None:
        self.house, self.met, self.lower = house, met, lower
        self.lines = {row["person"]: row for row in people.everybody(house.store)}
        self.before = Evidences(house)
        self.after = copy(self.before)
        self.after.points = dict(self.before.points)
        self.after.certificates = defaultdict(list, self.before.certificates)
        self.changed: dict[str, list[Row]] = defaultdict(list)
        for row, change in met:
            if change.kind(lower) in ("up", "down"):
                new = {change.slot: change.after(lower)}
                self.after.points[row["id"]] = self.before.points[row["id"]] | new
                self.changed[row["person"]].append(row)

    def people(self) -> list[dict[str, Any]]:
        """A row for everybody whose mark is touched, or would be but for a person's mark or nobody being lowered."""
        touched: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row, change in self.met:
            if change.kind(self.lower) != "same":
                touched[row["person"]].append(self._attempt(row, change))
        certificates = {person: self._certificates(person) for person in touched}
        reviews = self._reviews()
        return [
            {
                "person": person,
                "attempts": touched[person],
                "certificates": certificates[person],
                "reviews": reviews.get(person, []),
            }
            for person in sorted(touched)
        ]

    def _attempt(self, row: Row, change: Change) -> dict[str, Any]:
        was, then = self.before.outcome(row), self.after.outcome(row)
        assert was is not None
        assert then is not None
        mark = {"before": change.before, "after": change.after(self.lower), "found": change.found, "of": change.of}
        return {key: row[key] for key in ("paper", "version", "number")} | {
            "attempt": row["id"],
            "slot": change.slot,
            "change": change.kind(self.lower),
            "points": mark,
            "percent": {"before": was.percent, "after": then.percent},
            "passed": {"before": was.passed, "after": then.passed},
            "complete": was.complete,
        }

    # --- certificates

    def _certificates(self, person: str) -> list[dict[str, Any]]:
        """What would be awarded, and what becomes of the ground that awarded ones stand on: no more than that."""
        line = self.lines.get(person)
        if line is None or person not in self.changed:
            return []
        due = {_rung(row) for row in certify.foresee(self.before, line)}
        new = [row for row in certify.foresee(self.after, line) if _rung(row) not in due]
        self.after.certificates[person] = [*self.before.certificates[person], *new]
        return [_certificate(row, "awarded") for row in new] + list(self._grounds(person))

    def _grounds(self, person: str) -> Iterable[dict[str, Any]]:
        sat = {row["id"]: row for row in self.changed[person]}
        held, events = self.before.held(person)
        for row in self.before.certificates[person]:
            state = standing([one for one in held if one.number == row["number"]], events, self.before.today).state
            sources = {leaf["source"] for leaf in row["basis"] if leaf["code"] == "paper"}
            grounds = [sat[key] for key in sorted(sources & set(sat))]
            if grounds and state in (*IN_FORCE, "suspended"):
                passed = all((won := self.after.outcome(one)) and won.passed for one in grounds)
                yield _certificate(row, "stands" if passed else "loses_basis")

    # --- reviews

    def _reviews(self) -> dict[str, list[dict[str, Any]]]:
        """Periods whose assessment, certificate or score comes out otherwise, by person."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        sat = [row for rows in self.changed.values() for row in rows]
        if not sat:
            return found
        first = min(row["closed_at"] for row in sat).astimezone(self.house.zone).date()
        for period in review.periods(self.house):
            if review.last_day(period) >= first:
                for person, one in self._of_period(period):
                    found[person].append(one)
        return found

    def _of_period(self, period: str) -> Iterable[tuple[str, dict[str, Any]]]:
        books = review.Books(self.house, period, evidences=self.before)
        for person in self.changed:
            line = self.lines.get(person)
            if line is not None and (was := books.score(line)) is not None:
                books.evidences = self.after
                then = books.score(line)
                books.evidences = self.before
                assert then is not None
                if was != then:
                    both = {"before": was.value, "after": then.value}
                    yield person, {"period": period, "assessment": _assessments(was, then), "score": both}


def _rung(row: Row) -> tuple[str, str]:
    return row["post"], row["grade"]


def _certificate(row: Row, effect: str) -> dict[str, Any]:
    return {"effect": effect, "title": row["terms"]["title"], "number": row["number"]}


def _assessments(was: Score, then: Score) -> dict[str, float | None]:
    before, after = (next(part for part in one.parts if part.group == "assessment") for one in (was, then))
    return {"before": before.value, "after": after.value}


# --- as pages show it ---------------------------------------------------------------------------------


def shown(house: Installation, told: dict[str, Any]) -> dict[str, Any]:
    """A report with the names of people, stores and papers."""
    lines = {row["person"]: row for row in people.everybody(house.store)}
    sat = {(one["paper"], one["version"]) for row in told["people"] for one in row["attempts"]}
    titles = {paper: publish.frozen(house, paper, version).paper.blueprint.title for paper, version in sorted(sat)}
    rows = [row | _who(row["person"], lines) for row in told["people"]]
    papers = {paper: title.model_dump() for paper, title in titles.items()}
    return told | {"people": sorted(rows, key=lambda row: row["pinyin"] or row["name"]), "papers": papers}


def _who(person: str, lines: dict[str, Row]) -> dict[str, Any]:
    line = lines.get(person)
    if line is None:
        return {"name": person, "employee_no": "", "pinyin": "", "store": {"id": "", "name": ""}}
    shown = {key: line[key] for key in ("name", "employee_no", "pinyin")}
    return shown | {"store": {"id": line["store"], "name": line["store_name"]}}
