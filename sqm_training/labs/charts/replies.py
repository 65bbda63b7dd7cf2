"""Satisfaction of teams beside one another: who differs by more than chance, and for whom there are too few replies."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import demo_data, limits
from sqm_training.labs.charts.stage import Named, Stage
from sqm_training.labs.exercise import Note, Share, Verdict, mean, unlike, without

LEAST = 30  # replies from which a team may be compared (house default)
PLACES = ("above", "below", "unclear")


class Team(Named):
    """So many replies a month on average of which such a share is satisfied; or `found`, the house's own, by month."""

    replies: Annotated[float, Field(gt=0)] | None = None
    satisfied: Share | None = None
    found: tuple[tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]], ...] = ()


class Replies(Stage):
    """Decision: {team: "above" | "below" | "unclear"}, each against the house. Worth the share told right.

    All months count: a team differs when it has at least 30 replies and its share lies outside the house's share
    ± 2 standard errors at its number of replies (`limits.limits`). With fewer it is unclear, whatever the share.
    """

    chart: Literal["replies"]
    teams: Annotated[tuple[Team, ...], Field(min_length=2, max_length=8)]
    months: Annotated[int, Field(ge=3, le=12)] = 6

    @model_validator(mode="after")
    def _teams_differ(self) -> Self:
        unlike([one.id for one in self.teams], "teams")
        own = all(len(one.found) == self.months for one in self.teams)
        self.has(own=own, generated=all(one.replies and one.satisfied is not None for one in self.teams))
        if not any(n for months in self._found().values() for n, _ in months):
            raise ValueError(f"{self.id}: nobody replied")
        if not self.period and len(set(self.best().values())) < 2:
            raise ValueError(f"{self.id}: all the same")
        return self

    def _found(self) -> dict[str, list[tuple[int, int]]]:
        if self.period:
            return {one.id: list(one.found) for one in self.teams}
        means = {one.id: (one.replies or 0.0, one.satisfied or 0.0) for one in self.teams}
        return demo_data.replies(self.seed, means, self.months)

    @property
    def windows(self) -> tuple[int, ...]:
        """How many of the last months may be looked at together."""
        return tuple(sorted({1, 3, self.months}))

    def figures(self) -> dict[str, Any]:
        """For each window the house's share, and of each team its replies, share and limits."""
        windows = {str(window): without(self._window(window), "place") for window in self.windows}
        return {"windows": windows, "least": LEAST}

    def _window(self, window: int) -> dict[str, Any]:
        counts = {
            team: (sum(n for n, _ in months[-window:]), sum(hits for _, hits in months[-window:]))
            for team, months in self._found().items()
        }
        whole = sum(n for n, _ in counts.values())
        house = sum(hits for _, hits in counts.values()) / whole if whole else 0.0
        return {"house": round(house, 4), "teams": {team: _team(n, hits, house) for team, (n, hits) in counts.items()}}

    def best(self) -> dict[str, str]:
        return {team: one["place"] for team, one in self._window(self.months)["teams"].items()}

    def worst(self) -> dict[str, str]:
        return {team: "above" if place != "above" else "below" for team, place in self.best().items()}

    def judge(self, answer: Any) -> Verdict:
        right = self.best()
        if not isinstance(answer, dict) or not set(answer) <= set(right):
            raise ValueError(f"{self.id}: {answer}")
        if not all(isinstance(one, str) and one in PLACES for one in answer.values()):
            raise ValueError(f"{self.id}: {answer}")
        notes = [self._note(team) for team in right]
        shares = [float(answer.get(team) == place) for team, place in right.items()]
        words = [",".join(f"{team}:{place}" for team, place in one.items()) for one in (answer, right)]
        return self.verdict(mean(shares), words[0], words[1], notes)

    def _note(self, team: str) -> Note:
        one = self._window(self.months)["teams"][team]
        code = "few" if one["n"] < LEAST else "within" if one["place"] == "unclear" else one["place"]
        name = next(each.text for each in self.teams if each.id == team)
        percents = {what: round(100 * one[what], 1) for what in ("share", "low", "high")}
        return Note(code=f"replies_{code}", params={"team": name, "n": one["n"], "least": LEAST, **percents})


def _team(n: int, hits: int, house: float) -> dict[str, Any]:
    low, high = limits.limits(house, n, limits.FUNNEL) if n else (0.0, 1.0)
    share = hits / n if n else 0.0
    place = "unclear" if n < LEAST or low <= share <= high else "above" if share > high else "below"
    return {"n": n, "share": round(share, 4), "low": round(low, 4), "high": round(high, 4), "place": place}
