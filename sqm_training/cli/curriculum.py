"""`sqm curriculum`: what is taught, practised and assessed, and where it has holes."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from sqm_training.cli.shell import group, house, language
from sqm_training.domain.curriculum import Coverage
from sqm_training.locale import text
from sqm_training.services import curriculum

commands = group("The curriculum: its coverage, and flaws of its questions.")
Course = Annotated[str, typer.Option(help="One course; without it, all.")]
Shipped = Annotated[bool, typer.Option("--shipped", help="Of what comes with the product; no installation is needed.")]
COLUMNS = ("competency", "title", "lessons", "exercises", "practice", "exam", "judgement", "roles", "holes")


@commands.command("table")
def table(
    course: Course = "",
    shipped: Shipped = False,
    holes: Annotated[bool, typer.Option("--holes", help="Only rows in which something is missing.")] = False,
    out: Annotated[Path | None, typer.Option("--csv", help="Write the table to this file too.")] = None,
) -> None:
    """A row for each competency: lessons, exercises, items, posts. Fails where there is a hole."""
    rows = curriculum.table(_content(shipped), course)
    for row in rows:
        if row.holes or not holes:
            typer.echo("\t".join(_shown(row)))
    open_rows = [row for row in rows if row.holes]
    typer.echo(text("curriculum.sum", language(), n=len(rows), holes=len(open_rows)))
    if out:
        _write(out, rows)
    if open_rows:
        raise typer.Exit(1)


@commands.command("flaws")
def flaws(course: Course = "", shipped: Shipped = False) -> None:
    """Flaws of the questions: what gives a key away, reads badly or cannot be tapped. Fails where there is one."""
    found = curriculum.item_flaws(_content(shipped), course)
    for flaw in found:
        typer.echo(f"✗ {flaw.item or '*'}  {text(f'flaw.{flaw.code}', language(), **flaw.params)}")
    typer.echo(text("curriculum.flaws", language(), n=len(found)))
    if found:
        raise typer.Exit(1)


def _content(shipped: bool) -> curriculum.Content:
    return curriculum.shipped() if shipped else curriculum.of(house())


def _shown(row: Coverage) -> Iterator[str]:
    said = language()
    yield "✗" if row.holes else "✓"
    yield from (row.competency.id, row.competency.title.of(said))
    yield ", ".join(row.lessons) or "–"
    yield ", ".join(row.exercises) or "–"
    yield text("curriculum.items", said, practice=row.practice, exam=row.exam, judgement=row.judgement)
    yield "; ".join(text(f"curriculum.hole.{hole}", said) for hole in row.holes)
    yield ", ".join(row.untaught)


def _write(out: Path, rows: list[Coverage]) -> None:
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)
        for row in rows:
            listed = (" ".join(one) for one in (row.lessons, row.exercises))
            roles, wanting = " ".join(row.competency.roles), " ".join(row.holes)
            counts = (row.practice, row.exam, row.judgement)
            sheet.writerow([row.competency.id, row.competency.title.of(language()), *listed, *counts, roles, wanting])
