"""Places on a picture, whatever the shape: a box around each, as shares of the picture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqm_training.exchange.questions import kinds
from sqm_training.exchange.questions.account import NotTaken, Question
from sqm_training.exchange.questions.kinds import Spot
from sqm_training.exchange.questions.pictures import Find, kept_picture, loaded, size_of
from sqm_training.exchange.questions.prose import Image
from sqm_training.exchange.questions.words import Words

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Shape:
    """A shape as Moodle or QTI writes it. `corners` where a rectangle is two corners, not a corner and a size."""

    shape: str
    coords: str
    words: Words
    right: bool = True
    corners: bool = False


def fill(
    question: Question,
    image: Image,
    find: Find,
    shapes: Sequence[Shape],
    size: tuple[float, float] | None = None,
) -> None:
    """A hotspot from a picture and shapes on it. `size` is how large it is shown, where that is told."""
    picture = kept_picture(question, image, find)
    data = loaded(image.source, find)
    size = size or (size_of(data) if data else None)
    if picture is None or size is None or not all(size):
        raise NotTaken("spots_picture")
    found = []
    for shape in shapes:
        left, top, right, bottom = _edges(shape)
        width, height = size
        box = (left / width, top / height, (right - left) / width, (bottom - top) / height)
        found.append(Spot(box, shape.words, shape.right))
        if shape.shape not in ("rectangle", "rect"):
            question.warn("shape_boxed", "regions", shape=shape.shape)
    kinds.hotspot(question, picture, found)


def _edges(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the box around a shape."""
    parts = [float(part) for part in NUMBER.findall(shape.coords)]
    if shape.shape in ("rectangle", "rect") and len(parts) == 4:
        left, top, third, fourth = parts
        return (left, top, third, fourth) if shape.corners else (left, top, left + third, top + fourth)
    if shape.shape in ("circle", "ellipse") and len(parts) in (3, 4):
        x, y, across = parts[:3]
        down = parts[3] if len(parts) == 4 else across
        return x - across, y - down, x + across, y + down
    if shape.shape in ("poly", "polygon") and len(parts) >= 6:
        return min(parts[::2]), min(parts[1::2]), max(parts[::2]), max(parts[1::2])
    raise NotTaken("shape_unknown", shape=f"{shape.shape} {shape.coords}"[:60])
