"""`sqm items`: files of questions in and out."""

from pathlib import Path
from typing import Annotated

import typer

from sqm_training.cli.shell import ADMINISTRATOR, Apply, File, group, house, language, show
from sqm_training.exchange import questions
from sqm_training.exchange.questions.export import SUFFIXES
from sqm_training.exchange.questions.export import export as written
from sqm_training.exchange.questions.template import template
from sqm_training.locale import text
from sqm_training.services import bank, receive

commands = group("Questions: check or import a file, template, export.")


@commands.command("check")
def check_items(file: File) -> None:
    """Account for every question of a file (GIFT, Aiken, Moodle XML, QTI, Excel, csv); nothing is written."""
    found = questions.read(file.name, file.read_bytes())
    show(list(found.faults))
    counts = {"seen": found.seen, "drafts": len(found.drafts), "reported": len(found.reported)}
    typer.echo(text("cli.items_checked", language(), format=found.format or "?", **counts))
    if any(not fault.warning for fault in found.faults):
        raise typer.Exit(1)


@commands.command("import")
def import_items(
    file: File,
    apply: Apply = False,
    competency: Annotated[str, typer.Option(help="Where the file names none, e.g. C3.3-06.")] = "",
    use: Annotated[str, typer.Option(help="exam or practice, where the file does not say.")] = "exam",
    difficulty: Annotated[int, typer.Option(min=1, max=3, help="Where the file does not say.")] = 2,
) -> None:
    """Show what a file of questions would bring into the bank, or take it in as drafts with --apply."""
    where, defaults = house(), receive.Defaults(competency, use, difficulty)
    content = file.read_bytes()
    if apply:
        done = receive.take(where, file.name, content, defaults, ADMINISTRATOR)
    else:
        done = receive.look(where, file.name, content, defaults)
    show(list(done.faults))
    counts = {"seen": done.found.seen, "drafts": len(done.documents), "reported": len(done.found.reported)}
    key = "cli.items_imported" if apply else "cli.items_checked"
    typer.echo(text(key, language(), format=done.found.format or "?", **counts))


@commands.command("template")
def items_template(out: Annotated[Path, typer.Argument(help="A workbook (.xlsx) to write.")]) -> None:
    """Write the Excel template for questions, with its columns explained and an example of each kind."""
    out.write_bytes(template(language()))
    typer.echo(text("cli.template_written", language(), file=out))


@commands.command("export")
def export_items(
    format: Annotated[str, typer.Argument(help="gift, moodle_xml, qti or table.")],
    out: Annotated[Path, typer.Argument(help="The file to write.")],
) -> None:
    """Write every item as GIFT, Moodle XML, a QTI 2.1 package or an Excel table; says what could not be said in it."""
    if format not in SUFFIXES:
        raise typer.BadParameter(", ".join(SUFFIXES))
    where = house()
    every, banks = list(bank.standing(where).values()), where.settings.assessments / "banks"
    pictures = {one.file: (banks / one.file).read_bytes() for item in every for one in item.pictures}
    made = written(every, format, language(), pictures)
    out.write_bytes(made.data)
    show(list(made.faults))
    typer.echo(text("cli.items_exported", language(), written=made.written, all=len(every), file=out))
