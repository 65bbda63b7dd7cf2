"""Pointing at places of a picture."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sqm_training.domain.item.base import Base, Id, Picture, Share, distinct, fault
from sqm_training.domain.text import Frozen, Text

EDGE = 1e-4  # what rounding of a box may stick out of its picture


class Region(Frozen):
    """Part of a picture: left, top, width and height as shares of the whole."""

    id: Id
    box: tuple[Share, Share, Share, Share]
    text: Text
    why: Text | None = None

    def holds(self, x: float, y: float) -> bool:
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height

    @property
    def centre(self) -> tuple[float, float]:
        left, top, width, height = self.box
        return left + width / 2, top + height / 2


class Hotspot(Base):
    kind: Literal["hotspot"]
    picture: Picture
    regions: tuple[Region, ...] = Field(min_length=1)
    key: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _regions_in_picture(self) -> Self:
        distinct([region.id for region in self.regions], "item.region_twice")
        distinct(list(self.key), "item.key_twice")
        if not set(self.key) <= {region.id for region in self.regions}:
            raise fault("item.key_unknown", key=", ".join(self.key))
        for region in self.regions:
            left, top, width, height = region.box
            if left + width > 1 + EDGE or top + height > 1 + EDGE:
                raise fault("item.region_outside", region=region.id)
            if width * height == 0:
                raise fault("item.region_empty", region=region.id)
        return self

    @property
    def wanted(self) -> tuple[Region, ...]:
        """The regions to find."""
        return tuple(region for region in self.regions if region.id in self.key)
