"""`sqm audit`: the chain of events."""

from typing import Annotated

import typer

from sqm_training.cli.shell import group, house, language
from sqm_training.locale import text
from sqm_training.records.audit import Anchor

commands = group("The audit trail.")


@commands.command("verify")
def verify(
    anchor: Annotated[str, typer.Option(help="An anchor printed earlier: number:digest.")] = "",
) -> None:
    """Check the chain of events; names each row that does not fit."""

    number, _, digest = anchor.partition(":")
    wrong = house().store.verify(Anchor(int(number), digest) if anchor else None)
    typer.echo(text("cli.audit_wrong" if wrong else "cli.audit_whole", language(), rows=wrong))
    if wrong:
        raise typer.Exit(1)


@commands.command("anchor")
def show_anchor() -> None:
    """Print the end of the chain, to be kept outside this machine."""
    end = house().store.anchor()
    typer.echo(f"{end.seq}:{end.digest}")
