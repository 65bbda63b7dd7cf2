"""Who may do what: role × verb × scope, and what a page allows at most. Posts give no rights."""

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.text import Frozen

Role = Literal["learner", "assessor", "trainer", "approver", "manager", "hr", "auditor", "administrator"]
Reach = Literal["own", "stores", "all"]  # oneself, the stores the role was given for, everybody


class Door(Frozen):
    """A page in the menu and the verb that opens it."""

    page: str
    verb: str


class Matrix(Frozen):
    """The whole of what is allowed; what does not stand here is not."""

    roles: dict[Role, dict[str, Reach]]
    pages: dict[str, tuple[str, ...]]
    menu: tuple[Door, ...]
    opens: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_exist(self) -> "Matrix":
        verbs = {verb for rights in self.roles.values() for verb in rights}
        doors = {door.page: door.verb for door in self.menu} | self.opens
        named = {verb for allowed in self.pages.values() for verb in allowed} | set(doors.values())
        if unknown := sorted(named - verbs):
            raise PydanticCustomError("access.verb_unknown", "access.verb_unknown", {"verb": ", ".join(unknown)})
        if unknown := sorted(set(doors) ^ set(self.pages)):
            raise PydanticCustomError("access.page_unknown", "access.page_unknown", {"page": ", ".join(unknown)})
        return self

    def opener(self, page: str) -> str | None:
        """The verb that opens a page; None for a page there is not."""
        return ({door.page: door.verb for door in self.menu} | self.opens).get(page)

    def reach(self, role: Role, verb: str, page: str | None = None) -> Reach | None:
        """How far a role takes a verb, on a page or anywhere; None where it may not."""
        allowed = page is None or verb in self.pages.get(page, ())
        return self.roles.get(role, {}).get(verb) if allowed else None
