"""Intervals at 95 % for figures from samples, each of a kind that is honest when there are few observations."""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist, fmean, stdev

CONFIDENCE = 0.95
TAIL = (1 + CONFIDENCE) / 2
Z = NormalDist().inv_cdf(TAIL)
HALVINGS = 60  # of an interval of length one: more than a float can tell apart

Interval = tuple[float, float]


def wilson(count: float, n: int) -> Interval:
    """Of a share: `count` out of `n`. Stays within 0 and 1 and has some width even there.

    The score interval of Wilson, J. Am. Stat. Assoc. 22 (1927) 209; its coverage for small n is shown in
    Brown, Cai, DasGupta, Stat. Sci. 16 (2001) 101.
    """
    share, z2 = count / n, Z * Z
    centre = share + z2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    whole = 1 + z2 / n
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def of_mean(values: Sequence[float]) -> Interval:
    """Of a mean, by Student's t. Needs two values."""
    half = student(TAIL, len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return fmean(values) - half, fmean(values) + half


def of_mean_share(values: Sequence[float]) -> Interval:
    """Of the mean of shares from 0 to 1: Student's t, cut off at the ends.

    Where all are 0 or 1, or all alike, Wilson's: nothing between 0 and 1 varies more than ones and noughts do.
    """
    if all(value in (0, 1) for value in values) or len(set(values)) == 1:
        return wilson(sum(values), len(values))
    low, high = of_mean(values)
    return max(0.0, low), min(1.0, high)


def of_correlation(r: float, n: int) -> Interval:
    """Of a product-moment correlation of `n` pairs, by Fisher's z: atanh r ± 1.96 / √(n − 3). Needs four pairs.

    Fisher, Metron 1 (1921) 3. Exact for two normal variables, approximate for a score of ones and noughts.
    """
    if abs(r) >= 1:
        return r, r
    half = Z / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


# --- distributions the standard library lacks -----------------------------------------------------------


def beta_below(x: float, a: float, b: float) -> float:
    """The share of a beta distribution below x, by its continued fraction (DLMF 8.17.22)."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - beta_below(1 - x, b, a)
    fraction = 1.0
    for m in range(60 + int(4 * math.sqrt(max(a, b))), 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1))
        fraction = 1 + odd / (1 + even / fraction)
    log_front = a * math.log(x) + b * math.log1p(-x) - math.log(a)
    log_front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(log_front) / fraction


def snedecor(share: float, above: float, below: float) -> float:
    """The F value with `share` of the distribution under it; degrees of freedom above and below the line."""
    x = _where(lambda at: beta_below(at, above / 2, below / 2), share)
    return below * x / (above * (1 - x))


def student(share: float, freedom: float) -> float:
    """The t value with `share` of the distribution under it."""
    if share < 0.5:
        return -student(1 - share, freedom)
    return math.sqrt(snedecor(2 * share - 1, 1, freedom)) if share > 0.5 else 0.0


def student_below(t: float, freedom: float) -> float:
    """The share of Student's distribution below t."""
    tail = beta_below(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
    return tail if t < 0 else 1 - tail


def _where(rises: Callable[[float], float], to: float) -> float:
    """Where between 0 and 1 a rising function comes to a value."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rises(middle) < to else (low, middle)
    return (low + high) / 2
