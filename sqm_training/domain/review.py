"""A review score from figures, assessments and certificate. Advisory: a person decides.

A missing figure is never zero: it drops out of the weights and is shown. Below a set coverage there is no score.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.kpi import Figure, Kpi, mean, points, shrunk
from sqm_training.domain.text import Frozen

Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Group = Literal["kpi", "assessment", "certificate"]
Standing = Literal["valid", "expiring", "expired", "suspended", "revoked", "none"]
EXACT = 1e-9  # what a sum of weights may be off by


class CertificatePoints(Frozen):
    """What the standing of a certificate is worth; nothing is worth more than a valid one."""

    valid: Points = 100.0
    expiring: Points = 100.0
    expired: Points = 0.0
    suspended: Points = 0.0
    revoked: Points = 0.0
    none: Points = 0.0

    @model_validator(mode="after")
    def _valid_is_best(self) -> Self:
        if max(self.expiring, self.expired, self.suspended, self.revoked, self.none) > self.valid:
            raise PydanticCustomError("review.certificate_points", "review.certificate_points")
        return self


class Policy(Frozen):
    """How a post is reviewed: the weight of each group, and of each KPI within its group."""

    post: str
    weights: dict[Group, Weight]
    kpis: dict[str, Weight]
    certificate_points: CertificatePoints = CertificatePoints()
    minimum_coverage: float = Field(0.6, ge=0, le=1)

    @model_validator(mode="after")
    def _weigh_something(self) -> Self:
        if sum(self.weights.values()) <= 0 or (self.weights.get("kpi") and sum(self.kpis.values()) <= 0):
            raise PydanticCustomError("review.weights", "review.weights")
        return self


class Part(Frozen):
    """One figure of a review, with all that went into it."""

    code: str
    group: Group
    score: float | None  # 0 to 100, None where there is no figure
    value: float | None = None
    raw: float | None = None  # before shrinking
    n: int | None = None
    small_sample: bool = False
    note: str | None = None
    source: str | None = None
    rule: str = ""  # how the score came about, a code for the catalogue
    weight: float = 0.0  # share of the whole score, after missing parts dropped out


class Score(Frozen):
    """A review. `value` is None where coverage is below the policy's minimum; `reason` then says so."""

    value: float | None
    coverage: float
    groups: dict[Group, float | None]
    weights: dict[Group, float]
    parts: tuple[Part, ...]
    reason: str | None = None


def kpi_part(kpi: Kpi, figures: Sequence[Figure], store_mean: float | None) -> Part:
    """One KPI over a period. A small sample is shrunk to the store's mean and says so."""
    found = mean(figures)
    if found is None:
        return Part(code=kpi.code, group="kpi", score=None, note="missing")
    raw, n = found
    small = kpi.level == "person" and 0 < n < kpi.small_sample
    value, rule = raw, "kpi.linear"
    if small and store_mean is not None:
        value, rule = shrunk(raw, n, store_mean, kpi.small_sample), "kpi.shrunk"
    return Part(
        code=kpi.code,
        group="kpi",
        score=points(kpi, value),
        value=value,
        raw=raw,
        n=n or None,
        small_sample=small,
        rule=rule,
        note="shrunk" if rule == "kpi.shrunk" else None,
    )


def assessment_part(percent: float | None, attempt: str | None) -> Part:
    """The best assessment that counts; its per cent is its score."""
    note = None if percent is not None else "missing"
    shown = {"score": percent, "value": percent, "source": attempt, "note": note}
    return Part(code="assessment", group="assessment", rule="assessment.best", **shown)


def certificate_part(state: Standing | None, number: str | None, worth: CertificatePoints) -> Part:
    """Certificate standing as a score; None where policy has no certificate for the post."""
    score: float | None = getattr(worth, state) if state else None
    shown = {"score": score, "source": number, "note": state or "no_rule"}
    return Part(code="certificate", group="certificate", rule="certificate.standing", **shown)


def score(policy: Policy, parts: Sequence[Part]) -> Score:
    """Weigh the parts. Weights of missing parts are shared out among those present."""
    planned = [(part, _weight(policy, part)) for part in parts]
    whole = sum(weight for _, weight in planned)
    present = sum(weight for part, weight in planned if part.score is not None)
    coverage = present / whole if whole else 0.0
    weighed = tuple(_weighed(part, weight, present) for part, weight in planned)
    enough = present > 0 and coverage >= policy.minimum_coverage - EXACT
    total = sum(part.weight * part.score for part in weighed if part.score is not None)
    return Score(
        value=round(total, 1) if enough else None,
        coverage=round(coverage, 3),
        groups={group: _mean(weighed, group) for group in policy.weights},
        weights={group: weight / sum(policy.weights.values()) for group, weight in policy.weights.items()},
        parts=weighed,
        reason=None if enough else "coverage",
    )


def _weight(policy: Policy, part: Part) -> float:
    group = policy.weights.get(part.group, 0.0)
    return group * policy.kpis[part.code] / sum(policy.kpis.values()) if part.group == "kpi" else group


def _weighed(part: Part, weight: float, present: float) -> Part:
    share: dict[str, Any] = {"weight": weight / present if part.score is not None and present else 0.0}
    return part.model_copy(update=share)


def _mean(parts: Sequence[Part], group: Group) -> float | None:
    scored = [part for part in parts if part.group == group and part.score is not None]
    total = sum(part.weight for part in scored)
    return round(sum(part.weight * (part.score or 0) for part in scored) / total, 1) if total else None
