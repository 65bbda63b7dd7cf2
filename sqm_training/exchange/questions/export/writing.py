"""What writing any format has in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqm_training.domain.item import Item, Multiple, Picture
from sqm_training.domain.text import Text
from sqm_training.errors import Fault
from sqm_training.locale import Language


@dataclass(frozen=True)
class Export:
    """A file, what could not be said in it, and how many of the items are in it."""

    data: bytes
    faults: tuple[Fault, ...]
    written: int


@dataclass
class Writing:
    """A file being written."""

    language: Language
    pictures: Mapping[str, bytes]
    faults: list[Fault] = field(default_factory=list)
    written: int = 0

    def text(self, text: Text | None) -> str:
        return text.of(self.language) if text else ""

    def warn(self, item: Item, code: str, column: str = "", **params: object) -> None:
        """The item is in the file, but not all of it."""
        fault = Fault(item.id, f"questions.export_{code}", None, column, {"name": item.id, **params}, warning=True)
        if fault not in self.faults:
            self.faults.append(fault)

    def leave_out(self, item: Item, code: str, **params: object) -> None:
        """The item cannot be in the file."""
        self.faults.append(Fault(item.id, f"questions.export_{code}", params={"name": item.id, **params}))

    def picture(self, item: Item, picture: Picture | None) -> bytes | None:
        """The bytes of a picture; one that was not handed over is missed aloud."""
        if picture is None:
            return None
        data = self.pictures.get(picture.file)
        if data is None:
            self.warn(item, "picture_missing", "picture", picture=picture.file)
        return data


def labels(item: Item) -> list[str]:
    """What a bank knows of an item besides, as tags that are read back."""
    found = [item.competency, f"difficulty:{item.difficulty}", f"use:{item.use}"]
    return found + ([f"lesson:{item.lesson}"] if item.lesson else [])


def shares(item: Multiple) -> dict[str, float]:
    """What ticking each option is worth where right ones add up and wrong ones take away."""
    right = 1 / len(item.key)
    wrong = 1.0 if item.scoring in ("wrong_is_zero", "all_or_nothing") else right
    return {option.id: right if option.id in item.key else -wrong for option in item.options}


EXACT: Sequence[str] = ("right_minus_wrong", "wrong_is_zero")  # scoring that weights can say
