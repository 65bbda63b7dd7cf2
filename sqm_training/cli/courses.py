"""`sqm courses`: publishing, and the house's own data in the data labs."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sqm_training.cli.shell import ADMINISTRATOR, Apply, group, house, language, show
from sqm_training.errors import Fault
from sqm_training.locale import text
from sqm_training.services import own_data, publish

commands = group("Courses: publish, and put your own data into the data labs.")

Export = Annotated[Path | None, typer.Option(exists=True, dir_okay=False)]


@commands.command("publish")
def publish_course(course: str, note: str = "") -> None:
    """Make a course's draft the version learners see."""
    typer.echo(f"{course} {publish.course(house(), course, note, ADMINISTRATOR)}")


@commands.command("data")
def own_figures(
    course: str = "data-analysis",
    lesson: str = "09-own-store",
    orders: Export = None,
    complaints: Export = None,
    replies: Export = None,
    issues: Export = None,
    stock: Export = None,
    apply: Apply = False,
) -> None:
    """Draw a data lab's charts from exports of your own systems (.xlsx or .csv); written with --apply.

    Only sums go into the lesson. Publish the course afterwards to show it to learners.
    """
    given = {"orders": orders, "complaints": complaints, "replies": replies, "issues": issues, "stock": stock}
    files = {kind: (path.name, path.read_bytes()) for kind, path in given.items() if path}
    done = own_data.put(house(), course, lesson, files, apply)
    show([Fault(**fault) for fault in done["faults"]])
    for chart in done["charts"]:
        typer.echo(_told(chart))
    rows = ", ".join(f"{kind} {count}" for kind, count in done["rows"].items()) or "–"
    typer.echo(text(f"cli.data_{'applied' if apply else 'preview'}", language(), rows=rows, course=course))


def _told(chart: dict[str, Any]) -> str:
    """What becomes of a chart, in a line."""
    said = {
        "own": lambda: text("cli.data_own", language(), period=chart["period"]),
        "left": lambda: text("cli.data_left", language(), needs=", ".join(f"--{one}" for one in chart["needs"])),
        "thin": lambda: text(f"cli.data_thin.{chart['code']}", language(), **chart["params"]),
    }[chart["state"]]()
    return f"{chart['title'][language()]}: {said}"
