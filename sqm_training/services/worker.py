"""The marking worker, which is also the clock: closes attempts whose time is up, marks, copies marks.

Its work list is a query over facts, so it may be killed at any moment and goes on where it was.
"""

import logging
import signal
import threading
from types import FrameType

from sqm_training.records.gradebook import Gradebook
from sqm_training.services import mark, sit
from sqm_training.services.installation import Installation
from sqm_training.services.mark import Book
from sqm_training.settings import Settings

ROUND_SECONDS = 2.0
log = logging.getLogger(__name__)


def turn(house: Installation, book: Book, copied: int) -> int:
    """One round of work; returns the number of the last trainer's mark copied to the gradebook."""
    for key in sit.expire(house):
        log.info("time up: %s", key)
    for key in mark.by_machine(house, book):
        log.info("marked: %s", key)
    return mark.copy_to_book(house, book, copied)


def run(house: Installation, stop: threading.Event) -> None:
    """Work until told to stop. A failed round is logged and tried again: its work is still on the list."""
    book, copied = Gradebook(house.settings.nbgrader), 0
    while not stop.wait(ROUND_SECONDS):
        try:
            copied = turn(house, book, copied)
        except Exception:
            log.exception("a round failed")


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
