"""How far a paper's scores can be relied on, and how often they decide wrongly near the cut.

The slots of a paper are the same for everybody, whatever is drawn into them. So candidates by slots is a matrix
without holes, and a slot's points are the parts that alpha is made of. How hard a draw was counts as error:
it is one, for the candidate.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import NormalDist, fmean, stdev, variance

from sqm_training.domain.interval import TAIL, Interval, Z, of_mean, snedecor, wilson
from sqm_training.domain.statistics import MINIMUM, Estimate, estimate
from sqm_training.domain.text import Frozen

NORMAL = NormalDist()
EXACT = 6  # decimals of a score: sums of binary fractions are off by less


class Reliability(Frozen):
    """A paper as a yardstick, from first attempts."""

    n: int
    slots: int
    points: float  # on offer
    mean: Estimate  # per cent
    spread: float | None  # standard deviation, in points
    alpha: Estimate
    error: float | None  # standard error of measurement, in points
    error_percent: float | None  # the same in per cent of the points on offer


class Decision(Frozen):
    """Passing and failing at a cut. `wrong` is the share expected to stand on the wrong side of it."""

    cut: float  # per cent
    passed: Estimate
    wrong: Estimate
    false_pass: float | None = None  # share of all
    false_fail: float | None = None
    band: tuple[float, float] | None = None  # per cent: within it a score tells no side for sure
    near: int = 0  # candidates within it
    wrong_near: float | None = None  # and the share of these expected to be wrong


def matrix(marks: Iterable[Mapping[str, float]], slots: Iterable[str]) -> list[list[float]]:
    """Points by slot, a row per candidate; every row has the same slots in the same order."""
    order = sorted(slots)
    return [[won.get(slot, 0.0) for slot in order] for won in marks]


def reliability(rows: Sequence[Sequence[float]], points: float) -> Reliability:
    """Alpha and the standard error √(1 − alpha) · SD, from points by slot; `points` is what the paper offers."""
    n, slots = len(rows), len(rows[0]) if rows else 0
    totals = [sum(row) for row in rows]
    found, spread = _alpha(rows), stdev(totals) if n >= MINIMUM else None
    error = None if found.value is None or spread is None else spread * math.sqrt(1 - max(found.value, 0.0))
    return Reliability(
        n=n,
        slots=slots,
        points=points,
        mean=_mean(totals, points),
        spread=spread,
        alpha=found,
        error=error,
        error_percent=None if error is None else 100 * error / points,
    )


def _mean(totals: Sequence[float], points: float) -> Estimate:
    scores = [100 * won / points for won in totals]
    if len(scores) < 2:
        return Estimate(n=len(scores), value=scores[0] if scores else None, reason="not_enough")
    low, high = of_mean(scores)
    return estimate(len(scores), fmean(scores), (max(0.0, low), min(100.0, high)))


def _alpha(rows: Sequence[Sequence[float]]) -> Estimate:
    n = len(rows)
    if n < MINIMUM:
        return Estimate(n=n, reason="not_enough")
    value = alpha(rows)
    return Estimate(n=n, reason="no_spread") if value is None else estimate(n, value, feldt(value, n, len(rows[0])))


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha, k/(k − 1) · (1 − Σ part variances / total variance); None where it has no meaning.

    Cronbach, Psychometrika 16 (1951) 297. With parts of one point, right or wrong, it is KR-20 (Kuder and
    Richardson, Psychometrika 2 (1937) 151).
    """
    k = len(rows[0])
    total = variance([sum(row) for row in rows])
    if k < 2 or total <= 0:
        return None
    parts: float = sum(variance(part) for part in zip(*rows, strict=True))
    return k / (k - 1) * (1 - parts / total)


def feldt(value: float, n: int, k: int) -> Interval:
    """Of alpha: (1 − true)/(1 − found) follows F with n − 1 and (n − 1)(k − 1) degrees of freedom.

    Feldt, Psychometrika 30 (1965) 357. It supposes parts that vary alike; else it is somewhat too narrow.
    """
    above, below = n - 1, (n - 1) * (k - 1)
    low, high = snedecor(1 - TAIL, above, below), snedecor(TAIL, above, below)
    return 1 - (1 - value) * high, 1 - (1 - value) * low


# --- decisions ------------------------------------------------------------------------------------------


def decision(rows: Sequence[Sequence[float]], points: float, cut: float) -> Decision:
    """How many reach a cut, and how many of these decisions to expect to be wrong.

    The cut alone: what else a paper asks for, item by item or part by part, is not reckoned with.
    """
    scores = [round(100 * sum(row) / points, EXACT) for row in rows]
    n, passing = len(scores), sum(score >= cut for score in scores)
    passed = estimate(n, passing / n, wilson(passing, n)) if n else Estimate(n=0, reason="not_enough")
    found = reliability(rows, points)
    if found.alpha.value is None or found.error_percent is None:
        return Decision(cut=cut, passed=passed, wrong=Estimate(n=n, reason=found.alpha.reason))
    band = (cut - Z * found.error_percent, cut + Z * found.error_percent)
    risks = wrong_sides(scores, cut, found.alpha.value)
    near = [risk for score, risk in zip(scores, risks, strict=True) if band[0] <= score <= band[1]]
    return Decision(
        cut=cut,
        passed=passed,
        wrong=_wrong(scores, cut, found.alpha),
        false_pass=sum(risk for score, risk in zip(scores, risks, strict=True) if score >= cut) / n,
        false_fail=sum(risk for score, risk in zip(scores, risks, strict=True) if score < cut) / n,
        band=(max(0.0, band[0]), min(100.0, band[1])),
        near=len(near),
        wrong_near=fmean(near) if near else None,
    )


def wrong_sides(scores: Sequence[float], cut: float, reliable: float) -> list[float]:
    """For each candidate, how probable it is that the true score lies on the other side of the cut.

    The true score of somebody with score x is taken as normal about Kelley's estimate ρx + (1 − ρ)·mean with
    standard deviation SD·√(ρ(1 − ρ)), where ρ is the reliability (Kelley, Fundamentals of Statistics, 1947,
    p. 409). The mean over all candidates is the share of wrong decisions to expect, as in Rudner, Practical
    Assessment, Research and Evaluation 7 (2001) no. 14, who leaves out the regression to the mean.
    """
    rho, mean = min(max(reliable, 0.0), 1.0), fmean(scores)
    deviation = stdev(scores) * math.sqrt(rho * (1 - rho))
    return [_other_side(score >= cut, rho * score + (1 - rho) * mean, deviation, cut) for score in scores]


def _other_side(passed: bool, expected: float, deviation: float, cut: float) -> float:
    if deviation == 0:
        return float((expected >= cut) != passed)
    fails = NORMAL.cdf((cut - expected) / deviation)
    return fails if passed else 1 - fails


def _wrong(scores: Sequence[float], cut: float, alpha: Estimate) -> Estimate:
    """The expected share, and the range of it that the interval of alpha leaves open."""
    known = [one for one in (alpha.value, alpha.low, alpha.high) if one is not None]
    at = [fmean(wrong_sides(scores, cut, one)) for one in known]
    return estimate(len(scores), at[0], (min(at), max(at)))
