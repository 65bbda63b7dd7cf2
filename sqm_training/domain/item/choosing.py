"""Choosing among what is offered."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from sqm_training.domain.item.base import Base, Option, Picture, Truth, different, distinct, fault

# What ticking several options is worth:
#   right_minus_wrong  each wrong tick takes back a right one
#   all_or_nothing     everything right or nothing at all
#   wrong_is_zero      a wrong tick loses all; leaving some out keeps the share ticked (漏选得部分分，错选不得分)
#   each_option        every option ticked or left as it should be counts the same
Scoring = Literal["right_minus_wrong", "all_or_nothing", "wrong_is_zero", "each_option"]


class Choice(Base):
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        different(self.options)
        return self

    @property
    def ids(self) -> set[str]:
        return {option.id for option in self.options}

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return super().pictures + tuple(option.picture for option in self.options if option.picture)


class Single(Choice):
    kind: Literal["single"]
    key: str

    @model_validator(mode="after")
    def _key_is_an_option(self) -> Self:
        if self.key not in self.ids:
            raise fault("item.key_unknown", key=self.key)
        return self


class Multiple(Choice):
    kind: Literal["multiple"]
    key: tuple[str, ...] = Field(min_length=1)
    scoring: Scoring = "right_minus_wrong"

    @model_validator(mode="after")
    def _keys_are_options(self) -> Self:
        distinct(list(self.key), "item.key_twice")
        if not set(self.key) <= self.ids:
            raise fault("item.key_unknown", key=", ".join(sorted(set(self.key) - self.ids)))
        return self


class TrueFalse(Base):
    kind: Literal["true_false"]
    key: Truth

    computed: ClassVar[tuple[str, ...]] = ("key",)
