"""Drafts of items: documents that may still lack words, a key or a whole language, and all that is wrong with them."""

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

from pydantic import ValidationError

from sqm_training.content import pictures
from sqm_training.domain.competency import Competency
from sqm_training.domain.item import ITEM, Item
from sqm_training.errors import Fault

LANGUAGES = ("zh", "en")
GIVEN = ("id", "version", "status", "author")  # not written but told by the facts around a draft
ROUNDS = 6  # each stands in for what the one before found missing
WORDS = {"prompt", "why", "text", "alt", "says", "passage", "task", "unit", "title"}
LISTS = {"options", "left", "right", "regions", "gaps", "rubric", "turns", "replies", "model"}
LISTS |= {"cells", "checks", "names"}
AS_IT_STANDS = {"given", "starter", "reference", "code", "files"}  # programs and data: every space of them counts
OF_THE_WHOLE = {  # a fault of several fields together is shown at the one that is mended
    "item.key": "key",
    "item.option": "options",
    "item.region": "regions",
    "item.rubric": "rubric",
    "item.gap": "gaps",
    "item.turn": "turns",
    "item.reply": "turns",
    "item.talk": "turns",
    "item.expression": "parameters",
    "item.parameter": "parameters",
    "item.placeholder": "parameters",
    "item.cell": "cells",
    "item.check": "checks",
    "item.name": "names",
    "item.sets": "sets",
    "item.picture": "exercise",
}
Place = tuple[str | int, ...]


def pruned(part: Any, whole: bool = False) -> Any:
    """The same without anything empty, so that what is not written is not there. Lists keep their members.

    `whole` text keeps the space around it.
    """
    if isinstance(part, Mapping):
        kept = {key: pruned(inner, whole or key in AS_IT_STANDS) for key, inner in part.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", {}, [])}
    if isinstance(part, list | tuple):
        return [inner for inner in (pruned(one, whole) for one in part) if inner not in (None, "")]
    if isinstance(part, str):
        plain = part.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
        return plain if whole and plain.strip() else plain.strip()
    return part


def written(item: Item) -> dict[str, Any]:
    """The draft an item of a file begins as."""
    found: dict[str, Any] = pruned(item.model_dump(mode="json", exclude=set(GIVEN), exclude_defaults=True))
    return {"kind": item.kind} | found


def texts(part: Any, place: Place = ()) -> Iterator[tuple[Place, Mapping[str, str]]]:
    """Every text of a draft, be it in one language only, with its place."""
    if isinstance(part, Mapping):
        if part and set(part) <= set(LANGUAGES):
            yield place, part
            return
        for key, inner in part.items():
            yield from texts(inner, (*place, key))
    elif isinstance(part, list | tuple):
        for number, inner in enumerate(part):
            yield from texts(inner, (*place, number))


def gap(document: Mapping[str, Any]) -> str:
    """The language some text of a draft lacks: "zh", "en", "both" or none."""
    lacking = {language for _, text in texts(document) for language in LANGUAGES if not text.get(language)}
    return "both" if len(lacking) > 1 else next(iter(lacking), "")


def item(document: Mapping[str, Any], **given: Any) -> Item:
    """The item a sound draft is; `given` are its id, version, status and author. Raises ValidationError."""
    return ITEM.validate_python({**document, **given})


# --- what is wrong ------------------------------------------------------------------------------------


def checked(document: Mapping[str, Any], name: Any) -> tuple[list[Fault], Item | None]:
    """Everything wrong with a draft, and the item it would be with something in place of what is missing.

    `name` is what the draft is called in the faults' words. The item is None if no stand-in helps.
    """
    working = {**copy.deepcopy(dict(document)), "id": "draft", "version": 1, "author": "-", "status": "draft"}
    found: dict[tuple[str, str], Fault] = {}
    for _ in range(ROUNDS):
        try:
            return list(found.values()), ITEM.validate_python(working)
        except ValidationError as wrong:
            errors = [(_place(error["loc"], working), error) for error in wrong.errors() if _meant(error, working)]
        for place, error in errors:
            fault = _fault(place, error, name)
            if not any(column == fault.column for column, _ in found):
                found[fault.column, fault.code] = fault
        mended = [_stood_in(working, place, error["type"]) for place, error in errors]
        if not any(mended):
            break
    return list(found.values()), None


def strays(
    document: Mapping[str, Any], name: Any, competencies: Mapping[str, Competency], banks: Path, courses: Path
) -> list[Fault]:
    """What a draft names that there is not: a competency, a lesson, pictures."""
    found: list[Fault] = []
    competency, lesson = document.get("competency"), document.get("lesson")
    if competency and competency not in competencies:
        params = {"name": name, "competency": competency}
        found.append(Fault("", "content.item.competency_unknown", column="competency", params=params))
    if lesson and not (courses / f"{lesson}.md").is_file():
        found.append(Fault("", "bank.fault.lesson", column="lesson", params={"lesson": lesson}))
    for place, file in files(document):
        wrong = pictures.faults(banks, file, "", None)
        column = ".".join(map(str, place))
        found += [Fault("", fault.code, column=column, params=fault.params) for fault in wrong]
    return found


def files(part: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every picture a draft names, with its place."""
    if isinstance(part, Mapping):
        if isinstance(part.get("file"), str):
            yield (*place, "file"), part["file"]
        for key, inner in part.items():
            if key == "picture" and isinstance(inner, str):  # a thing's of an exercise
                yield (*place, key), inner
            yield from files(inner, (*place, key))
    elif isinstance(part, list | tuple):
        for number, inner in enumerate(part):
            yield from files(inner, (*place, number))


def _meant(error: Any, document: Mapping[str, Any]) -> bool:
    """Of a value that may be of two kinds, what is wrong with the kind it was meant to be."""
    loc = error["loc"]
    for kind, other in (("Span", True), ("Pick", False)):
        if kind in loc and "parameters" in loc:
            one = document.get("parameters", {}).get(loc[loc.index("parameters") + 1])
            if isinstance(one, Mapping) and ("of" in one) is other:
                return False
    return True


def _place(loc: Place, document: Any) -> Place:
    """The way to a fault through the document itself: tags of unions are no part of it."""
    here, found = document, list[str | int]()
    for number, step in enumerate(loc):
        last = number == len(loc) - 1
        if isinstance(here, Mapping) and (step in here or (last and isinstance(step, str))):
            if step == here.get("kind") and step not in here:
                continue
            here = here.get(step)
        elif isinstance(here, list | tuple) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        found.append(step)
    return tuple(found)


def _fault(place: Place, error: Any, name: Any) -> Fault:
    kind, last = error["type"], place[-1] if place else ""
    column = ".".join(map(str, place))
    if kind in ("missing", "string_too_short", "union_tag_not_found") and last == "key":
        return Fault("", "bank.fault.no_key", column=column)
    if kind.startswith("item."):
        whole = next((field for begin, field in OF_THE_WHOLE.items() if kind.startswith(begin)), "")
        return Fault("", f"content.{kind}", column=column or whole, params={"name": name} | error.get("ctx", {}))
    return at_field(place, error)


def at_field(place: Place, error: Any) -> Fault:
    """What is wrong with one field of a form, whatever the form is about."""
    kind, ctx, last = error["type"], error.get("ctx", {}), place[-1] if place else ""
    column = ".".join(map(str, place))
    if kind in ("missing", "string_too_short") and last in LANGUAGES:
        return Fault("", f"bank.fault.no_{last}", column=column)
    if kind in ("missing", "string_too_short", "union_tag_not_found"):
        return Fault("", "bank.fault.missing", column=column or "kind")
    if kind == "too_short":
        return Fault("", "bank.fault.too_few", column=column, params={"least": ctx["min_length"]})
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        limit = next(iter(ctx.values()))
        return Fault("", f"bank.fault.{kind}", column=column, params={"limit": limit})
    if kind in ("too_long", "string_too_long"):
        return Fault("", "bank.fault.too_long", column=column, params={"most": ctx["max_length"]})
    if kind.startswith(("float", "int", "finite")):
        return Fault("", "bank.fault.number", column=column)
    if kind == "string_pattern_mismatch":
        return Fault("", "bank.fault.pattern", column=column)
    if kind == "extra_forbidden":
        return Fault("", "bank.fault.unknown", column=column)
    return Fault("", "bank.fault.invalid", column=column, params={"problem": error["msg"]})


# --- standing in for what is missing ------------------------------------------------------------------


def _stood_in(document: dict[str, Any], place: Place, kind: str) -> bool:
    """Put something where nothing is, so that the rest can be looked at; false where that cannot be done."""
    if not place or kind not in ("missing", "string_too_short", "too_short"):
        return False
    around: Any = document
    for step in place[:-1]:
        around = around[step]
    last = place[-1]
    if last in LANGUAGES:
        other = around.get("en" if last == "zh" else "zh")
        around[last] = other or _dots(place)
    elif kind == "too_short" or last in LISTS:
        around[last] = [*around.get(last, ()), *_parts(str(last), place, 4 - len(around.get(last, ())))]
    elif last in WORDS:
        places = "".join(f"[[{one['id']}]]" for one in around.get("gaps", ()) if last == "passage" and "id" in one)
        around[last] = {language: _dots(place) + places for language in LANGUAGES}
    elif (value := _plain(str(last), around)) is not None:
        around[last] = value
    else:
        return False
    return True


def _dots(place: Place) -> str:
    """Three dots, told apart from others by signs nobody sees."""
    return "…" + f"{crc32(repr(place).encode()):032b}".translate({48: "\u200b", 49: "\u200c"})


def _parts(name: str, place: Place, count: int) -> list[Any]:
    parts: list[Any] = []
    for number in range(max(count, 1)):
        words = {language: _dots((*place, number)) for language in LANGUAGES}
        part: dict[str, Any] = {"id": f"stand-in-{crc32(repr(place).encode())}-{number}", "text": words}
        match name:
            case "model":
                parts.append(words)
            case "accept" | "of":
                parts.append("…" * (number + 1))
            case "regions":
                parts.append(part | {"box": [0, 0, 1, 1]})
            case "rubric":
                parts.append(part | {"points": 1})
            case "options" | "left" | "right":
                parts.append(part)
            case "cells":
                parts.append({"id": part["id"], "reference": "pass"})
            case "checks":
                parts.append({"id": part["id"], "title": words, "points": 1, "code": "pass"})
            case "names":
                parts.append(f"x{number}")
    return parts


def _plain(name: str, around: Mapping[str, Any]) -> Any:
    """A value of a field that holds no words."""
    ids = [one["id"] for one in around.get("options", around.get("regions", ())) if "id" in one]
    match name:
        case "use":
            return "exam"
        case "competency":
            return "C0.0-00"
        case "difficulty" | "points":
            return 1
        case "reference" | "code":
            return "pass"
        case "sets":
            return [{"files": {"-": "-"}}] * 2
        case "box":
            return [0.4, 0.4, 0.2, 0.2]
        case "picture":
            return {"file": "img/none.svg", "alt": dict.fromkeys(LANGUAGES, "…")}
        case "key":
            return _key(around, ids)
        case _:
            return None


def _key(around: Mapping[str, Any], ids: list[str]) -> Any:
    match around.get("kind", around.get("ask")):
        case "single" | "choose":
            return ids[0] if ids else None
        case "multiple" | "hotspot":
            return ids[:1] or None
        case "order":
            return ids or None
        case "match":
            right = [one["id"] for one in around.get("right", ()) if "id" in one]
            pairs = zip([one["id"] for one in around.get("left", ()) if "id" in one], right * 9, strict=False)
            return dict(pairs) or None
        case "true_false":
            return True
        case _:
            return 0
