"""The complaint desk: several customers wait, the clock runs through every talk, and each case ends in a record."""

from functools import cached_property
from itertools import permutations
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import form, talk
from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Text, Verdict, mean, unlike, without

FIRST_CONTACT = 120  # minutes; house rule on complaints, editable (common practice, no law)
WARN = 0.8  # of a limit: from here on the house rule has a case passed up
ASPECTS = ("empathy", "facts", "promise", "closure", "clock")
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Fact(Part):
    """Something worth knowing that the customer tells when asked; it goes on the notepad."""

    id: Id
    text: Text


class Debrief(Part):
    """What good would have been in this case, aspect by aspect."""

    empathy: Text
    facts: Text
    promise: Text
    closure: Text
    clock: Text


class Case(Part):
    """A complaint: who, how it came in and when. `limit` is minutes to the first contact.

    `at_once`: a matter of safety, to be taken before every case that is not. `found` is what the inquiry brings to
    light after the talk; the record is filled with that and with what was heard.
    """

    id: Id
    name: Text
    about: Text
    channel: Literal["desk", "phone", "message"]
    came: Clock
    limit: Annotated[int, Field(ge=5, le=1440)] = FIRST_CONTACT
    at_once: bool = False
    turns: Annotated[tuple[talk.Turn, ...], Field(min_length=1)]
    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]
    found: Text
    record: Annotated[tuple[form.Pick, ...], Field(min_length=1)]
    debrief: Debrief

    @model_validator(mode="after")
    def _everything_can_be_known(self) -> Self:
        facts = unlike([each.id for each in self.facts], "facts")
        talk.check(self.turns)
        form.check(self.record)
        told = {fact for turn in self.turns for reply in turn.replies for fact in reply.learns}
        needed = {each.needs for each in self.record if each.needs}
        if told != facts or not needed <= facts:
            raise ValueError(f"{self.id}: facts that nobody tells or names: {', '.join(sorted(told ^ facts | needed))}")
        if min(self.tops) <= 0 or self.good is None:
            raise ValueError(f"{self.id}: no talk is best in empathy, facts and promise alike")
        return self

    @cached_property
    def tops(self) -> tuple[int, int]:
        """The most empathy and the most promise a talk can have."""
        ways = list(talk.paths(self.turns))
        return max(_sum(way, "empathy") for way in ways), max(_sum(way, "promise") for way in ways)

    @cached_property
    def good(self) -> tuple[talk.Reply, ...] | None:
        """The shortest of the talks that have the most of everything."""
        ways = [way for way in talk.paths(self.turns) if self.shares(way) == (1.0, 1.0, 1.0)]
        return min(ways, key=talk.lasts, default=None)

    @property
    def bad(self) -> tuple[talk.Reply, ...]:
        return min(talk.paths(self.turns), key=lambda way: (sum(self.shares(way)), -talk.lasts(way)))

    def shares(self, way: tuple[talk.Reply, ...]) -> tuple[float, float, float]:
        """Empathy, facts and promise of a talk as shares of the most there is."""
        empathy, promise = self.tops
        facts = len(talk.learnt(way)) / len(self.facts)
        return _share(_sum(way, "empathy"), empathy), facts, _share(_sum(way, "promise"), promise)


class Handled(Part):
    """A case as it was handled; minutes of the day."""

    case: Case
    way: tuple[talk.Reply, ...]
    record: form.Filled | None
    begins: int
    ends: int
    in_time: bool

    @property
    def closed(self) -> bool:
        """Talked through, with a record that has every entry."""
        filled = self.record is not None and len(self.record) == len(self.case.record)
        return filled and talk.ended(self.case.turns, self.way)


class Desk(Exercise):
    """Answer: [{"case": id, "said": [reply, …], "record": {entry: choice}}, …], in the order the cases were taken.

    Each case has five parts of equal weight: empathy and promise (points of the talk against the most there is),
    facts (share learnt), closure (mean worth of the record's entries) and clock (first contact within the limit, and
    safety before anything else). A case never taken is worth nothing. `filing` is the minutes a record takes.
    Parts beside these, named `case:record:entry`, tell the entries of the record one by one.
    """

    kind: Literal["desk"]
    opens: Clock = "09:00"
    filing: Annotated[int, Field(ge=0, le=60)] = 4
    cases: Annotated[tuple[Case, ...], Field(min_length=2, max_length=5)]

    @model_validator(mode="after")
    def _all_can_be_in_time(self) -> Self:
        unlike([each.id for each in self.cases], "cases")
        if self.judge(self.best()).score < 1:
            raise ValueError("no order of the cases is in time for each")
        return self

    def handled(self, answer: Any) -> tuple[Handled, ...]:
        """The day as an answer has it, case by case."""
        clock, day = minutes(self.opens), list[Handled]()
        for case, way, record in self._read(answer):
            first = not case.at_once or all(each.case.at_once for each in day)
            begins, clock = clock, clock + talk.lasts(way) + (self.filing if record is not None else 0)
            in_time = first and begins - minutes(case.came) <= case.limit
            day.append(Handled(case=case, way=way, record=record, begins=begins, ends=clock, in_time=in_time))
        return tuple(day)

    def judge(self, answer: Any) -> Result:
        day = self.handled(answer)
        aspects = tuple(part for each in day for part in _verdicts(each))
        entries = tuple(part for each in day if each.record is not None for part in _entries(each))
        complete = sum(each.closed for each in day) == len(self.cases)
        score = sum(part.fraction for part in aspects) / (len(ASPECTS) * len(self.cases))
        return Result(score=round(score, 4), complete=complete, parts=aspects + entries, notes=self._notes(aspects))

    def best(self) -> list[dict[str, Any]]:
        """The shortest good talks in an order that is in time for each; by the limits if there is none."""
        by_limit = sorted(self.cases, key=lambda case: (not case.at_once, minutes(case.came) + case.limit))
        for order in (tuple(by_limit), *permutations(self.cases)):
            answer = [_answer(case, case.good or (), form.best(case.record)) for case in order]
            if all(each.in_time for each in self.handled(answer)):
                return answer
        return [_answer(case, case.good or (), form.best(case.record)) for case in by_limit]

    def worst(self) -> list[dict[str, Any]]:
        """The worst talks and records, in the order that is latest for most."""
        days = (
            [_answer(case, case.bad, form.worst(case.record)) for case in order] for order in permutations(self.cases)
        )
        return min(days, key=lambda day: self.judge(day).score)

    def shown(self) -> dict[str, Any]:
        """Where replies lead and how long they take is seen as one goes; what they are worth is not."""
        truths = ("why", "key", "learns", "empathy", "promise", "debrief")
        shown: dict[str, Any] = without(self.model_dump(mode="json"), *truths)
        return shown

    def _notes(self, aspects: tuple[Verdict, ...]) -> tuple[Note, ...]:
        """How it went aspect by aspect over all cases, per cent."""
        sums = {each: sum(part.fraction for part in aspects if part.id.endswith(f":{each}")) for each in ASPECTS}
        return tuple(Note(code=each, params={"n": round(100 * sums[each] / len(self.cases))}) for each in ASPECTS)

    def _read(self, answer: Any) -> list[tuple[Case, tuple[talk.Reply, ...], form.Filled | None]]:
        cases = {each.id: each for each in self.cases}
        if not isinstance(answer, list) or not all(isinstance(each, dict) and _known(each) for each in answer):
            raise ValueError("an answer lists cases with what was said and recorded")
        if strange := [each["case"] for each in answer if each["case"] not in cases]:
            raise ValueError(f"no such case: {strange}")
        unlike([each["case"] for each in answer], "cases")
        read = []
        for each in answer:
            case, record = cases[each["case"]], each.get("record")
            way = talk.said(case.turns, each["said"])
            read.append((case, way, None if record is None else form.read(case.record, record)))
        return read


def minutes(clock: str) -> int:
    """Since midnight."""
    hours, _, rest = clock.partition(":")
    return 60 * int(hours) + int(rest)


def _known(entry: dict[str, Any]) -> bool:
    said = entry.get("said")
    names = isinstance(said, list) and all(isinstance(each, str) for each in said)
    return names and isinstance(entry.get("case"), str) and set(entry) <= {"case", "said", "record"}


def _verdicts(one: Handled) -> list[Verdict]:
    closure = mean([part.fraction for part in _entries(one)])
    shares = (*one.case.shares(one.way), closure, float(one.in_time))
    return [
        Verdict(id=f"{one.case.id}:{aspect}", fraction=round(share, 4), why=getattr(one.case.debrief, aspect))
        for aspect, share in zip(ASPECTS, shares, strict=True)
    ]


def _entries(one: Handled) -> list[Verdict]:
    return form.verdicts(f"{one.case.id}:record", one.case.record, one.record or {}, talk.learnt(one.way))


def _answer(case: Case, way: tuple[talk.Reply, ...], record: form.Filled) -> dict[str, Any]:
    return {"case": case.id, "said": [reply.id for reply in way], "record": record}


def _sum(way: tuple[talk.Reply, ...], aspect: Literal["empathy", "promise"]) -> int:
    return sum(getattr(reply, aspect) for reply in way)


def _share(points: int, top: int) -> float:
    return min(1.0, max(0.0, points / top)) if top > 0 else 1.0
