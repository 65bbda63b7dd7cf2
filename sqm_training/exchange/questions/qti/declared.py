"""What a QTI item declares of its responses and how it scores them; QTI 3 under the names of QTI 2."""

import re
from dataclasses import dataclass, field

from sqm_training.exchange.questions.kinds import figure
from sqm_training.exchange.questions.tree import Node
from sqm_training.exchange.questions.words import clean


@dataclass(frozen=True)
class Area:
    """A shape on a picture and what pointing at it is worth."""

    shape: str
    coords: str
    value: float


@dataclass(frozen=True)
class Declared:
    """One response: its kind, what is right and what other values are worth."""

    identifier: str
    cardinality: str
    base: str
    correct: tuple[str, ...] = ()
    mapping: dict[str, float] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()

    @property
    def worth(self) -> dict[str, float]:
        """What each value that is worth something is worth, as a share of all."""
        positive = {key: value for key, value in self.mapping.items() if value > 0}
        single = self.cardinality == "single"
        whole = max(positive.values(), default=0) if single else sum(positive.values())
        return {key: value / whole for key, value in self.mapping.items()} if whole else {}


def modern(node: Node) -> None:
    """Give the elements and attributes of QTI 3 their names of QTI 2."""
    for one in node.walk():
        if one.name.startswith("qti-"):
            one.name = _camel(one.name.removeprefix("qti-"))
            one.attributes = {_camel(key): value for key, value in one.attributes.items()}


def _camel(name: str) -> str:
    return re.sub(r"-([a-z0-9])", lambda found: found[1].upper(), name)


def declarations(item: Node) -> dict[str, Declared]:
    return {one.get("identifier"): _declared(one) for one in item.all("responseDeclaration")}


def _declared(node: Node) -> Declared:
    correct = node.first("correctResponse")
    mapping, areas = node.first("mapping"), node.first("areaMapping")
    return Declared(
        identifier=node.get("identifier"),
        cardinality=node.get("cardinality", "single"),
        base=node.get("baseType"),
        correct=tuple(clean("".join(value.strings())) for value in correct.all("value")) if correct else (),
        mapping=_mapping(mapping) if mapping else {},
        areas=tuple(_area(entry) for entry in areas.all("areaMapEntry")) if areas else (),
    )


def _mapping(node: Node) -> dict[str, float]:
    return {clean(entry.get("mapKey")): figure(entry.get("mappedValue")) or 0.0 for entry in node.all("mapEntry")}


def _area(entry: Node) -> Area:
    return Area(entry.get("shape"), entry.get("coords"), figure(entry.get("mappedValue")) or 0.0)


@dataclass(frozen=True)
class Tolerance:
    """How far off a number may be: as it is, or in percent of the right one."""

    mode: str
    figures: tuple[float, ...]


@dataclass(frozen=True)
class Processing:
    """How an item turns responses into points, as far as it is one of the ways everybody knows."""

    way: str  # match, map, own or "" where the item does not say
    tolerances: dict[str, Tolerance] = field(default_factory=dict)  # by response


def processing(item: Node) -> Processing:
    node = item.first("responseProcessing")
    if node is None:
        return Processing("")
    template = node.get("template").rsplit("/", 1)[-1].removesuffix(".xml")
    if template.startswith(("match_correct", "CC2_match")):
        return Processing("match")
    if template.startswith(("map_response", "CC2_map_response")):
        return Processing("map")
    every = list(node.walk())
    names = {one.name for one in every}
    way = "map" if names & {"mapResponse", "mapResponsePoint"} else "match" if "correct" in names else "own"
    tolerances = {
        variable.get("identifier"): _tolerance(one)
        for one in every
        if one.name == "equal" and one.get("tolerance")
        for variable in one.all("variable")
    }
    return Processing(way if len(names) > 1 else "", tolerances)


def _tolerance(equal: Node) -> Tolerance:
    figures = tuple(figure(part) or 0.0 for part in equal.get("tolerance").split())
    return Tolerance(equal.get("toleranceMode", "exact"), figures)
