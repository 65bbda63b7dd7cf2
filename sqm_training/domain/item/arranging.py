"""Putting in order, and finding each thing its partner."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sqm_training.domain.item.base import Base, Option, Picture, different, distinct, fault
from sqm_training.domain.item.choosing import Choice


class Order(Choice):
    kind: Literal["order"]
    options: tuple[Option, ...] = Field(min_length=3)  # two, never shown in the right order, hide nothing
    key: tuple[str, ...]

    @model_validator(mode="after")
    def _key_orders_all(self) -> Self:
        if sorted(self.key) != sorted(self.ids):
            raise fault("item.key_not_all")
        return self


class Match(Base):
    kind: Literal["match"]
    left: tuple[Option, ...] = Field(min_length=2)
    right: tuple[Option, ...] = Field(min_length=3)
    key: dict[str, str]

    @model_validator(mode="after")
    def _key_pairs_all(self) -> Self:
        distinct([option.id for option in (*self.left, *self.right)], "item.option_twice")
        if set(self.key) != {option.id for option in self.left}:
            raise fault("item.key_not_all")
        if not set(self.key.values()) <= {option.id for option in self.right}:
            raise fault("item.key_unknown", key=", ".join(self.key.values()))
        different(self.left)
        different(self.right)
        return self

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return super().pictures + tuple(one.picture for one in (*self.left, *self.right) if one.picture)
