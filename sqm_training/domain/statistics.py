"""What the items of a paper are worth: how hard, how telling, how long, how often drawn.

Every candidate draws other items, so candidates by items is a matrix with holes. An item is therefore set
against the rest of each candidate's own paper. A candidate counts once, with the first attempt. Figures come
with their intervals; below MINIMUM candidates nothing is judged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles
from typing import Literal

from sqm_training.domain.interval import Interval, of_correlation, of_mean_share, wilson
from sqm_training.domain.text import Frozen

MINIMUM = 30  # candidates; with fewer, counts are shown and nothing is judged
THIRDS_FROM = 60  # candidates; with fewer, a third of them says nothing about an option
FINE_FACILITY = (0.30, 0.90)
FINE_DISCRIMINATION = 0.20
DEAD_BELOW = 0.05  # the share of candidates below which nobody takes a wrong option seriously
WRONG_SHOWN = 5  # wrong answers without options, the most frequent ones
WRONG_FROM = 2  # candidates; what one alone has typed is nobody else's business

Reason = Literal["not_enough", "no_spread"]
Flag = Literal["too_easy", "too_hard", "negative_discrimination", "low_discrimination", "dead_distractor"]
Key = tuple[str, int]  # an item and its version


class Estimate(Frozen):
    """A figure with its 95 % interval and the number of candidates behind it; or why there is none."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None


def estimate(n: int, value: float, interval: Interval) -> Estimate:
    return Estimate(n=n, value=value, low=interval[0], high=interval[1])


# --- what is observed -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as one candidate left it."""

    slot: str
    item: str
    version: int
    points: float  # on offer; none for an item on trial, which is set against the whole of the paper
    share: float  # of full marks, 0 to 1
    chosen: tuple[str, ...] = ()  # options by id, or what was typed; empty where answers cannot be told alike
    answered: bool = True
    seconds: float | None = None  # None where it is not known

    @property
    def key(self) -> Key:
        return self.item, self.version

    @property
    def won(self) -> float:
        return self.share * self.points


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt, closed and marked to the end."""

    id: str
    answers: tuple[Answer, ...]
    first: bool = True  # the candidate's first at this paper
    seconds: float | None = None

    @property
    def points(self) -> float:
        return sum(answer.points for answer in self.answers)

    @property
    def won(self) -> float:
        return sum(answer.won for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Offer:
    """An item a paper may draw. Options only where one chooses among them."""

    item: str
    version: int
    options: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.item, self.version


# --- what comes of it -----------------------------------------------------------------------------------


class OptionShare(Frozen):
    """How many chose an option: of all, and of the third with the lowest and the highest rest score."""

    option: str
    right: bool
    n: int
    share: float
    low: float
    high: float
    lowest: float | None = None
    highest: float | None = None
    dead: bool = False


class Seconds(Frozen):
    """Half of the candidates took between `quick` and `slow`."""

    n: int
    quick: float
    middle: float
    slow: float


class Mistake(Frozen):
    """A wrong answer that several gave, where there are no options to choose."""

    answer: tuple[str, ...]
    n: int


class ItemStatistics(Frozen):
    """One version of an item in one paper. `drawn` counts every attempt, all else first attempts."""

    item: str
    version: int
    n: int
    drawn: int
    exposure: float | None  # share of all attempts that drew it
    full: int  # candidates with full marks
    blank: int  # candidates who left it open
    facility: Estimate
    discrimination: Estimate
    seconds: Seconds | None
    options: tuple[OptionShare, ...]
    wrong: tuple[Mistake, ...]
    flags: tuple[Flag, ...]

    @property
    def enough(self) -> bool:
        return self.n >= MINIMUM


def of_items(
    sittings: Iterable[Sitting], offers: Iterable[Offer], drawn: Mapping[Key, int], attempts: int
) -> list[ItemStatistics]:
    """Statistics of everything on offer. `drawn` says how many of all `attempts` drew an item, marked or not."""
    met: dict[Key, list[tuple[Answer, float]]] = defaultdict(list)
    for sitting in sittings:
        if sitting.first:
            for answer, rest in rests(sitting):
                met[answer.key].append((answer, rest))
    return [_of_item(offer, met[offer.key], drawn.get(offer.key, 0), attempts) for offer in offers]


def rests(sitting: Sitting) -> list[tuple[Answer, float]]:
    """Each answer with the rest score: the share won of the points on offer in the rest of that paper.

    The rest of a paper, not the whole of it: an item in its own yardstick would always seem to measure
    (Henrysson, Psychometrika 28 (1963) 211). The difficulty of what else was drawn adds noise to it, which
    draws discrimination towards nought, never away from it.
    """
    points, won = sitting.points, sitting.won
    return [
        (answer, (won - answer.won) / (points - answer.points)) for answer in sitting.answers if points > answer.points
    ]


def _of_item(offer: Offer, met: Sequence[tuple[Answer, float]], drawn: int, attempts: int) -> ItemStatistics:
    answers = [answer for answer, _ in met]
    shares = [answer.share for answer in answers]
    easy, telling = facility(shares), discrimination([(answer.share, rest) for answer, rest in met])
    options = _options(offer, met)
    return ItemStatistics(
        item=offer.item,
        version=offer.version,
        n=len(met),
        drawn=drawn,
        exposure=drawn / attempts if attempts else None,
        full=sum(share == 1 for share in shares),
        blank=sum(not answer.answered for answer in answers),
        facility=easy,
        discrimination=telling,
        seconds=_seconds([answer.seconds for answer in answers if answer.seconds is not None]),
        options=options,
        wrong=() if offer.options else _wrong(answers),
        flags=flags(easy, telling, any(option.dead for option in options)),
    )


def facility(shares: Sequence[float]) -> Estimate:
    """The mean share of an item's points that candidates win. Wilson's interval or Student's, see `interval`."""
    if not shares:
        return Estimate(n=0, reason="not_enough")
    return estimate(len(shares), fmean(shares), of_mean_share(shares))


def discrimination(pairs: Sequence[tuple[float, float]]) -> Estimate:
    """The correlation of an item's share with the rest score, with Fisher's interval."""
    n = len(pairs)
    if n < MINIMUM:
        return Estimate(n=n, reason="not_enough")
    r = correlation(pairs)
    return Estimate(n=n, reason="no_spread") if r is None else estimate(n, r, of_correlation(r, n))


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's product-moment correlation; None where one of the two never varies."""
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    if max(xs) == min(xs) or max(ys) == min(ys):
        return None
    mx, my = fmean(xs), fmean(ys)
    both = sum((x - mx) * (y - my) for x, y in pairs)
    spread = sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)
    return max(-1.0, min(1.0, float(both / spread**0.5))) if spread else None


def flags(easy: Estimate, telling: Estimate, dead: bool = False) -> tuple[Flag, ...]:
    """What is to be looked at. Only where the whole interval lies outside the fine range, never below MINIMUM.

    So, of forty sound items at the edge of the range, one is flagged by chance.
    """
    found: list[Flag] = []
    if easy.n < MINIMUM:
        return ()
    if easy.low is not None and easy.low > FINE_FACILITY[1]:
        found.append("too_easy")
    if easy.high is not None and easy.high < FINE_FACILITY[0]:
        found.append("too_hard")
    if telling.high is not None and telling.high < FINE_DISCRIMINATION:
        found.append("negative_discrimination" if telling.high < 0 else "low_discrimination")
    if dead:
        found.append("dead_distractor")
    return tuple(found)


def _options(offer: Offer, met: Sequence[tuple[Answer, float]]) -> tuple[OptionShare, ...]:
    if not met:
        return ()
    n, lowest, highest = len(met), *_thirds(met)
    counts = Counter(option for answer, _ in met for option in answer.chosen)
    found = []
    for option in offer.options:
        low, high = wilson(counts[option], n)
        right = option in offer.right
        one_of_many = len(offer.options) > 2  # of two, the wrong one is all the difficulty there is
        found.append(
            OptionShare(
                option=option,
                right=right,
                n=counts[option],
                share=counts[option] / n,
                low=low,
                high=high,
                lowest=_share(option, lowest),
                highest=_share(option, highest),
                dead=n >= MINIMUM and one_of_many and not right and high < DEAD_BELOW,
            )
        )
    return tuple(found)


def _thirds(met: Sequence[tuple[Answer, float]]) -> tuple[list[Answer], list[Answer]]:
    """The candidates with the lowest and the highest rest scores. Ties stay together; none where both would meet."""
    if len(met) < THIRDS_FROM:
        return [], []
    low, high = quantiles([rest for _, rest in met], n=3)
    if low >= high:
        return [], []
    return [one for one, rest in met if rest <= low], [one for one, rest in met if rest >= high]


def _share(option: str, answers: Sequence[Answer]) -> float | None:
    return sum(option in answer.chosen for answer in answers) / len(answers) if answers else None


def _wrong(answers: Iterable[Answer]) -> tuple[Mistake, ...]:
    given = Counter(one.chosen for one in answers if one.chosen and one.share < 1)
    return tuple(Mistake(answer=what, n=n) for what, n in given.most_common(WRONG_SHOWN) if n >= WRONG_FROM)


def _seconds(taken: Sequence[float]) -> Seconds | None:
    if len(taken) < 2:
        return None
    quick, _, slow = quantiles(taken, n=4, method="inclusive")
    return Seconds(n=len(taken), quick=quick, middle=median(taken), slow=slow)
