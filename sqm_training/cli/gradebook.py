"""`sqm gradebook`: what stock nbgrader opens."""

from pathlib import Path

import typer

from sqm_training.cli.shell import group, house, language
from sqm_training.locale import text

commands = group("The nbgrader gradebook.")


@commands.command("export")
def export_gradebook(directory: Path) -> None:
    """Write a complete nbgrader course that stock nbgrader and formgrader open."""
    from sqm_training.records.gradebook import Gradebook, export

    export(Gradebook(house().settings.nbgrader), directory)
    typer.echo(text("cli.gradebook_written", language(), directory=directory))
