"""`sqm courses`: publishing."""

import typer

from sqm_training.cli.shell import ADMINISTRATOR, group, house
from sqm_training.services import publish

commands = group("Courses: publish.")


@commands.command("publish")
def publish_course(course: str, note: str = "") -> None:
    """Make a course's draft the version learners see."""
    typer.echo(f"{course} {publish.course(house(), course, note, ADMINISTRATOR)}")
