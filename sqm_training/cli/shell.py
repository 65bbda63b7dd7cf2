"""What every command shares: whom it acts for, in which language, on which installation, and how faults are told."""

import os
from pathlib import Path
from typing import Annotated

import typer

from sqm_training.errors import Fault, Refused
from sqm_training.locale import Language, text
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

ADMINISTRATOR = "administrator"
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to import.")]
Apply = Annotated[bool, typer.Option("--apply", help="Import it; without this, only show what would happen.")]


def group(told: str) -> typer.Typer:
    """A noun with its commands."""
    return typer.Typer(no_args_is_help=True, help=told)


def language() -> Language:
    """The language of the shell: English unless the locale is Chinese."""
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"


def house() -> Installation:
    """The installation in $SQM_STATE. Refused where there is none."""
    settings = Settings.from_env()
    if not settings.courses.is_dir():
        raise Refused("init.nothing_there", directory=str(settings.state))
    return Installation.open(settings)


def show(faults: list[Fault]) -> None:
    for fault in faults:
        where = ":".join(str(part) for part in (fault.file, fault.row, fault.column) if part)
        mark = "!" if fault.warning else "✗"
        typer.echo(f"{mark} {where}  {text(fault.code, language(), **fault.params)}", err=True)
