"""Our items in other people's formats. What a format cannot say is said of each item."""

from collections.abc import Mapping, Sequence

from sqm_training.domain.item import Item
from sqm_training.exchange.questions.export import gift, moodle, qti, table
from sqm_training.exchange.questions.export.writing import Export, Writing
from sqm_training.locale import Language

WRITERS = {"gift": gift.write, "moodle_xml": moodle.write, "qti": qti.write, "table": table.write}
SUFFIXES = {"gift": ".gift", "moodle_xml": ".xml", "qti": ".zip", "table": ".xlsx"}

__all__ = ["SUFFIXES", "WRITERS", "Export", "export"]


def export(
    items: Sequence[Item], format: str, language: Language, pictures: Mapping[str, bytes] | None = None
) -> Export:
    """The items as one file. `format` is one of WRITERS; `pictures` are the bytes of those the items name.

    Moodle XML and the table carry both languages; GIFT and QTI carry the one that is asked for.
    """
    writing = Writing(language, pictures or {})
    data = WRITERS[format](items, writing)
    return Export(data, tuple(writing.faults), writing.written)
