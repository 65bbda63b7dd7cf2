"""Questions from other people's files become drafts of the bank: looked at first, then written all at once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqm_training.content import drafts, pictures
from sqm_training.errors import Fault, Faults
from sqm_training.exchange import questions
from sqm_training.exchange.questions import Draft, Import
from sqm_training.services import browse, items
from sqm_training.services.installation import Installation

MOST_SHOWN = 100  # drafts in a preview


@dataclass(frozen=True)
class Defaults:
    """What a file does not tell, said for all its questions."""

    competency: str = ""
    use: str = "exam"
    difficulty: int = 2


@dataclass(frozen=True)
class Received:
    """A file and what becomes of it."""

    found: Import
    documents: tuple[tuple[Draft, dict[str, Any]], ...]
    faults: tuple[Fault, ...]
    added: tuple[str, ...] = ()

    @property
    def shown(self) -> dict[str, Any]:
        """As pages show it."""
        return {
            "format": self.found.format,
            "seen": self.found.seen,
            "drafted": len(self.documents),
            "reported": len(self.found.reported),
            "gaps": sum(1 for _, document in self.documents if drafts.gap(document)),
            "faults": [asdict(fault) for fault in self.faults],
            "drafts": [_line(draft, document) for draft, document in self.documents[:MOST_SHOWN]],
            "added": list(self.added),
        }


def look(house: Installation, name: str, content: bytes, defaults: Defaults) -> Received:
    """Everything in a file: drafts, and what is reported. Nothing is written."""
    found = questions.read(name, content)
    documents = tuple((draft, _document(house, draft, defaults)) for draft in found.drafts)
    remarks = [*_oversized(name, found), *_known(house, name, documents)]
    faults = sorted((*found.faults, *remarks), key=lambda one: (one.row or 0, one.warning))
    return Received(found, documents, tuple(faults))


def take(house: Installation, name: str, content: bytes, defaults: Defaults, by: str) -> Received:
    """The same, and every draft is written, or none. Raises Faults if there is none to write."""
    seen = look(house, name, content, defaults)
    if not seen.documents:
        raise Faults(list(seen.faults))
    kept = [(_pictured(house, draft, document), _note(name, draft)) for draft, document in seen.documents]
    with house.store.write(by, house.now()) as ledger:
        added = items.add(house, ledger, kept)
        told = {"format": seen.found.format, "items": len(added), "first": added[0], "last": added[-1]}
        ledger.log("item.import", Path(name).name[:80], **told)
    return Received(seen.found, seen.documents, seen.faults, tuple(added))


def _document(house: Installation, draft: Draft, defaults: Defaults) -> dict[str, Any]:
    """The draft with what the file does not tell: its own competency if a tag or a category names one."""
    known = house.shelf.competencies
    named = next((word for word in (*draft.tags, *draft.category.replace("/", " ").split()) if word in known), "")
    told = {"use": defaults.use, "competency": named or defaults.competency, "difficulty": defaults.difficulty}
    found: dict[str, Any] = drafts.pruned({**told, **draft.document})
    return found


def _note(name: str, draft: Draft) -> str:
    parts = [Path(name).name, f"#{draft.row}" if draft.row else "", draft.title, draft.category]
    return " · ".join(part for part in parts if part)


def _pictured(house: Installation, draft: Draft, document: dict[str, Any]) -> dict[str, Any]:
    """The document with its pictures kept, under the names the bank gives them. One that is unsafe is left out."""
    banks = house.settings.assessments / "banks"
    names: dict[str, str] = {}
    for file, data in draft.pictures.items():
        try:
            names[file] = pictures.kept(banks, data)
        except Faults:
            continue
    renamed: dict[str, Any] = _renamed(document, names)
    return renamed


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    if isinstance(part, Mapping):
        if isinstance(part.get("file"), str):
            return {key: names.get(inner, inner) if key == "file" else inner for key, inner in part.items()}
        return {key: _renamed(inner, names) for key, inner in part.items()}
    return [_renamed(inner, names) for inner in part] if isinstance(part, list | tuple) else part


def _oversized(name: str, found: Import) -> list[Fault]:
    return [
        Fault(name, "bank.fault.picture_large", draft.row, params={"picture": file}, warning=True)
        for draft in found.drafts
        for file, data in draft.pictures.items()
        if len(data) > pictures.LARGEST
    ]


def _known(house: Installation, name: str, documents: tuple[tuple[Draft, dict[str, Any]], ...]) -> list[Fault]:
    """Remarks on questions that ask in the very words of an item there is, or of an earlier one of the file."""
    asked = browse.prompts(house)
    found = []
    for draft, document in documents:
        words = [browse.plain(text) for text in document.get("prompt", {}).values()]
        same = next((asked[one] for one in words if one in asked), None)
        if same is not None:
            found.append(Fault(name, "bank.fault.same", draft.row, params={"item": same}, warning=True))
        asked |= {one: f"#{draft.row}" if draft.row else draft.title for one in words if one not in asked}
    return found


def _line(draft: Draft, document: Mapping[str, Any]) -> dict[str, Any]:
    """A draft in a preview."""
    return {
        "row": draft.row,
        "title": draft.title,
        "kind": document.get("kind"),
        "prompt": document.get("prompt", {}),
        "competency": document.get("competency"),
        "gap": drafts.gap(document),
        "pictures": len(draft.pictures),
    }
