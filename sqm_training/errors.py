"""What can go wrong, as data: a code and its parameters; the words stand in the catalogue."""

from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """A request that may not be done now. `code` names the reason in the catalogue."""

    def __init__(self, code: str, status: int = 409, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.params = params


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one place of somebody's file. Rows count from 1, as Excel shows them."""

    file: str
    code: str
    row: int | None = None
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    warning: bool = False  # shown, but stands in nobody's way


class Faults(Exception):
    """Everything wrong with what was handed in, gathered so that it is mended in one go."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{f.file}:{f.row or ''}:{f.column} {f.code} {f.params}" for f in faults))
        self.faults = faults
