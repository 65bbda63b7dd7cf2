"""How people are employed. Access roles are another matter (`access`)."""

from typing import Literal

Status = Literal["active", "probation", "leave", "left"]
WORKING: tuple[Status, ...] = ("active", "probation")  # who may sign in and be asked for anything
