"""What a question is, apart from how one meets it. Construction is validation."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from sqm_training.domain.item.arranging import Match, Order
from sqm_training.domain.item.base import PROVEN, Base, Id, Option, Picture, Status
from sqm_training.domain.item.choosing import Choice, Multiple, Scoring, Single, TrueFalse
from sqm_training.domain.item.coding import Cell, Check, Code, DataSet
from sqm_training.domain.item.life import DECISIONS, Deed
from sqm_training.domain.item.pointing import Hotspot, Region
from sqm_training.domain.item.simulating import Task
from sqm_training.domain.item.talking import Dialogue, Reply, Turn
from sqm_training.domain.item.writing import (
    GAP,
    Cloze,
    Criterion,
    Figure,
    FreeText,
    Gap,
    Numeric,
    Pick,
    ShortText,
    Words,
)

Kind = Literal[
    "single",
    "multiple",
    "true_false",
    "order",
    "match",
    "numeric",
    "hotspot",
    "cloze",
    "short_text",
    "free_text",
    "dialogue",
    "task",
    "code",
]
BY_HAND: tuple[Kind, ...] = ("free_text", "code")  # what no rule in a notebook marks: a person does, or the sandbox
Item = Annotated[
    Single
    | Multiple
    | TrueFalse
    | Order
    | Match
    | Numeric
    | Hotspot
    | Cloze
    | ShortText
    | FreeText
    | Dialogue
    | Task
    | Code,
    Field(discriminator="kind"),
]
ITEM: TypeAdapter[Item] = TypeAdapter(Item)

__all__ = [
    "BY_HAND",
    "DECISIONS",
    "GAP",
    "ITEM",
    "PROVEN",
    "Base",
    "Cell",
    "Check",
    "Choice",
    "Cloze",
    "Code",
    "Criterion",
    "DataSet",
    "Deed",
    "Dialogue",
    "Figure",
    "FreeText",
    "Gap",
    "Hotspot",
    "Id",
    "Item",
    "Kind",
    "Match",
    "Multiple",
    "Numeric",
    "Option",
    "Order",
    "Pick",
    "Picture",
    "Region",
    "Reply",
    "Scoring",
    "ShortText",
    "Single",
    "Status",
    "Task",
    "TrueFalse",
    "Turn",
    "Words",
]
