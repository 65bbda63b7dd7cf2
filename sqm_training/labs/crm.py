"""Customer records: one profile out of scraps, a VIN proved, a list of what is due, contact that respects people."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import contact, due, form, vin
from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Text, Verdict, mean, unlike, without

STAGES = ("merge", "vin", "due", "contact", "keep")
WHEN, FIRST, GROUPS = ("overdue", "soon", "later"), ("time", "mileage"), ("back", "lost", "early")
NEAR = 0.5  # of a per cent: a whole per cent will do
Group = Literal["back", "lost", "early"]


class Scrap(Part):
    """A record from some source; `same` when it is about the customer the profile is made for."""

    id: Id
    source: Text
    lines: Annotated[tuple[Text, ...], Field(min_length=1)]
    same: bool
    why: Text


class Vins(Part):
    """Spellings of one VIN in the scraps; exactly one has the right check digit. `why` tells where the slip is."""

    given: Annotated[tuple[str, ...], Field(min_length=2, max_length=3)]
    why: Text

    @model_validator(mode="after")
    def _one_of_them_holds(self) -> Self:
        if not all(vin.is_one(each) for each in self.given) or sum(vin.holds(each) for each in self.given) != 1:
            raise ValueError("of the VINs, of 17 characters each, exactly one must have the right check digit")
        return self

    @property
    def right(self) -> str:
        return next(each for each in self.given if vin.holds(each))


class Visitor(Part):
    """Somebody whose service was `due`, and when they `came`, if they did."""

    id: Id
    text: Text
    due: date
    came: date | None = None


class Keep(Part):
    """Who came back of those due. Back: within `window` days of the day due. Too early to say: not yet, and the window
    is still open. Lost: the rest. The rate is back ÷ (back + lost), per cent.
    """

    window: Annotated[int, Field(ge=1, le=365)]
    visitors: Annotated[tuple[Visitor, ...], Field(min_length=4)]
    groups: dict[Group, Text]
    why: Text

    def group(self, visitor: Visitor, today: date) -> Group:
        closes = visitor.due + timedelta(days=self.window)
        if visitor.came:
            return "back" if visitor.came <= closes else "lost"
        return "lost" if closes < today else "early"

    def rate(self, today: date) -> float:
        groups = [self.group(each, today) for each in self.visitors]
        return 100 * groups.count("back") / (groups.count("back") + groups.count("lost"))


class Crm(Exercise):
    """Answer: {"merge": {"same": [scrap, …], "filled": {entry: choice}}, "vin": {"digits": {vin: digit}, "right": vin},
    "due": {car: {"first": "time" | "mileage", "when": "overdue" | "soon" | "later"}}, "contact": {customer: plan},
    "keep": {"groups": {visitor: "back" | "lost" | "early"}, "rate": per cent}}.

    The five stages weigh the same; within one, every part does (a scrap, an entry, a digit, a car's two answers, a
    customer, a visitor, the rate). The truth about VINs, due dates and contact is worked out, never written down.
    `due_why` is told for each car with {time}, {mileage} and {first} filled in; `rules` say which rule a plan broke.
    """

    kind: Literal["crm"]
    today: date
    scraps: Annotated[tuple[Scrap, ...], Field(min_length=3)]
    profile: tuple[form.Pick, ...]
    vins: Vins
    ahead: Annotated[int, Field(ge=1, le=120)] = 30
    cars: Annotated[tuple[due.Car, ...], Field(min_length=2)]
    due_why: Text
    due_names: dict[due.First, Text]
    house: contact.House
    customers: Annotated[tuple[contact.Customer, ...], Field(min_length=2)]
    rules: dict[contact.Rule, Text]
    keep: Keep

    @model_validator(mode="after")
    def _each_has_one_answer(self) -> Self:
        unlike([each.id for each in self.scraps] + [each.id for each in self.profile], "scraps and entries")
        unlike([each.id for each in self.cars], "cars")
        unlike([each.id for each in self.customers], "customers")
        unlike([each.id for each in self.keep.visitors], "visitors")
        form.check(self.profile)
        if near := [each.id for each in self.cars if not each.is_clear(self.today, self.ahead)]:
            raise ValueError(f"too close to call: {', '.join(near)}")
        if torn := [each.id for each in self.customers if len(each.right(self.house)) != 1]:
            raise ValueError(f"not exactly one right plan for {', '.join(torn)}")
        words = ((self.rules, contact.RULES), (self.due_names, FIRST), (self.keep.groups, GROUPS))
        if any(set(given) != set(named) for given, named in words):
            raise ValueError("words for every rule, both ways to be due and all three groups")
        if {self.keep.group(each, self.today) for each in self.keep.visitors} != set(GROUPS):
            raise ValueError("nobody came back, nobody is lost or nobody is too early to say")
        if any("none" in each.agreed or "none" in each.channels for each in self.customers):
            raise ValueError("none is nothing to agree to")
        return self

    def judge(self, answer: Any) -> Result:
        """Parts only for the stages that are there, so that one can be shown at a time."""
        if not isinstance(answer, dict) or not set(answer) <= set(STAGES):
            raise ValueError("an answer names stages")
        how: dict[str, Callable[[Any], list[Verdict]]] = {
            "merge": self._merge,
            "vin": self._vin,
            "due": self._due,
            "contact": self._contact,
            "keep": self._keep,
        }
        stages = {name: how[name](answer[name]) for name in STAGES if name in answer}
        shares = {name: mean([part.fraction for part in parts]) for name, parts in stages.items()}
        notes = tuple(Note(code=name, params={"n": round(100 * share)}) for name, share in shares.items())
        score = round(sum(shares.values()) / len(STAGES), 4)
        parts = tuple(part for each in stages.values() for part in each)
        return Result(score=score, complete=len(stages) == len(STAGES), parts=parts, notes=notes)

    def best(self) -> dict[str, Any]:
        return {
            "merge": {"same": [each.id for each in self.scraps if each.same], "filled": form.best(self.profile)},
            "vin": {"digits": {each: vin.digit(each) for each in self.vins.given}, "right": self.vins.right},
            "due": {car.id: {"first": car.first, "when": car.when(self.today, self.ahead)} for car in self.cars},
            "contact": {each.id: each.right(self.house)[0].id for each in self.customers},
            "keep": {
                "groups": {each.id: self.keep.group(each, self.today) for each in self.keep.visitors},
                "rate": self.keep.rate(self.today),
            },
        }

    def worst(self) -> dict[str, Any]:
        wrong = {each: "0" if vin.digit(each) != "0" else "1" for each in self.vins.given}
        return {
            "merge": {"same": [each.id for each in self.scraps if not each.same], "filled": form.worst(self.profile)},
            "vin": {"digits": wrong, "right": next(each for each in self.vins.given if each != self.vins.right)},
            "due": {car.id: self._misjudged(car) for car in self.cars},
            "contact": {
                each.id: next(plan.id for plan in each.plans if plan not in each.right(self.house))
                for each in self.customers
            },
            "keep": {"groups": {each.id: self._misplaced(each) for each in self.keep.visitors}, "rate": -1},
        }

    def shown(self) -> dict[str, Any]:
        """What they agreed to and need is told in a customer's facts; the same as data would be the answer."""
        truths = ("why", "key", "same", "groups", "due_why", "rules", "agreed", "channels", "needs", "purpose")
        shown: dict[str, Any] = without(self.model_dump(mode="json"), *truths, "channel", "at", "after", "before")
        for each in shown["customers"]:
            each.pop("last", None)
        return shown

    # --- what each stage is worth ---------------------------------------------------------------------

    def _merge(self, answer: Any) -> list[Verdict]:
        answer = _stage(answer, "same", "filled")
        same = _among(answer.get("same", []), {each.id for each in self.scraps})
        scraps = [
            _told("merge", each.id, "same" if each.id in same else "other", "same" if each.same else "other", each.why)
            for each in self.scraps
        ]
        filled = form.read(self.profile, answer.get("filled", {}))
        return scraps + form.verdicts("merge", self.profile, filled)

    def _vin(self, answer: Any) -> list[Verdict]:
        answer = _stage(answer, "digits", "right")
        digits, right = answer.get("digits", {}), answer.get("right")
        if not isinstance(digits, dict) or not set(digits) <= set(self.vins.given):
            raise ValueError(f"digits for VINs: {digits}")
        if not all(isinstance(each, str) for each in digits.values()) or right not in (None, *self.vins.given):
            raise ValueError(f"no such VIN: {right}")
        given = {each: digits.get(each, "").strip().upper() or None for each in self.vins.given}
        parts = [_told("vin", each, given[each], vin.digit(each), self.vins.why) for each in self.vins.given]
        return [*parts, _told("vin", "right", right, self.vins.right, self.vins.why)]

    def _due(self, answer: Any) -> list[Verdict]:
        answer, parts = _stage(answer, *(car.id for car in self.cars)), list[Verdict]()
        for car in self.cars:
            given = _stage(answer.get(car.id, {}), "first", "when")
            first, when = given.get("first"), given.get("when")
            if first not in (None, *FIRST) or when not in (None, *WHEN):
                raise ValueError(f"{car.id}: {given}")
            why = self._why_due(car)
            parts.append(_told("due", f"{car.id}:first", first, car.first, why))
            parts.append(_told("due", f"{car.id}:when", when, car.when(self.today, self.ahead), why))
        return parts

    def _contact(self, answer: Any) -> list[Verdict]:
        answer, parts = _stage(answer, *(each.id for each in self.customers)), list[Verdict]()
        for each in self.customers:
            plan = next((plan for plan in each.plans if plan.id == answer.get(each.id)), None)
            if plan is None and answer.get(each.id) is not None:
                raise ValueError(f"{each.id}: {answer[each.id]}")
            broken = each.broken(plan, self.house) if plan else None
            why = self.rules[broken] if broken else each.why
            parts.append(_told("contact", each.id, plan.id if plan else None, each.right(self.house)[0].id, why))
        return parts

    def _keep(self, answer: Any) -> list[Verdict]:
        answer = _stage(answer, "groups", "rate")
        groups, rate = _stage(answer.get("groups", {}), *(each.id for each in self.keep.visitors)), answer.get("rate")
        if not all(each in GROUPS for each in groups.values()) or not (rate is None or _is_number(rate)):
            raise ValueError(f"no such groups or rate: {answer}")
        parts = []
        for each in self.keep.visitors:
            group = self.keep.group(each, self.today)
            parts.append(_told("keep", each.id, groups.get(each.id), group, self.keep.groups[group]))
        found = self.keep.rate(self.today)
        right = float(rate is not None and abs(rate - found) <= NEAR)
        return [*parts, Verdict(id="keep:rate", fraction=right, given=rate, belongs=round(found, 1), why=self.keep.why)]

    def _why_due(self, car: due.Car) -> Text:
        def told(words: str, first: str) -> str:
            return words.format(time=car.by_time.isoformat(), mileage=car.by_mileage.isoformat(), first=first)

        names = self.due_names[car.first]
        return Text(zh=told(self.due_why.zh, names.zh), en=told(self.due_why.en, names.en))

    def _misjudged(self, car: due.Car) -> dict[str, str]:
        when = car.when(self.today, self.ahead)
        return {
            "first": next(each for each in FIRST if each != car.first),
            "when": next(each for each in WHEN if each != when),
        }

    def _misplaced(self, visitor: Visitor) -> str:
        return next(each for each in GROUPS if each != self.keep.group(visitor, self.today))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _told(stage: str, name: str, given: str | None, belongs: str, why: Text) -> Verdict:
    return Verdict(id=f"{stage}:{name}", fraction=float(given == belongs), given=given, belongs=belongs, why=why)


def _stage(answer: Any, *names: str) -> dict[str, Any]:
    if not isinstance(answer, dict) or not set(answer) <= set(names):
        raise ValueError(f"a stage names {', '.join(names)}")
    return answer


def _among(answer: Any, known: set[str]) -> set[str]:
    if not isinstance(answer, list) or not all(isinstance(each, str) and each in known for each in answer):
        raise ValueError(f"no such names: {answer}")
    return unlike(answer, "names")
