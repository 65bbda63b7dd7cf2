"""Reception: walk round the car, ask, open the work order, explain the quotation, have extra work authorised."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import bill, form
from sqm_training.labs.exercise import (
    Exercise,
    Id,
    Note,
    Part,
    Picture,
    Result,
    Text,
    Verdict,
    mean,
    unlike,
    without,
)
from sqm_training.labs.extra import Extra
from sqm_training.labs.hotspots import MISS, Region, centres, points, under

STAGES = ("round", "ask", "order", "quote", "extra")
MOST_TAPS = 30  # on one view


class View(Part):
    """One side of the car; a region that is no `hazard` is something that need not be noted, and says why."""

    id: Id
    text: Text
    picture: Picture
    regions: tuple[Region, ...]


class Question(Part):
    """Something one may ask, what the customer `says` to it and whether it was worth one of the few questions."""

    id: Id
    text: Text
    says: Text
    useful: bool
    why: Text


class QuoteLine(bill.Line):
    """A line of the draft; one that does not `belong` was not asked for, or stands twice."""

    belongs: bool = True
    why: Text


class Reception(Exercise):
    """Answer: {"round": {view: [[x, y], …]}, "ask": [question, …], "order": {entry: choice},
    "quote": {"lines": [line, …], "filled": {entry: value}}, "extra": {"moves": [move, …], "filled": {…}}}.

    The five stages weigh the same; one that is not there is worth nothing.
    round: (marks found − half a mark per tap beside one) / marks. ask: share of the useful questions asked, at most
    `most` in all. order: mean worth of the entries. quote: mean over its lines (kept or struck out rightly), the sums
    and the explanations. extra: the mean of the sums, and of (wanted moves after all they need − unwanted moves) /
    wanted moves, by their numbers.
    """

    kind: Literal["reception"]
    views: Annotated[tuple[View, ...], Field(min_length=2)]
    most: Annotated[int, Field(ge=1, le=12)]
    questions: Annotated[tuple[Question, ...], Field(min_length=2)]
    order: Annotated[tuple[form.Pick, ...], Field(min_length=1)]
    lines: Annotated[tuple[QuoteLine, ...], Field(min_length=2)]
    quote: Annotated[tuple[form.Entry, ...], Field(min_length=1)]
    extra: Extra

    @model_validator(mode="after")
    def _it_hangs_together(self) -> Self:
        marks = [region for view in self.views for region in view.regions]
        known = _ids("marks and questions", self.views, marks, self.questions)
        _ids("lines and entries", self.lines, self.extra.lines, self.quote)
        moves = _ids("moves", self.extra.moves, self.extra.sums)
        form.check(self.order)
        form.check(self.quote)
        form.check(self.extra.sums)
        lost = {each.needs for each in self.order if each.needs} - known
        lost |= {need for each in self.extra.moves for need in each.needs} - moves
        useful = sum(each.useful for each in self.questions)
        if lost or not any(each.hazard for each in marks) or not 0 < useful <= self.most:
            raise ValueError(f"needs {sorted(lost)}; {useful} useful questions of at most {self.most}; or no marks")
        if not any(each.wanted for each in self.extra.moves):
            raise ValueError("no move is wanted")
        if self.judge(self.best()).score < 1:
            raise ValueError("a mark lies under another, or wanted moves need one another in a circle")
        return self

    @property
    def quoted(self) -> form.Sums:
        """What the customer is quoted for what they came for."""
        return bill.sums(tuple(each for each in self.lines if each.belongs))

    @property
    def grown(self) -> form.Sums:
        """The same with the extra work."""
        return bill.sums((*(each for each in self.lines if each.belongs), *self.extra.lines))

    def judge(self, answer: Any) -> Result:
        """Parts only for the stages that are there, so that one can be shown at a time."""
        if not isinstance(answer, dict) or not set(answer) <= set(STAGES):
            raise ValueError("an answer names stages of the reception")
        taps, asked = self._taps(answer.get("round", {})), self._asked(answer.get("ask", []))
        heard = asked | {each.id for view in self.views for each in _met(view, taps.get(view.id, []))}
        how: dict[str, Callable[[], tuple[float, list[Verdict]]]] = {
            "round": lambda: self._round(taps),
            "ask": lambda: self._ask(asked),
            "order": lambda: _mean(self._order(answer["order"], heard)),
            "quote": lambda: _mean(self._quote(answer["quote"])),
            "extra": lambda: self._extra(answer["extra"]),
        }
        stages = {name: how[name]() for name in STAGES if name in answer}
        notes = tuple(Note(code=name, params={"n": round(100 * share)}) for name, (share, _) in stages.items())
        score = round(sum(share for share, _ in stages.values()) / len(STAGES), 4)
        parts = tuple(part for _, each in stages.values() for part in each)
        return Result(score=score, complete=len(stages) == len(STAGES), parts=parts, notes=notes)

    def best(self) -> dict[str, Any]:
        return {
            "round": {view.id: centres(view.regions) for view in self.views},
            "ask": [each.id for each in self.questions if each.useful],
            "order": form.best(self.order),
            "quote": {
                "lines": [each.id for each in self.lines if each.belongs],
                "filled": form.best(self.quote, self.quoted),
            },
            "extra": {"moves": self.extra.order, "filled": form.best(self.extra.sums, self.grown)},
        }

    def worst(self) -> dict[str, Any]:
        return {
            "round": {},
            "ask": [each.id for each in self.questions if not each.useful][: self.most],
            "order": form.worst(self.order),
            "quote": {
                "lines": [each.id for each in self.lines if not each.belongs],
                "filled": form.worst(self.quote, self.quoted),
            },
            "extra": {
                "moves": [each.id for each in self.extra.moves if not each.wanted],
                "filled": form.worst(self.extra.sums, self.grown),
            },
        }

    def shown(self) -> dict[str, Any]:
        truths = ("regions", "useful", "belongs", "wanted", "why", "key", "then", "otherwise")
        shown: dict[str, Any] = without(self.model_dump(mode="json"), *truths)
        for move in shown["extra"]["moves"]:
            move.pop("needs", None)
        return shown

    # --- what each stage is worth ---------------------------------------------------------------------

    def _round(self, taps: dict[str, list[tuple[float, float]]]) -> tuple[float, list[Verdict]]:
        parts, found, misses = list[Verdict](), 0, 0
        for view in self.views:
            met = _met(view, taps.get(view.id, []))
            wrong = [each for each in met if not each.hazard]
            beside = sum(under(view.regions, *tap) is None for tap in taps.get(view.id, []))
            found, misses = found + len(met) - len(wrong), misses + len(wrong) + beside
            marks = [each for each in view.regions if each.hazard]
            parts += [_mark(each, "found" if each in met else None) for each in marks]
            parts += [_mark(each, "found") for each in wrong]
        total = sum(each.hazard for view in self.views for each in view.regions)
        return max(0.0, (found - MISS * misses) / total), parts

    def _ask(self, asked: set[str]) -> tuple[float, list[Verdict]]:
        told = [each for each in self.questions if each.useful or each.id in asked]
        parts = [
            Verdict(
                id=f"ask:{each.id}",
                fraction=float(each.useful and each.id in asked),
                given="asked" if each.id in asked else None,
                belongs="asked" if each.useful else None,
                why=each.why,
            )
            for each in told
        ]
        return mean([part.fraction for part in parts if part.belongs]), parts

    def _order(self, filled: Any, heard: set[str]) -> list[Verdict]:
        return form.verdicts("order", self.order, form.read(self.order, filled), heard)

    def _quote(self, answer: Any) -> list[Verdict]:
        lines, filled = _pair(answer, "lines", {each.id for each in self.lines})
        kept = [
            Verdict(
                id=f"quote:{each.id}",
                fraction=float((each.id in lines) == each.belongs),
                given="kept" if each.id in lines else "struck",
                belongs="kept" if each.belongs else "struck",
                why=each.why,
            )
            for each in self.lines
        ]
        return kept + form.verdicts("quote", self.quote, form.read(self.quote, filled), sums=self.quoted)

    def _extra(self, answer: Any) -> tuple[float, list[Verdict]]:
        moves, filled = _pair(answer, "moves", {each.id for each in self.extra.moves})
        return self.extra.judge("extra", moves, form.read(self.extra.sums, filled), self.grown)

    # --- what was sent --------------------------------------------------------------------------------

    def _taps(self, answer: Any) -> dict[str, list[tuple[float, float]]]:
        if not isinstance(answer, dict) or not set(answer) <= {view.id for view in self.views}:
            raise ValueError("a walk round names taps for each view")
        taps = {view: points(each) for view, each in answer.items()}
        if any(len(each) > MOST_TAPS for each in taps.values()):
            raise ValueError("more taps than anybody needs")
        return taps

    def _asked(self, answer: Any) -> set[str]:
        asked = _names(answer, {each.id for each in self.questions})
        if len(asked) > self.most:
            raise ValueError(f"more than {self.most} questions")
        return set(asked)


def _ids(what: str, *named: Sequence[Any]) -> set[str]:
    return unlike([each.id for some in named for each in some], what)


def _met(view: View, taps: list[tuple[float, float]]) -> list[Region]:
    """The regions tapped, each once."""
    found = (under(view.regions, *tap) for tap in taps)
    return list({each.id: each for each in found if each}.values())


def _mark(region: Region, given: str | None) -> Verdict:
    belongs = "mark" if region.hazard else "sound"
    fraction = float(region.hazard and given is not None)
    return Verdict(id=f"round:{region.id}", fraction=fraction, given=given, belongs=belongs, why=region.why)


def _mean(parts: list[Verdict]) -> tuple[float, list[Verdict]]:
    return mean([part.fraction for part in parts]), parts


def _names(answer: Any, known: set[str]) -> list[str]:
    if not isinstance(answer, list) or not all(isinstance(each, str) and each in known for each in answer):
        raise ValueError(f"no such names: {answer}")
    unlike(answer, "names")
    return list(answer)


def _pair(answer: Any, name: str, known: set[str]) -> tuple[list[str], Any]:
    """A stage's list and its filled entries."""
    if not isinstance(answer, dict) or not set(answer) <= {name, "filled"}:
        raise ValueError(f"a stage names {name} and what was filled in")
    return _names(answer.get(name, []), known), answer.get("filled", {})
