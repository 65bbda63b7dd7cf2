"""Items as files for other systems, and the template to fill in. What is unfinished stays here, and is said."""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from sqm_training.content import drafts
from sqm_training.domain.item import Item
from sqm_training.errors import Fault, Refused
from sqm_training.exchange.questions import export
from sqm_training.exchange.questions import template as questions_template
from sqm_training.locale import Language
from sqm_training.services import bank, browse
from sqm_training.services.installation import Installation

FORMATS = tuple(export.SUFFIXES)


def template(language: Language) -> bytes:
    """An empty table for questions, with an example of each kind."""
    return questions_template.template(language)


def items(house: Installation, person: str, names: Sequence[str], format: str, language: Language) -> dict[str, Any]:
    """The newest versions of these items as one file, and what could not be said in it."""
    if format not in FORMATS:
        raise Refused("request.invalid", 422, fields="format")
    hidden = browse.being_sat(house, person)
    entries = bank.entries(house)
    found: list[Item] = []
    left: list[Fault] = []
    for name in names:
        item = _whole(entries[name]) if name in entries and name not in hidden else None
        if item is None:
            code = "being_sat" if name in hidden else "unfinished"
            left.append(Fault(name, f"questions.export_{code}", params={"name": name}))
        else:
            found.append(item)
    made = export.export(found, format, language, _pictures(house, found))
    _log(house, person, format, made.written)
    return {
        "name": f"items-{house.today()}{export.SUFFIXES[format]}",
        "data": base64.b64encode(made.data).decode(),
        "written": made.written,
        "of": len(names),
        "faults": [asdict(fault) for fault in (*left, *made.faults)],
    }


def _log(house: Installation, person: str, format: str, written: int) -> None:
    """Keys leave the house: who took them is kept."""
    with house.store.write(person, house.now()) as ledger:
        ledger.log("item.export", format, items=written)


def _whole(entry: bank.Entry) -> Item | None:
    try:
        return drafts.item(entry.document, id=entry.id, version=entry.at.version, status=entry.status, author="-")
    except ValidationError:
        return None


def _pictures(house: Installation, found: Sequence[Item]) -> dict[str, bytes]:
    banks = house.settings.assessments / "banks"
    files = {picture.file for item in found for picture in item.pictures}
    return {file: (banks / file).read_bytes() for file in files if (banks / file).is_file()}
