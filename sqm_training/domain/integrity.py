"""What might be looked into: attempts alike in their mistakes, and attempts or answers too fast to be believed.

A hint is addressed to a person who looks and asks; it is no finding and never a reason by itself. Each test is
held to FALSE_ALARMS over everything tested at once: where nobody did anything wrong, one paper in a hundred
names anybody. Small numbers give no hints, since they prove nothing.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from statistics import fmean
from typing import Literal

from sqm_training.domain.interval import student_below
from sqm_training.domain.statistics import MINIMUM, Key, Sitting
from sqm_training.domain.text import Frozen

FALSE_ALARMS = 0.01  # chance of naming anybody at all, over all pairs or all attempts of one kind of test
FULL = 1 - 1e-9  # a share of the points that is all of them
SAME_TIME = 1e-6  # a spread of logarithms below which everybody took the same time

Pair = tuple[str, str]  # of attempts
Kind = Literal["attempt", "answer"]
Mistakes = dict[Key, tuple[str, ...]]


class Alike(Frozen):
    """Two attempts with the same mistakes: of `common` items both got wrong, `same` were wrong in the same way."""

    attempts: Pair
    common: int
    same: int
    items: tuple[str, ...]
    p: float  # so many by chance, if these two alone were compared
    tested: int  # pairs compared


class Fast(Frozen):
    """An attempt, or one answer in it, far quicker than the others' `usual` time."""

    kind: Kind
    attempt: str
    item: str | None
    seconds: float
    usual: float
    n: int  # of others it is compared with
    p: float
    tested: int


# --- alike in their mistakes ----------------------------------------------------------------------------


def alike(sittings: Sequence[Sitting], pairs: Sequence[Pair] | None = None) -> list[Alike]:
    """Pairs of first attempts whose identical mistakes are more than the popularity of these explains.

    Likeliest first; of all pairs, or of those given.

    On each item both got wrong, the second gives the first one's wrong answer with the share of the others'
    wrong answers that were the same, taken as (c + 1)/(n + 2) so that a mistake seldom seen is not unheard of.
    The number of matches then is a sum of independent trials of unlike chances, and p the chance of as many or
    more. Of the two directions the larger p counts; Bonferroni's correction is for all pairs compared. Of 1,485
    made-up papers without copying (25 items, 30 or 60 candidates) none named anybody.
    The idea is that of the K-index (Holland, ETS RR-96-07) and of ω (Wollack, Appl. Psychol. Meas. 21 (1997)
    307); right answers are left out, because two who know are alike by right.

    People taught the same mistake by the same teacher are alike too. That is why this is a hint.
    """
    wrong = {one.id: _mistakes(one) for one in sittings if one.first}
    if len(wrong) < MINIMUM:
        return []
    popular: dict[Key, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for mistakes in wrong.values():
        for key, chosen in mistakes.items():
            popular[key][chosen] += 1
    compared = list(combinations(sorted(wrong), 2)) if pairs is None else pairs
    found = []
    for one, other in compared:
        both = wrong[one].keys() & wrong[other].keys()
        same = tuple(sorted(item for item, v in both if wrong[one][item, v] == wrong[other][item, v]))
        if len(same) < 2:
            continue  # one match proves nothing, whatever it is
        p = max(_chance(wrong[a], wrong[b], popular, len(same)) for a, b in ((one, other), (other, one)))
        if p * len(compared) <= FALSE_ALARMS:
            shown = {"common": len(both), "same": len(same), "items": same, "tested": len(compared)}
            found.append(Alike(attempts=(one, other), p=p, **shown))
    return sorted(found, key=lambda hint: hint.p)


def _mistakes(sitting: Sitting) -> Mistakes:
    """Answers that are wrong and can be told alike."""
    return {one.key: one.chosen for one in sitting.answers if one.answered and one.chosen and one.share < FULL}


def _chance(first: Mistakes, second: Mistakes, popular: dict[Key, Counter[tuple[str, ...]]], same: int) -> float:
    """The chance that the second matches the first so often, by what everybody else got wrong."""
    chances = []
    for key in first.keys() & second.keys():
        others = popular[key].total() - 2
        likewise = popular[key][first[key]] - 1 - (second[key] == first[key])
        chances.append((likewise + 1) / (others + 2))
    return at_least(same, chances)


def at_least(count: int, chances: Iterable[float]) -> float:
    """The chance that of independent trials, each with its own chance, `count` or more come off."""
    number = [1.0]  # the chance of each number of successes so far
    for chance in chances:
        more = [chance * before for before in number]
        fewer = [(1 - chance) * before for before in number]
        number = [a + b for a, b in zip([*fewer, 0.0], [0.0, *more], strict=True)]
    return math.fsum(number[count:])


# --- too fast -------------------------------------------------------------------------------------------


def too_fast(sittings: Sequence[Sitting]) -> list[Fast]:
    """First attempts whose whole time lies below what all others lead to expect, the least likely first.

    Student's prediction limit on the logarithm of the time, without the one looked at: times of attempts and
    answers are close to log-normal (van der Linden, J. Educ. Behav. Stat. 31 (2006) 181). Nothing is said with
    fewer than MINIMUM others; Bonferroni's correction is for all that are tested.
    """
    timed = [(one.id, one.seconds) for one in sittings if one.first and one.seconds]
    return _sorted(_outrun("attempt", None, timed, len(timed)))


def answers_too_fast(sittings: Sequence[Sitting]) -> list[Fast]:
    """The same for single answers with full marks: a wrong one given fast is a guess, and nobody's advantage."""
    taken: dict[Key, list[tuple[str, float]]] = defaultdict(list)
    for one in (sitting for sitting in sittings if sitting.first):
        for answer in one.answers:
            if answer.answered and answer.share >= FULL and answer.seconds:
                taken[answer.key].append((one.id, answer.seconds))
    enough = {key: timed for key, timed in taken.items() if len(timed) > MINIMUM}
    tested = sum(len(timed) for timed in enough.values())
    return _sorted([hint for (item, _), timed in enough.items() for hint in _outrun("answer", item, timed, tested)])


def _sorted(hints: list[Fast]) -> list[Fast]:
    return sorted(hints, key=lambda hint: hint.p)


def _outrun(kind: Kind, item: str | None, timed: Sequence[tuple[str, float]], tested: int) -> list[Fast]:
    n = len(timed) - 1
    if n < MINIMUM:
        return []
    logs = [math.log(seconds) for _, seconds in timed]
    middle = fmean(logs)
    total = sum(one - middle for one in logs)
    squares = sum((one - middle) ** 2 for one in logs)
    found = []
    for (attempt, seconds), mine in zip(timed, (one - middle for one in logs), strict=True):
        usual = (total - mine) / n  # of the others
        spread = math.sqrt(max(squares - mine**2 - n * usual**2, 0.0) / (n - 1))
        if mine >= usual or spread < SAME_TIME:
            continue
        p = student_below((mine - usual) / (spread * math.sqrt(1 + 1 / n)), n - 1)
        if p * tested <= FALSE_ALARMS:
            compared = {"usual": math.exp(usual + middle), "n": n, "p": p, "tested": tested}
            found.append(Fast(kind=kind, attempt=attempt, item=item, seconds=seconds, **compared))
    return found
