"""A workshop's day: bookings, dispatch rule, layout and 5S are set, the days are simulated, the best is known."""

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Text, Verdict, unlike, without
from sqm_training.labs.shopfloor import Bookings, FiveS, Job, Layout, Rule, Shop
from sqm_training.labs.workday import figures

LEVERS = ("bookings", "rule", "layout", "fives")
LOWER_IS_BETTER = {"wait50", "wait90", "tat50", "tat90", "over"}
Setting = dict[str, str]  # lever → option
Figures = dict[str, Any]


class Choice(Part):
    """What a lever may be set to, in words."""

    id: Id
    text: Text
    note: Text | None = None


class BookingsChoice(Bookings, Choice):
    """A way to book."""


class RuleChoice(Rule, Choice):
    """A way to dispatch."""


class LayoutChoice(Layout, Choice):
    """A way to use the bays."""


class FiveSChoice(FiveS, Choice):
    """How far 5S is taken."""


class Goal(Part):
    """A KPI and where it should get to from where it is today; `weight` is its share in the round's score."""

    kpi: Literal["wait50", "wait90", "tat50", "tat90", "otd", "thr", "over", "bay"]
    target: float
    weight: Annotated[float, Field(gt=0)] = 1.0

    def reached(self, figure: float) -> bool:
        return figure <= self.target if self.kpi in LOWER_IS_BETTER else figure >= self.target

    def gained(self, today: float, figure: float) -> float:
        """How much of the way from today's figure to the target: 1 all of it, 0 none, down to −1 the other way.

        Where today's figure is good enough already, nothing can be gained and only lost.
        """
        if self.reached(today):
            return 0.0 if self.reached(figure) else -1.0
        return max(-1.0, min(1.0, (figure - today) / (self.target - today)))


class Round(Part):
    """A workshop as it is today and what is wanted of it; at most `changes` levers may be moved.

    `tries` is how often the page lets one try before deciding; nothing else counts them.
    """

    id: Id
    title: Text
    text: Text
    shop: Shop
    today: dict[str, str]
    changes: Annotated[int, Field(ge=1, le=len(LEVERS))]
    tries: Annotated[int, Field(ge=1, le=9)] = 4
    goals: Annotated[tuple[Goal, ...], Field(min_length=1)]
    why: Text


class Workshop(Exercise):
    """Answer: {round: {"setting": {lever: option}, "done": true}}; levers not named stay as they are today.

    A setting's worth is how much of the way to the goals it gets, each by its weight. A round's score is that worth
    against the most that any allowed setting is worth (all are simulated), so that leaving things alone is worth 0.
    A round not `done` is only tried: its figures are shown and nothing is scored.
    """

    kind: Literal["workshop"]
    seed: int
    opens: Annotated[int, Field(ge=0, le=23)] = 8  # o'clock
    days: Annotated[int, Field(ge=1, le=10)] = 5
    jobs: Annotated[tuple[Job, ...], Field(min_length=1)]
    bookings: Annotated[tuple[BookingsChoice, ...], Field(min_length=1, max_length=4)]
    rule: Annotated[tuple[RuleChoice, ...], Field(min_length=1, max_length=4)]
    layout: Annotated[tuple[LayoutChoice, ...], Field(min_length=1, max_length=4)]
    fives: Annotated[tuple[FiveSChoice, ...], Field(min_length=1, max_length=4)]
    rounds: Annotated[tuple[Round, ...], Field(min_length=1, max_length=4)]

    @model_validator(mode="after")
    def _rounds_name_what_there_is(self) -> Self:
        unlike([each.id for each in self.rounds], "rounds")
        for lever in LEVERS:
            offered = unlike([each.id for each in self._choices(lever)], lever)
            if lost := [each.id for each in self.rounds if each.today.get(lever) not in offered]:
                raise ValueError(f"{lever}: today is not known in {', '.join(lost)}")
        strongest = max(job.level for job in self.jobs)
        if weak := [each.id for each in self.rounds if max(each.shop.technicians) < strongest]:
            raise ValueError(f"nobody can do level {strongest} in {', '.join(weak)}")
        return self

    def judge(self, answer: Any) -> Result:
        given = self._read(answer)
        done = {each.id: setting for each, setting, done in given if done}
        parts = tuple(self._verdict(each, setting) for each, setting, done in given if done)
        return Result(
            score=round(sum(part.fraction for part in parts) / len(self.rounds), 4),
            complete=len(done) == len(self.rounds),
            parts=parts,
            shown={each.id: self._told(each, setting, done) for each, setting, done in given},
        )

    def best(self) -> dict[str, Any]:
        return {each.id: {"setting": self._best(each), "done": True} for each in self.rounds}

    def worst(self) -> dict[str, Any]:
        return {each.id: {"setting": {}, "done": True} for each in self.rounds}

    def shown(self) -> dict[str, Any]:
        """With what every allowed setting comes to: who is examined tries it out as well."""
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "why")
        outcomes = {
            each.id: {key(setting): self.outcome(each, setting) for setting in self._allowed(each)}
            for each in self.rounds
        }
        return shown | {"outcomes": outcomes}

    def outcome(self, each: Round, setting: Setting) -> Figures:
        """The figures of a round's days under a setting that names every lever."""
        bookings, rule, layout, fives = (self._choice(lever, setting[lever]) for lever in LEVERS)
        return figures(each.shop, self.jobs, (bookings, rule, layout, fives), self.seed, self.days)

    # ---------------------------------------------------------------- settings

    def _choices(self, lever: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = getattr(self, lever)
        return found

    def _choice(self, lever: str, option: str) -> Any:
        return next(one for one in self._choices(lever) if one.id == option)

    def _allowed(self, each: Round) -> Iterator[Setting]:
        """Today's setting and every one with few enough changes, those with fewer first."""
        options = [[one.id for one in self._choices(lever)] for lever in LEVERS]
        every = [dict(zip(LEVERS, chosen, strict=True)) for chosen in product(*options)]
        yield from sorted((one for one in every if moved(each, one) <= each.changes), key=lambda one: moved(each, one))

    def _read(self, answer: Any) -> list[tuple[Round, Setting, bool]]:
        if not isinstance(answer, dict) or not set(answer) <= {each.id for each in self.rounds}:
            raise ValueError("an answer names a setting for each round")
        return [(each, *self._decided(each, answer[each.id])) for each in self.rounds if each.id in answer]

    def _decided(self, each: Round, given: Any) -> tuple[Setting, bool]:
        if not isinstance(given, dict) or not set(given) <= {"setting", "done"}:
            raise ValueError(f"{each.id}: no decision")
        chosen, done = given.get("setting", {}), given.get("done", False)
        if not isinstance(chosen, dict) or not isinstance(done, bool):
            raise ValueError(f"{each.id}: no setting")
        for lever, option in chosen.items():
            if lever not in LEVERS or option not in {one.id for one in self._choices(lever)}:
                raise ValueError(f"{lever}: {option}")
        setting: Setting = {**each.today, **chosen}
        if moved(each, setting) > each.changes:
            raise ValueError(f"{each.id}: at most {each.changes} levers")
        return setting, done

    # ---------------------------------------------------------------- what a setting is worth

    def _worth(self, each: Round, setting: Setting) -> float:
        today, then = self.outcome(each, each.today), self.outcome(each, setting)
        gained = sum(goal.weight * goal.gained(today[goal.kpi], then[goal.kpi]) for goal in each.goals)
        return gained / sum(goal.weight for goal in each.goals)

    def _best(self, each: Round) -> Setting:
        """The setting worth most; of equals the one with the fewest changes."""
        return max(self._allowed(each), key=lambda setting: round(self._worth(each, setting), 6))

    def _score(self, each: Round, setting: Setting) -> float:
        most = self._worth(each, self._best(each))
        return max(0.0, min(1.0, self._worth(each, setting) / most)) if most > 0 else 0.0

    def _told(self, each: Round, setting: Setting, done: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"now": self.outcome(each, setting), "today": self.outcome(each, each.today)}
        if done:
            best = self._best(each)
            told |= {"best": best, "most": self.outcome(each, best)}
        return told

    def _verdict(self, each: Round, setting: Setting) -> Verdict:
        score = round(self._score(each, setting), 4)
        return Verdict(
            id=each.id, fraction=score, why=each.why, notes=(*self._goals(each, setting), *self._levers(each, setting))
        )

    def _goals(self, each: Round, setting: Setting) -> Iterator[Note]:
        now, most = self.outcome(each, setting), self.outcome(each, self._best(each))
        for goal in each.goals:
            code = "reached" if goal.reached(now[goal.kpi]) else "missed"
            numbers = {"now": now[goal.kpi], "most": most[goal.kpi], "target": goal.target}
            yield Note(code=code, params={"kpi": goal.kpi, **numbers})

    def _levers(self, each: Round, setting: Setting) -> Iterator[Note]:
        """What the best setting moves, how much each move is worth in it, and where one's own differs."""
        best = self._best(each)
        most = self._worth(each, best) or 1.0
        for lever in LEVERS:
            words: dict[str, float | str | Text] = {"lever": lever, "best": self._choice(lever, best[lever]).text}
            if best[lever] != each.today[lever]:
                without_it = self._worth(each, best | {lever: each.today[lever]})
                yield Note(code="matters", params=words | {"n": round(100 * (most - without_it) / most)})
            if setting[lever] != best[lever]:
                yield Note(code="differs", params=words | {"yours": self._choice(lever, setting[lever]).text})


def key(setting: Setting) -> str:
    """A setting as a key of `outcomes`."""
    return "/".join(setting[lever] for lever in LEVERS)


def moved(each: Round, setting: Setting) -> int:
    """How many levers stand otherwise than today."""
    return sum(setting[lever] != each.today[lever] for lever in LEVERS)
