"""`sqm`: what an administrator does from a shell, under the records account. One module for each noun."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sqm_training.cli import audit, courses, curriculum, gradebook, items, kpis, papers, people
from sqm_training.cli.shell import ADMINISTRATOR, language, show
from sqm_training.content import layout
from sqm_training.errors import Faults, Refused
from sqm_training.locale import text
from sqm_training.services import publish
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
for noun in (people, courses, curriculum, papers, items, kpis, gradebook, audit):
    app.add_typer(noun.commands, name=noun.__name__.rpartition(".")[2])


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="A new directory.")]) -> None:
    """Lay out an empty installation: its own courses, papers and policy, no people."""
    layout.lay_out(directory)
    _publish_all(Installation.open(Settings(directory.resolve())))
    typer.echo(text("cli.init_done", language(), directory=directory))


def _publish_all(where: Installation) -> None:
    for draft in sorted(where.settings.courses.glob("*/course.yaml")):
        publish.course(where, draft.parent.name, "", ADMINISTRATOR)
    publish.live_papers(where, ADMINISTRATOR)


@app.command()
def start() -> None:
    """Start every process of the installation in $SQM_STATE and stay until Ctrl-C."""
    from sqm_training.hub import supervise

    raise typer.Exit(supervise.start(Settings.from_env(), ""))


@app.command()
def demo() -> None:
    """Load the fictional dealer group on first use, start everything, print address and accounts."""
    from sqm_training.hub import demo as demonstration

    raise typer.Exit(demonstration.run(Settings.from_env()))


def main() -> None:
    """Run, and tell refusals in the language of the shell."""
    try:
        app()
    except Faults as wrong:
        show(wrong.faults)
        sys.exit(1)
    except Refused as refusal:
        typer.echo(text(f"errors.{refusal.code}", language(), **refusal.params), err=True)
        sys.exit(1)
