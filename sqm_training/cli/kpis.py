"""`sqm kpis`: shop-floor figures."""

import typer

from sqm_training.cli.shell import ADMINISTRATOR, Apply, File, group, house, language, show
from sqm_training.errors import Fault
from sqm_training.locale import text
from sqm_training.services import gather

commands = group("Shop-floor figures.")


@commands.command("import")
def import_kpis(file: File, apply: Apply = False) -> None:
    """Check a file of monthly figures, or import it with --apply."""
    done = gather.figures(house(), file.name, file.read_bytes(), ADMINISTRATOR, apply)
    show([Fault(**fault) for fault in done["faults"]])
    typer.echo(text("cli.kpis_applied" if apply else "cli.kpis_preview", language(), rows=done["rows"]))
