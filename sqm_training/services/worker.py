"""The marking worker, which is also the clock: closes attempts whose time is up, marks, copies marks, awards.

Its work list is a query over facts, so it may be killed at any moment and goes on where it was.
"""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import date
from types import FrameType

from sqm_training.records.gradebook import Gradebook
from sqm_training.services import certify, mark, sit
from sqm_training.services.installation import Installation
from sqm_training.services.mark import Book
from sqm_training.settings import Settings

ROUND_SECONDS = 2.0
log = logging.getLogger(__name__)


def turn(house: Installation, book: Book, copied: int, failed: set[int] | None = None) -> int:
    """One round of work; returns the number of the last trainer's mark tried for the gradebook.

    `failed`: marks that could not be copied in earlier rounds. What fails is logged and stays on the list.
    """
    _try("closing", lambda: _tell("time up", sit.expire(house)))
    _try("marking", lambda: _tell("marked", mark.by_machine(house, book)))
    return mark.copy_to_book(house, book, copied, set() if failed is None else failed)


def daily(house: Installation) -> None:
    """What no single fact brings about but a new day: certificates due by a new rule, post or renewal window."""
    _try("awards", lambda: _tell("awarded", certify.award_everybody(house)))


def _try(work: str, do: Callable[[], None]) -> None:
    """One kind of work that fails does not hold up the others."""
    try:
        do()
    except Exception:
        log.exception("%s failed", work)


def _tell(what: str, keys: list[str]) -> None:
    for key in keys:
        log.info("%s: %s", what, key)


def run(house: Installation, stop: threading.Event) -> None:
    """Work until told to stop."""
    book, copied, failed = Gradebook(house.settings.nbgrader), 0, set[int]()
    day: date | None = None
    while not stop.wait(ROUND_SECONDS):
        try:
            copied = turn(house, book, copied, failed)
        except Exception:
            log.exception("a round failed")
        if house.today() != day:
            day = house.today()
            daily(house)


def main() -> None:
    """Run as a process of its own until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    stop = threading.Event()

    def halt(_: int, __: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, halt)
    signal.signal(signal.SIGINT, halt)
    run(Installation.open(Settings.from_env()), stop)


if __name__ == "__main__":
    main()
