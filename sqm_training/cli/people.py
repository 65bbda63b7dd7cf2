"""`sqm people`: rosters and login codes."""

from pathlib import Path
from typing import Annotated

import typer

from sqm_training.cli.shell import ADMINISTRATOR, Apply, File, group, house, language, show
from sqm_training.locale import text
from sqm_training.records import people
from sqm_training.services import enrol
from sqm_training.services.admit import Scope

commands = group("People: rosters and login codes.")


@commands.command("import")
def import_people(file: File, apply: Apply = False) -> None:
    """Preview a roster (.xlsx or .csv), or import it with --apply."""
    where = house()
    if not apply:
        seen = enrol.preview(where, file.name, file.read_bytes())
    else:
        seen, _ = enrol.apply(where, file.name, file.read_bytes(), ADMINISTRATOR)
    show(seen.faults)
    counts = {
        "adds": len(seen.adds),
        "changes": len(seen.changes),
        "leaves": len(seen.leaves),
        "same": seen.same,
    }
    typer.echo(text("cli.roster_applied" if apply else "cli.roster_preview", language(), **counts))
    if seen.blocked:
        raise typer.Exit(1)


@commands.command("codes")
def codes(out: Annotated[Path, typer.Argument(help="A PDF to write.")]) -> None:
    """Issue codes to everybody who never logged in and write them as slips to print."""
    out.write_bytes(enrol.slips_pdf(house(), Scope(everything=True), ADMINISTRATOR))
    typer.echo(text("cli.slips_written", language(), file=out))


@commands.command("code")
def one_code(employee_no: str) -> None:
    """Issue a fresh one-time code to one person and show it once."""
    where = house()
    code, until = enrol.issue_code(where, enrol.resolve(where, employee_no)["person"], ADMINISTRATOR)
    typer.echo(f"{code}  {until.astimezone(where.zone):%Y-%m-%d %H:%M}")


@commands.command("list")
def list_people() -> None:
    """Everybody, a line each."""
    for row in people.everybody(house().store):
        typer.echo(f"{row['employee_no']}\t{row['name']}\t{row['store_name']}\t{','.join(row['posts'])}")
