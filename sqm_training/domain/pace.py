"""How long a candidate spent on each question, as far as what was saved tells."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

LONGEST = 300.0  # seconds; whoever takes longer to change an answer was away
AT_ONCE = 1.0  # seconds; nobody changes two questions in less, a browser back on the network sends them so

Change = tuple[str, datetime]  # a slot and when its answer was saved


def seconds(began: datetime, changes: Sequence[Change]) -> dict[str, float | None]:
    """Seconds by slot: the gaps before each change of its answer, each at most LONGEST; None where unknown.

    A gap belongs to the question answered at its end: that is the one which was read. Time spent on questions
    left as they were goes to the next one changed. Changes of several questions saved AT_ONCE were kept back by
    a break in the network, so when they were made is not known.
    """
    spent: dict[str, float | None] = defaultdict(float)
    before = began
    for together in _batches(changes):
        last = together[-1][1]
        slots = {slot for slot, _ in together}
        gap = min((last - before).total_seconds(), LONGEST)
        for slot in slots:
            known = spent[slot]
            spent[slot] = known + gap if known is not None and len(slots) == 1 else None
        before = last
    return dict(spent)


def _batches(changes: Iterable[Change]) -> list[list[Change]]:
    """Changes in order of time, those saved AT_ONCE together."""
    ordered = sorted(changes, key=lambda change: change[1])
    found = [ordered[:1]] if ordered else []
    for before, change in pairwise(ordered):
        if (change[1] - before[1]).total_seconds() < AT_ONCE:
            found[-1].append(change)
        else:
            found.append([change])
    return found
