"""The interactions of QTI as the kinds of our items."""

from collections.abc import Callable, Sequence
from typing import Any

from sqm_training.exchange.questions import kinds, spots
from sqm_training.exchange.questions.account import NotTaken
from sqm_training.exchange.questions.kinds import Found, Offer, letter
from sqm_training.exchange.questions.prose import Image
from sqm_training.exchange.questions.qti.declared import Declared
from sqm_training.exchange.questions.qti.item import BLANK, Item, inner, is_interaction
from sqm_training.exchange.questions.tree import Node
from sqm_training.exchange.questions.words import NOTHING, Words, clean, joined

NUMBERS = ("integer", "float")


def _choice(item: Item, node: Node, asked: Sequence[str]) -> None:
    item.ask(*asked)
    _chosen(item, node, node.all("simpleChoice"))


def _chosen(item: Item, node: Node, choices: Sequence[Node]) -> None:
    """A choice among elements, with what each is worth."""
    declared = item.declared(node)
    several = declared.cardinality in ("multiple", "ordered") and node.get("maxChoices") != "1"
    if declared.cardinality == "single" and [one.get("identifier") for one in choices] == ["true", "false"]:
        return kinds.true_false(item.question, declared.correct[:1] == ("true",))
    worth = _worth(item, declared, several)
    offers = []
    for one in choices:
        words, picture = item.said(inner(one), picture=True)
        key = one.get("identifier")
        offers.append(Offer(words, worth.get(key, 0.0), _own_remark(item, key, one), picture, key))
    kinds.choice(item.question, offers, several, _scoring(item, declared) if several else None)
    return None


def _worth(item: Item, declared: Declared, several: bool) -> dict[str, float]:
    by_mapping = declared.worth
    if by_mapping and (item.processing.way == "map" or not declared.correct):
        return by_mapping
    return {key: 1 / len(declared.correct) if several else 1.0 for key in declared.correct}


def _scoring(item: Item, declared: Declared) -> str | None:
    """All or nothing where the whole answer is compared; what a mapping says is told by its weights."""
    if declared.worth and (item.processing.way == "map" or not declared.correct):
        return None
    if item.processing.way != "match":
        item.question.warn("scoring_all_or_nothing", "scoring")
    return "all_or_nothing"


def _own_remark(item: Item, key: str, node: Node) -> Words:
    """What is said to those who chose this, taken from the remarks of the item."""
    nested = {one.get("identifier") for one in node.walk() if one.name in ("feedbackInline", "feedbackBlock")}
    own = [remark for remark in item.remarks if remark.identifier == key or remark.identifier in nested]
    item.remarks = [remark for remark in item.remarks if remark not in own]
    return joined([remark.words for remark in own])


def _order(item: Item, node: Node, asked: Sequence[str]) -> None:
    item.ask(*asked)
    offers, places = [], {}
    for place, one in enumerate(node.all("simpleChoice")):
        words, picture = item.said(inner(one), picture=True)
        offers.append(Offer(words, 1, picture=picture))
        places[one.get("identifier")] = letter(place)
    kinds.order(item.question, offers)
    key = [places[one] for one in item.declared(node).correct if one in places]
    item.question.document["key"] = key or None


def _pairs(declared: Declared) -> list[tuple[str, str]]:
    """The pairs that are right."""
    raw = declared.correct or [key for key, value in declared.mapping.items() if value > 0]
    return [(parts[0], parts[1]) for one in raw if len(parts := one.split()) == 2]


def _match(item: Item, node: Node, asked: Sequence[str]) -> None:
    item.ask(*asked)
    sets = [one.all("simpleAssociableChoice") for one in node.all("simpleMatchSet")]
    pairs = _pairs(item.declared(node))
    if len(sets) != 2 or not pairs:
        raise NotTaken("no_right" if len(sets) == 2 else "qti_sets")
    first, second = ([one.get("identifier") for one in part] for part in sets)
    lefts = [left for left, _ in pairs]
    if sorted(lefts) == sorted(first):
        _matched(item, sets[0], sets[1], dict(pairs))
    elif sorted(right for _, right in pairs) == sorted(second):
        _matched(item, sets[1], sets[0], {right: left for left, right in pairs})
    else:
        raise NotTaken("match_many")


def _matched(item: Item, lefts: Sequence[Node], rights: Sequence[Node], partners: dict[str, str]) -> None:
    words = {one.get("identifier"): item.said(inner(one))[0] for one in rights}
    pairs, used = [], set()
    for one in lefts:
        said, picture = item.said(inner(one), picture=True)
        partner = partners[one.get("identifier")]
        if not words.get(partner):
            raise NotTaken("pair_half", left=said.shown)
        used.add(partner)
        pairs.append((Offer(said, 1, picture=picture), words[partner]))
    kinds.match(item.question, pairs, [said for key, said in words.items() if key not in used])


def _associate(item: Item, node: Node, asked: Sequence[str]) -> None:
    """Pairs out of one heap: the first of each becomes the left side."""
    item.ask(*asked)
    choices = {one.get("identifier"): one for one in node.all("simpleAssociableChoice")}
    pairs = [(left, right) for left, right in _pairs(item.declared(node)) if left in choices and right in choices]
    ends = [end for pair in pairs for end in pair]
    if not pairs or len(set(ends)) != len(ends):
        raise NotTaken("match_many" if pairs else "no_right")
    spare = [one for key, one in choices.items() if key not in ends]
    _matched(item, [choices[left] for left, _ in pairs], [choices[right] for _, right in pairs] + spare, dict(pairs))
    item.question.warn("associate_sides")


def _extended(item: Item, node: Node, asked: Sequence[str]) -> None:
    item.ask(*asked)
    kinds.free_text(item.question, joined([Words(one) for one in item.declared(node).correct]))


def _slider(item: Item, node: Node, asked: Sequence[str]) -> None:
    item.ask(*asked)
    kinds.numeric(item.question, _numbers(item, item.declared(node)))
    item.question.warn("slider")


def _hotspot(item: Item, node: Node, asked: Sequence[str]) -> None:
    item.ask(*asked)
    declared = item.declared(node)
    right = set(declared.correct) or {key for key, value in declared.mapping.items() if value > 0}
    shapes = [
        spots.Shape(
            one.get("shape"), one.get("coords"), Words(one.get("hotspotLabel")), one.get("identifier") in right, True
        )
        for one in node.all("hotspotChoice")
    ]
    _pointed(item, node, shapes)


def _point(item: Item, node: Node, asked: Sequence[str]) -> None:
    item.ask(*asked)
    areas = item.declared(node).areas
    _pointed(
        item, node, [spots.Shape(area.shape, area.coords, NOTHING, True, True) for area in areas if area.value > 0]
    )


def _pointed(item: Item, node: Node, shapes: Sequence[spots.Shape]) -> None:
    shown = next((one for one in node.children if one.name in ("object", "img", "picture")), None)
    if shown is None or not shapes:
        raise NotTaken("spots_none")
    source = shown.get("data") or shown.get("src")
    size = kinds.figure(shown.get("width")), kinds.figure(shown.get("height"))
    image = Image(source, shown.get("alt") or clean("".join(shown.strings())))
    spots.fill(item.question, image, item.find, shapes, (size[0], size[1]) if size[0] and size[1] else None)


def _gap_match(item: Item, node: Node, asked: Sequence[str]) -> None:
    """Words to be put into the gaps of a text."""
    item.ask(*asked)
    if node.all("gapImg"):
        raise NotTaken("kind_unknown", kind="gapImg")
    words = {one.get("identifier"): item.said(inner(one))[0] for one in node.all("gapText")}
    right = {gap: word for word, gap in _pairs(item.declared(node))}
    names = [one.get("identifier") for one in node.walk() if one.name == "gap"]
    found = [
        kinds.pick(f"g{place}", [Offer(said, float(right.get(gap) == key)) for key, said in words.items()])
        for place, gap in enumerate(names, 1)
    ]
    places = {gap: f"[[g{place}]]" for place, gap in enumerate(names, 1)}

    def instead(one: Node) -> str | None:
        return places[one.get("identifier")] if one.name == "gap" else "" if one.name == "gapText" else None

    kinds.cloze(item.question, item.words(node, instead), found)


def _hottext(item: Item, node: Node, asked: Sequence[str]) -> None:
    """Words of a text to choose from: they stand in brackets in it and below as options."""

    def instead(one: Node) -> str | None:
        return f"[{inner(one)}]" if one.name == "hottext" else None

    item.ask(*asked, inner(node, instead))
    _chosen(item, node, [one for one in node.walk() if one.name == "hottext"])
    item.question.warn("hottext")


INTERACTIONS: dict[str, Callable[[Item, Node, Sequence[str]], None]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "extendedTextInteraction": _extended,
    "sliderInteraction": _slider,
    "hotspotInteraction": _hotspot,
    "selectPointInteraction": _point,
    "gapMatchInteraction": _gap_match,
    "hottextInteraction": _hottext,
}


def gaps(item: Item, body: Node, interactions: Sequence[Node], stimulus: Sequence[str]) -> None:
    """Text with places to type or choose: a single one to type is a short answer, all else a cloze."""
    if len(interactions) == 1 and interactions[0].name == "textEntryInteraction":
        _typed(item, body, interactions[0], stimulus)
        return
    places = {id(one): f"[[g{place}]]" for place, one in enumerate(interactions, 1)}
    passage = item.said(inner(body, lambda one: places.get(id(one)) if is_interaction(one) else None), picture=True)
    found = [_gap(item, f"g{place}", one) for place, one in enumerate(interactions, 1)]
    if any(stimulus):
        item.ask(*stimulus)
    if passage[1]:
        item.question.document["picture"] = passage[1]
    kinds.cloze(item.question, passage[0], found)


def _typed(item: Item, body: Node, node: Node, stimulus: Sequence[str]) -> None:
    text = inner(body, lambda one: f" {BLANK} " if is_interaction(one) else None)
    item.ask(*stimulus, text)
    item.question.document["prompt"] = item.question.document["prompt"].each(_without_last_blank)
    declared = item.declared(node)
    if declared.base in NUMBERS:
        kinds.numeric(item.question, _numbers(item, declared))
    else:
        kinds.short_text(item.question, _texts(declared))


def _without_last_blank(text: str) -> str:
    """A blank on a line of its own at the end says nothing."""
    lines = text.split("\n")
    return clean("\n".join(lines[:-1])) if len(lines) > 1 and lines[-1].strip() == BLANK else text


def _gap(item: Item, key: str, node: Node) -> dict[str, Any]:
    declared = item.declared(node)
    if node.name == "inlineChoiceInteraction":
        worth = _worth(item, declared, False)
        choices = node.all("inlineChoice")
        return kinds.pick(
            key, [Offer(item.said(inner(one))[0], worth.get(one.get("identifier"), 0.0)) for one in choices]
        )
    if declared.base in NUMBERS:
        part = Item(
            item.node, type(item.question)(item.question.file, item.question.row, item.question.name), item.find
        )
        kinds.numeric(part.question, _numbers(item, declared))
        item.question.notes += part.question.notes
        number = part.question.document
        return {"ask": "number", "id": key, "key": number["key"], "tolerance": number["tolerance"]}
    return {"ask": "words", "id": key, "accept": kinds.accepted(item.question, _texts(declared))}


def _texts(declared: Declared) -> list[tuple[str, float]]:
    """Words that are accepted and what each is worth."""
    best = max(declared.mapping.values(), default=0.0)
    worth = dict.fromkeys(declared.correct, 1.0)
    for text, value in declared.mapping.items():
        if value > 0:
            worth.setdefault(text, value / best)
    return [(text.replace("*", "\\*"), share) for text, share in worth.items()]


def _numbers(item: Item, declared: Declared) -> list[Found]:
    found = []
    for text, share in _texts(declared):
        value = kinds.figure(text)
        if value is None:
            raise NotTaken("number_unreadable", text=text[:60])
        found.append(Found(value, _tolerance(item, declared.identifier, value), share))
    return found


def _tolerance(item: Item, response: str, value: float) -> float:
    """How far off a number may be, as the item's processing compares it."""
    found = item.processing.tolerances.get(response)
    if found is None or found.mode == "exact" or not found.figures:
        return 0.0
    if len(set(found.figures)) > 1:
        item.question.warn("tolerance_uneven", "tolerance")
    off = max(found.figures)
    return round(abs(value) * off / 100, 10) if found.mode == "relative" else off
