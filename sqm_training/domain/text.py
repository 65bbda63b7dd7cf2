"""Words in both languages, always together."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["zh", "en"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Frozen(BaseModel):
    """A value that never changes and takes no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """The same words in Chinese and in English."""

    zh: Words
    en: Words

    def of(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
