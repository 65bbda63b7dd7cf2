"""A post is what one does; its grades are the rungs of its ladder."""

from pydantic import Field

from sqm_training.domain.text import Frozen, Text


class Requirement(Frozen):
    """Levels (0 to 4) of competencies a grade asks for."""

    competencies: dict[str, int] = Field(default_factory=dict)


class Post(Frozen):
    """`roles` are the codes by which the curriculum map calls it."""

    id: str = Field(pattern=r"^[a-z_]+$")
    title: Text
    roles: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    requires: dict[str, Requirement] = Field(default_factory=dict)
