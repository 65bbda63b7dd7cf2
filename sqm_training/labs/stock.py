"""A parts store: classes, a stock-take, dead stock, goods-in and reorder points, and the quarter that comes of them."""

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Share, Text, Verdict, mean, unlike, without
from sqm_training.labs.store import WEEKS, YEAR, Article, Box, Costs, Policy, Quarter, Received, arrival, quarter

Class = Literal["A", "B", "C"]
WEIGHTS = {"abc": 1.0, "count": 1.0, "dead": 1.0, "boxes": 2.0, "policy": 3.0}
QUARTERS = 8  # that a reorder setting is judged on
VETO = 0.5  # the most one can get who let a counterfeit part into the store


class Way(Part):
    """A way to deal with dead stock; `gone` when it then leaves the store."""

    id: Id
    text: Text
    worth: Share
    gone: bool = True
    why: Text


class Dead(Part):
    """Stock that has not moved for so many months."""

    id: Id
    text: Text
    note: Text | None = None
    value: Annotated[float, Field(gt=0)]
    months: Annotated[int, Field(ge=1, le=120)]
    ways: Annotated[tuple[Way, ...], Field(min_length=2, max_length=4)]

    @property
    def best(self) -> Way:
        return max(self.ways, key=lambda way: way.worth)


class Decisions(Part):
    """An answer: a class for each article, which to count, a way for each dead stock, what to do with each box, a
    reorder point and quantity for each article. Nothing need be decided; what is not stays as it is today.
    """

    abc: dict[str, Class] = Field(default_factory=dict)
    count: tuple[str, ...] = ()
    dead: dict[str, str] = Field(default_factory=dict)
    boxes: dict[str, Received] = Field(default_factory=dict)
    policy: dict[str, Policy] = Field(default_factory=dict)
    done: bool = False


class Stock(Exercise):
    """Answer: see `Decisions`; until `done` it is only tried: figures are shown and nothing is scored.

    Classes: A are the articles, dearest first, down to the one with which 80 % of the yearly issues are reached, B
    down to 95 % (`cuts`, house default). The stock-take is worth what its differences are worth, in yuan, against the
    most that as many counts could find. A reorder setting is worth 1 when it costs least of all on offer and 0 when it
    costs twice as much or more; each is run over several quarters, so that luck does not decide. Of the whole the five
    count 1 : 1 : 1 : 2 : 3. Who takes a counterfeit in gets half at most.
    """

    kind: Literal["stock"]
    seed: int
    cuts: tuple[Share, Share] = (0.8, 0.95)
    costs: Costs = Costs()
    counts: Annotated[int, Field(ge=1, le=6)] = 2
    tries: Annotated[int, Field(ge=1, le=9)] = 3
    articles: Annotated[tuple[Article, ...], Field(min_length=3, max_length=8)]
    dead: Annotated[tuple[Dead, ...], Field(min_length=1, max_length=4)]
    boxes: Annotated[tuple[Box, ...], Field(min_length=1, max_length=6)]

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        articles = unlike([each.id for each in self.articles], "articles")
        unlike([each.id for each in self.dead], "dead")
        unlike([each.id for each in self.boxes], "boxes")
        if lost := [box.id for box in self.boxes if box.article not in articles]:
            raise ValueError(f"no such article: {', '.join(lost)}")
        if strange := [one.id for one in self.articles if one.today not in set(product(one.points, one.lots))]:
            raise ValueError(f"today's setting is not on offer: {', '.join(strange)}")
        for each in self.dead:
            unlike([way.id for way in each.ways], each.id)
            if each.best.worth < 1:
                raise ValueError(f"{each.id}: no way is right")
        return self

    def judge(self, answer: Any) -> Result:
        given = self._read(answer)
        shown: dict[str, Any] = {"now": self.figures(given), "today": self.figures(Decisions())}
        if not given.done:
            return Result(score=0.0, complete=False, parts=(), shown=shown)
        parts = [
            *self._classes(given),
            self._count(given),
            *self._dead(given),
            *self._boxes(given),
            *self._policies(given),
        ]
        score = sum(
            weight * mean([part.fraction for part in parts if part.id.split(":")[0] == name])
            for name, weight in WEIGHTS.items()
        ) / sum(WEIGHTS.values())
        fakes = [box for box in self.boxes if box.fake and given.boxes.get(box.id) not in (None, "hold")]
        best = self._read(self.best())
        return Result(
            score=round(min(score, VETO) if fakes else score, 4),
            complete=True,
            parts=tuple(parts),
            notes=(Note(code="veto", params={"what": fakes[0].text}),) if fakes else (),
            shown=shown | {"best": self.best(), "most": self.figures(best)},
        )

    def best(self) -> dict[str, Any]:
        right = Decisions(
            abc=self._class(),
            count=tuple(self._worth_counting()),
            dead={each.id: each.best.id for each in self.dead},
            boxes={box.id: box.right for box in self.boxes},
            done=True,
        )
        policy = {each.id: list(self._least(each)) for each in self.articles}
        return right.model_dump(mode="json") | {"policy": policy}

    def worst(self) -> dict[str, Any]:
        wrong = {box.id: "in" if box.fake else "hold" for box in self.boxes}
        return {"boxes": wrong, "done": True}

    def shown(self) -> dict[str, Any]:
        """Without what lies on the shelves and in the boxes, what will be asked for, and what is right."""
        truths = ("why", "worth", "fake", "holds", "shelf", "weekly", "rises", "factor", "seed")
        shown: dict[str, Any] = without(self.model_dump(mode="json"), *truths)
        return shown

    def _read(self, answer: Any) -> Decisions:
        given = Decisions.model_validate(answer)
        articles = {each.id: set(product(each.points, each.lots)) for each in self.articles}
        named = [*given.abc, *given.count, *given.policy]
        ways = {each.id: {way.id for way in each.ways} for each in self.dead}
        wrong = [name for name in named if name not in articles]
        wrong += [name for name, policy in given.policy.items() if policy not in articles.get(name, ())]
        wrong += [name for name, way in given.dead.items() if way not in ways.get(name, ())]
        wrong += [name for name in given.boxes if name not in {box.id for box in self.boxes}]
        if wrong or len(unlike(list(given.count), "count")) > self.counts:
            raise ValueError(f"no such decisions: {', '.join(wrong)}")
        return given

    # ---------------------------------------------------------------- the quarter

    def figures(self, given: Decisions) -> dict[str, Any]:
        """The quarter by the KPI formulas of the house.

        `fill`: lines filled at once ÷ lines asked for. `turn`: cost of a year's issues ÷ mean stock at cost, dead
        stock in it. `dead`: that ÷ stock at the end. `count`: articles whose books are right at the end ÷ all.
        `cost`: what shortages, holding and ordering cost. `fills` and `stocks` are by week.
        """
        quarters = [(each, self._quarter(each, given)) for each in self.articles]
        left = sum(each.value for each in self.dead if not self._gone(each, given))
        asked = [sum(one.asked[week] for _, one in quarters) for week in range(WEEKS)]
        short = [sum(one.short[week] for _, one in quarters) for week in range(WEEKS)]
        stocks = [left + sum(one.stock[week] * each.cost for each, one in quarters) for week in range(WEEKS)]
        issued = sum((sum(one.asked) - sum(one.short)) * each.cost for each, one in quarters)
        at_end = left + sum(one.shelf * each.cost for each, one in quarters)
        return {
            "fill": round(1 - sum(short) / max(1, sum(asked)), 4),
            "turn": round(issued * YEAR / WEEKS / mean(stocks), 2),
            "dead": round(left / max(1.0, at_end), 4),
            "count": round(mean([float(one.shelf == one.book) for _, one in quarters]), 4),
            "cost": round(sum(one.cost(each, self.costs) for each, one in quarters)),
            "fills": [round(1 - missing / max(1, lines), 4) for lines, missing in zip(asked, short, strict=True)],
            "stocks": [round(value) for value in stocks],
            "articles": {each.id: {"asked": sum(one.asked), "short": sum(one.short)} for each, one in quarters},
        }

    def _quarter(self, each: Article, given: Decisions, policy: Policy | None = None) -> Quarter:
        arrivals = tuple(arrival(box, given.boxes.get(box.id)) for box in self.boxes if box.article == each.id)
        chosen = policy or given.policy.get(each.id, each.today)
        return quarter(each, chosen, each.id in given.count, arrivals, self.seed)

    @staticmethod
    def _gone(each: Dead, given: Decisions) -> bool:
        return any(way.gone for way in each.ways if way.id == given.dead.get(each.id))

    # ---------------------------------------------------------------- what is right

    def _class(self) -> dict[str, Class]:
        """By the share of all issues that comes before an article, the dearest first."""
        whole, before = sum(each.issued for each in self.articles), 0.0
        found: dict[str, Class] = {}
        for each in sorted(self.articles, key=lambda one: -one.issued):
            found[each.id] = "A" if before < self.cuts[0] else "B" if before < self.cuts[1] else "C"
            before += each.issued / whole
        return found

    def _worth_counting(self) -> list[str]:
        """The articles where a count finds most, as many as may be counted; none where the books are right."""
        found = sorted(self.articles, key=lambda one: -one.adrift)
        return [each.id for each in found[: self.counts] if each.adrift]

    def _cost(self, each: Article, policy: Policy) -> float:
        """What a setting costs in a quarter on average, with true books and goods-in done right."""
        arrivals = tuple(arrival(box, box.right) for box in self.boxes if box.article == each.id)
        runs = (quarter(each, policy, True, arrivals, self.seed + luck) for luck in range(QUARTERS))
        return mean([one.cost(each, self.costs) for one in runs])

    def _least(self, each: Article) -> Policy:
        """The setting that costs least."""
        return min(product(each.points, each.lots), key=lambda policy: round(self._cost(each, policy), 6))

    # ---------------------------------------------------------------- how each was decided

    def _classes(self, given: Decisions) -> Iterator[Verdict]:
        whole = sum(each.issued for each in self.articles)
        for each in self.articles:
            right, chosen = self._class()[each.id], given.abc.get(each.id)
            told = Note(code="issued", params={"n": round(each.issued), "share": round(100 * each.issued / whole)})
            yield Verdict(
                id=f"abc:{each.id}", fraction=float(chosen == right), given=chosen, belongs=right, notes=(told,)
            )

    def _count(self, given: Decisions) -> Verdict:
        known = {each.id: each for each in self.articles}
        found = sum(known[name].adrift for name in given.count)
        most = sum(known[name].adrift for name in self._worth_counting())
        notes = [Note(code="counted", params={"n": round(found), "most": round(most)})]
        for each in sorted((one for one in self.articles if one.adrift), key=lambda one: -one.adrift):
            numbers = {"book": each.book, "shelf": each.shelf}
            code = "adrift_found" if each.id in given.count else "adrift"
            notes.append(Note(code=code, params={"what": each.text, **numbers}))
        return Verdict(id="count", fraction=round(found / most, 4) if most else 1.0, notes=tuple(notes))

    def _dead(self, given: Decisions) -> Iterator[Verdict]:
        for each in self.dead:
            way = next((one for one in each.ways if one.id == given.dead.get(each.id)), None)
            yield Verdict(
                id=f"dead:{each.id}",
                fraction=way.worth if way else 0.0,
                given=way.id if way else None,
                belongs=each.best.id,
                why=(way or each.best).why,
            )

    def _boxes(self, given: Decisions) -> Iterator[Verdict]:
        for box in self.boxes:
            chosen = given.boxes.get(box.id)
            fraction = float(chosen == box.right)
            yield Verdict(id=f"boxes:{box.id}", fraction=fraction, given=chosen, belongs=box.right, why=box.why)

    def _policies(self, given: Decisions) -> Iterator[Verdict]:
        for each in self.articles:
            chosen, least = given.policy.get(each.id, each.today), self._least(each)
            now, then = self._cost(each, chosen), self._cost(each, least)
            fraction = max(0.0, 2 - now / then) if then else float(now == then)
            notes = [Note(code="ran", params=self._told(self._quarter(each, given)) | {"cost": round(now)})]
            if chosen != least:
                best = {"point": least[0], "lot": least[1], "cost": round(then)}
                notes.append(Note(code="ran_best", params=self._told(self._quarter(each, given, least)) | best))
            yield Verdict(
                id=f"policy:{each.id}",
                fraction=round(fraction, 4),
                given=f"{chosen[0]}/{chosen[1]}",
                belongs=f"{least[0]}/{least[1]}",
                notes=tuple(notes),
            )

    @staticmethod
    def _told(one: Quarter) -> dict[str, float | str | Text]:
        stock = sum(one.stock) / WEEKS
        return {"asked": sum(one.asked), "short": sum(one.short), "stock": round(stock, 1), "orders": one.orders}
