"""The story of an attempt: every step as a code with its parameters, for people to read. It tells no key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqm_training.domain import marking
from sqm_training.domain.shown import public_view
from sqm_training.errors import Refused
from sqm_training.records import attempts, people
from sqm_training.records.store import Row
from sqm_training.services import publish, sit
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

KINDS_OF_DEVICE = ("phone", "tablet", "computer")  # what a page's name for its device begins with


def signs(steps: Sequence[Row]) -> dict[str, Any]:
    """What the notes of an attempt add up to. A hint to a human, never a verdict."""
    away = [step["detail"] for step in steps if step["kind"] == "focus"]
    drops = [step["detail"] for step in steps if step["kind"] == "drop"]
    left = sum(one["away"] for one in away)
    return {
        "devices": len({step["device"] for step in steps if step["kind"] == "device"}),
        "away": max(left, len(away) - left),  # a phone put to sleep tells only one of the two
        "away_seconds": sum(one["seconds"] for one in away),
        "drops": len(drops),
        "drop_seconds": sum(one["seconds"] for one in drops),
        "refused": sum(step["kind"] == "refuse" for step in steps),
    }


def reached(house: Installation, scope: Scope, key: str) -> tuple[Row, Row]:
    """An attempt of somebody within reach, with their roster line; any other is as good as unknown."""
    row = attempts.one(house.store, key)
    line = people.one(house.store, row["person"]) if row else None
    if row is None or line is None or not scope.covers(line):
        raise Refused("attempt.unknown", 404)
    return row, line


def story(house: Installation, scope: Scope, key: str) -> dict[str, Any]:
    """One attempt from its start, step by step.

    Written answers that still wait for a marker are told by their length alone, so that marking stays blind.
    """
    row, line = reached(house, scope, key)
    steps, drawn = attempts.steps(house.store, key), sit.questions(house, row)
    blueprint = publish.frozen(house, row["paper"], row["version"]).paper.blueprint
    teller = Teller(row, people.named(people.everybody(house.store)), [q.slot for q, _ in drawn], _sealed(house, row))
    told = [one for step in steps if (one := teller.tell(step))]
    now = house.now()
    return {
        "attempt": key,
        "person": {name: line[name] for name in ("name", "employee_no", "store_name")},
        "paper": {"id": blueprint.id, "title": blueprint.title.model_dump()},
        "items": [public_view(q, item, {}, teller.answers.get(q.slot)) for q, item in drawn],
        "deadline": attempts.until(row, row["shaping"], now),
        "now": now,
        "signs": signs(steps),
        "steps": [{"at": row["at"], "code": "start"}, *sorted(told, key=lambda one: one["at"])],
    } | {name: row[name] for name in ("number", "state", "closed_at")}


def _sealed(house: Installation, row: Row) -> set[str]:
    """Slots whose answers a marker has yet to read without a name."""
    paper = publish.frozen(house, row["paper"], row["version"]).paper
    written = {slot.id for slot in paper.slots if slot.marking == "person"}
    marks = attempts.marks(house.store, [row["id"]]).get(row["id"], {})
    read = {slot for slot, mark in marks.items() if mark["source"] == "person"}
    return set() if row["state"] == "void" else written - read


@dataclass
class Teller:
    """Goes through an attempt's steps in their order and remembers what was before."""

    row: Row
    names: Mapping[str, str]
    slots: Sequence[str]  # in the order on screen
    sealed: set[str]
    answers: dict[str, Any] = field(default_factory=dict)
    devices: list[str] = field(default_factory=list)

    def tell(self, step: Row) -> dict[str, Any]:
        """One step: when, its code, its parameters, and by whom if not by the candidate."""
        known = {"answer": self._answer, "device": self._device, "refuse": self._refuse, "focus": self._focus}
        more = known.get(step["kind"], self._plain)(step)
        return {"at": self._at(step), "code": step["kind"]} | self._by(step) | more

    def _at(self, step: Row) -> datetime:
        ago = timedelta(seconds=(step["detail"] or {}).get("ago", 0))
        moment: datetime = max(step["at"] - ago, self.row["at"])
        return moment

    def _by(self, step: Row) -> dict[str, Any]:
        by = (step["detail"] or {}).get("granted_by") or step["by"]
        return {} if by == self.row["person"] else {"by": self.names.get(str(by))}

    def _plain(self, step: Row) -> dict[str, Any]:
        detail = step["detail"] or {}
        return {name: detail[name] for name in ("minutes", "reason", "seconds") if name in detail} | {
            "late": step["late"]
        }

    def _device(self, step: Row) -> dict[str, Any]:
        first, number = not self.devices, self._number(step["device"])
        kind = step["device"].partition("-")[0]
        return {
            "code": "device.first" if first else "device",
            "device": number,
            "device_kind": kind if kind in KINDS_OF_DEVICE else None,
        }

    def _number(self, device: str) -> int:
        if device not in self.devices:
            self.devices.append(device)
        return self.devices.index(device) + 1

    def _answer(self, step: Row) -> dict[str, Any]:
        slot, answer = step["slot"], step["answer"]
        before, self.answers[slot] = self.answers.get(slot), answer
        had, has = not marking.is_empty(before), not marking.is_empty(answer)
        code = "answer.changed" if had and has else "answer.cleared" if had else "answer.given"
        return self._place(slot) | {"code": code, "late": step["late"]} | self._said(slot, before, answer)

    def _refuse(self, step: Row) -> dict[str, Any]:
        detail, slot = step["detail"], step["slot"]
        more = self._place(slot) | self._said(slot, None, step["answer"]) if slot else {}
        return {"code": f"refuse.{detail['step']}", "why": detail["code"]} | more

    @staticmethod
    def _focus(step: Row) -> dict[str, Any]:
        away = step["detail"]["away"]
        return {"code": "focus.away"} if away else {"code": "focus.back", "seconds": step["detail"]["seconds"]}

    def _place(self, slot: str) -> dict[str, Any]:
        return {"slot": slot, "question": self.slots.index(slot) + 1}

    def _said(self, slot: str, before: Any, answer: Any) -> dict[str, Any]:
        if slot in self.sealed:
            return {"length": len(str(answer or ""))}
        return {"from": before, "to": answer}
