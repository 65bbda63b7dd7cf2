"""`sqm`: what an administrator does from a shell, under the records account."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from sqm_training.content import layout
from sqm_training.errors import Fault, Faults, Refused
from sqm_training.exchange import questions
from sqm_training.exchange.questions.export import SUFFIXES
from sqm_training.exchange.questions.export import export as written
from sqm_training.exchange.questions.template import template
from sqm_training.locale import Language, text
from sqm_training.records import people as roster
from sqm_training.services import bank, enrol, gather, prove, publish, receive, statistics
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
people = typer.Typer(no_args_is_help=True, help="People: rosters and login codes.")
courses = typer.Typer(no_args_is_help=True, help="Courses: list and publish.")
papers = typer.Typer(no_args_is_help=True, help="Papers: check and publish.")
kpis = typer.Typer(no_args_is_help=True, help="Shop-floor figures.")
gradebook = typer.Typer(no_args_is_help=True, help="The nbgrader gradebook.")
items = typer.Typer(no_args_is_help=True, help="Questions: check or import a file, template, export.")
audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
for name, part in {"people": people, "courses": courses, "papers": papers, "kpis": kpis}.items():
    app.add_typer(part, name=name)
app.add_typer(gradebook, name="gradebook")
app.add_typer(items, name="items")
app.add_typer(audit, name="audit")

ADMINISTRATOR = "administrator"
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to import.")]
Apply = Annotated[bool, typer.Option("--apply", help="Import it; without this, only show what would happen.")]


def language() -> Language:
    """The language of the shell: English unless the locale is Chinese."""
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"


def house() -> Installation:
    return Installation.open(Settings.from_env())


def _show(faults: list[Fault]) -> None:
    for fault in faults:
        where = ":".join(str(part) for part in (fault.file, fault.row, fault.column) if part)
        mark = "!" if fault.warning else "✗"
        typer.echo(f"{mark} {where}  {text(fault.code, language(), **fault.params)}", err=True)


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


@people.command("import")
def import_people(file: File, apply: Apply = False) -> None:
    """Preview a roster (.xlsx or .csv), or import it with --apply."""
    where = house()
    if not apply:
        seen = enrol.preview(where, file.name, file.read_bytes())
    else:
        seen, _ = enrol.apply(where, file.name, file.read_bytes(), ADMINISTRATOR)
    _show(seen.faults)
    counts = {
        "adds": len(seen.adds),
        "changes": len(seen.changes),
        "leaves": len(seen.leaves),
        "same": seen.same,
    }
    typer.echo(text("cli.roster_applied" if apply else "cli.roster_preview", language(), **counts))
    if seen.blocked:
        raise typer.Exit(1)


@people.command("codes")
def codes(out: Annotated[Path, typer.Argument(help="A PDF to write.")]) -> None:
    """Issue codes to everybody who never logged in and write them as slips to print."""
    out.write_bytes(enrol.slips_pdf(house(), Scope(everything=True), ADMINISTRATOR))
    typer.echo(text("cli.slips_written", language(), file=out))


@people.command("code")
def one_code(employee_no: str) -> None:
    """Issue a fresh one-time code to one person and show it once."""
    where = house()
    code, until = enrol.issue_code(where, enrol.resolve(where, employee_no)["person"], ADMINISTRATOR)
    typer.echo(f"{code}  {until.astimezone(where.zone):%Y-%m-%d %H:%M}")


@people.command("list")
def list_people() -> None:
    """Everybody, a line each."""
    for row in roster.everybody(house().store):
        typer.echo(f"{row['employee_no']}\t{row['name']}\t{row['store_name']}\t{','.join(row['posts'])}")


@kpis.command("import")
def import_kpis(file: File, apply: Apply = False) -> None:
    """Check a file of monthly figures, or import it with --apply."""
    done = gather.figures(house(), file.name, file.read_bytes(), ADMINISTRATOR, apply)
    _show([Fault(**fault) for fault in done["faults"]])
    typer.echo(text("cli.kpis_applied" if apply else "cli.kpis_preview", language(), rows=done["rows"]))


@courses.command("publish")
def publish_course(course: str, note: str = "") -> None:
    """Make a course's draft the version learners see."""
    typer.echo(f"{course} {publish.course(house(), course, note, ADMINISTRATOR)}")


@papers.command("publish")
def publish_paper(paper: str) -> None:
    """Freeze a blueprint as a new version that new attempts draw from."""
    typer.echo(f"{paper} {publish.paper(house(), paper, ADMINISTRATOR)}")


@papers.command("statistics")
def paper_statistics(
    paper: str,
    version: Annotated[int, typer.Option(help="One version of the paper; without it, all together.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program to read.")] = False,
) -> None:
    """How far a paper and its items can be relied on: the figures of the page Statistics."""
    found = statistics.paper(house(), paper, version or None)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in [*_paper_lines(found), "", *_item_lines(found)]:
        typer.echo(line)


def _paper_lines(found: dict[str, Any]) -> list[str]:
    shown, said = found["paper"], language()
    sure, decided = shown["reliability"], shown["decision"]
    error = "–" if sure["error_percent"] is None else f"{sure['error_percent']:.1f}"
    figures = {
        "n": str(sure["n"]),
        "mean": _figure(sure["mean"], 1),
        "passed": _figure(decided["passed"], 2),
        "alpha": _figure(sure["alpha"], 2),
        "error": error,
        "wrong": _figure(decided["wrong"], 3),
    }
    lines = [f"{shown['title'][said]}  {text('insight.version', said, n=shown['version'])}"]
    lines += [f"{text(f'insight.column.{key}', said)}\t{value}" for key, value in figures.items()]
    cut = shown["angoff"]
    if cut["cut"]["value"] is not None:
        words = {"cut": f"{cut['cut']['value']:.1f}", "round": cut["round"], "n": cut["finished"]}
        lines.append(text("insight.decision.judged", said, **words))
    return lines


def _item_lines(found: dict[str, Any]) -> list[str]:
    """A row each, tabs between: the items that were drawn, those to look at first."""
    said = language()
    heads = ("item", "n", "facility", "discrimination", "seconds", "drawn", "flags")
    rows = [one for one in found["items"] if one["drawn"]]
    rows.sort(key=lambda one: (-len(one["flags"]), -one["n"], one["item"]))
    return ["\t".join(text(f"insight.column.{key}", said) for key in heads), *(_item_line(one, said) for one in rows)]


def _item_line(one: dict[str, Any], said: Language) -> str:
    seconds = f"{one['seconds']['middle']:.0f}" if one["seconds"] else "–"
    flags = [text(f"insight.flag.{flag}", said) for flag in one["flags"]]
    few = one["discrimination"]["reason"] == "not_enough"
    note = text("insight.not_enough", said, n=one["n"]) if few else ", ".join(flags)
    telling = "–" if few else _figure(one["discrimination"], 2)
    facility = _figure(one["facility"], 2)
    return "\t".join(
        (f"{one['item']}/{one['version']}", str(one["n"]), facility, telling, seconds, f"{one['exposure']:.2f}", note)
    )


def _figure(one: dict[str, Any], digits: int) -> str:
    """A figure with its interval, or why there is none."""
    if one["value"] is None:
        return text(f"insight.{one['reason']}", language(), n=one["n"])
    if one["low"] is None:
        return f"{one['value']:.{digits}f}"
    return f"{one['value']:.{digits}f} [{one['low']:.{digits}f}, {one['high']:.{digits}f}]"


@papers.command("check")
def check_papers(
    paper: Annotated[list[str] | None, typer.Argument(help="Papers to look at slice by slice; all without.")] = None,
    draws: Annotated[int, typer.Option(min=2, help="How many papers to draw on trial.")] = prove.DRAWS,
    as_json: Annotated[bool, typer.Option("--json", help="Everything found, as JSON.")] = False,
) -> None:
    """Prove that papers can be drawn, or tell what is missing. Fails if a live one has a fault."""
    found = prove.papers(house(), paper or (), draws)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for one in found:
            typer.echo("\n".join([*_checked_lines(one, bool(paper)), ""]))
    if any(one["faults"] and one["status"] == "live" for one in found):
        raise typer.Exit(1)


def _say(key: str, **params: Any) -> str:
    return text(f"cli.papers.{key}", language(), **params)


def _checked_lines(one: dict[str, Any], fully: bool) -> Iterator[str]:
    """What was found out about one paper; slices that want nothing only where all is told."""
    missing = sum(part["missing"] for part in one["slices"])
    version = _say("version", n=one["published"]) if one["published"] else _say("unpublished")
    yield f"{one['paper']}  {one['title'][language()]}"
    yield "  " + " · ".join([_say(one["status"]), version, _say("size", **one)])
    yield "  " + (_say("missing", n=missing) if missing else _say("drawn", draws=one["rehearsal"]["draws"]))
    for part in one["slices"]:
        gaps = [_say(gap, n=part[gap]) for gap in ("without_zh", "without_en", "public_refused") if part[gap]]
        if fully or part["missing"] or gaps:
            told = _say("slice", **part | {"title": part["title"][language()]})
            yield "  " + " · ".join([f"{'✗' if part['missing'] else '✓'} {told}", *gaps])
    if one["rehearsal"]:
        yield from _rehearsal_lines(one, fully)


def _rehearsal_lines(one: dict[str, Any], fully: bool) -> Iterator[str]:
    """What drawing the paper on trial came to."""
    drawn = one["rehearsal"]
    yield "  " + _say("exposure", cap=one["cap"], mean=drawn["exposure"], most=drawn["exposure_most"])
    for fault in one["faults"]:
        yield "  ✗ " + _say("overexposed", **fault)
    yield "  " + _say("overlap", mean=drawn["overlap"], most=drawn["overlap_most"], again=drawn["again"])
    yield "  " + _say("difficulty", **drawn["difficulty"])
    for key, spread in drawn["points"].items() if fully else ():
        yield f"    {key} " + _say("points", **spread | {"title": spread["title"][language()]})
    yield "  " + _say("public", share=one["public"])
    if one["pilots"]["asked"]:
        yield "  " + _say("pilots", **one["pilots"])


@items.command("check")
def check_items(file: File) -> None:
    """Account for every question of a file (GIFT, Aiken, Moodle XML, QTI, Excel, csv); nothing is written."""
    found = questions.read(file.name, file.read_bytes())
    _show(list(found.faults))
    counts = {"seen": found.seen, "drafts": len(found.drafts), "reported": len(found.reported)}
    typer.echo(text("cli.items_checked", language(), format=found.format or "?", **counts))
    if any(not fault.warning for fault in found.faults):
        raise typer.Exit(1)


@items.command("import")
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
    _show(list(done.faults))
    counts = {"seen": done.found.seen, "drafts": len(done.documents), "reported": len(done.found.reported)}
    key = "cli.items_imported" if apply else "cli.items_checked"
    typer.echo(text(key, language(), format=done.found.format or "?", **counts))


@items.command("template")
def items_template(out: Annotated[Path, typer.Argument(help="A workbook (.xlsx) to write.")]) -> None:
    """Write the Excel template for questions, with its columns explained and an example of each kind."""
    out.write_bytes(template(language()))
    typer.echo(text("cli.template_written", language(), file=out))


@items.command("export")
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
    _show(list(made.faults))
    typer.echo(text("cli.items_exported", language(), written=made.written, all=len(every), file=out))


@gradebook.command("export")
def export_gradebook(directory: Path) -> None:
    """Write a complete nbgrader course that stock nbgrader and formgrader open."""
    from sqm_training.records.gradebook import Gradebook, export

    export(Gradebook(house().settings.nbgrader), directory)
    typer.echo(text("cli.gradebook_written", language(), directory=directory))


@audit.command("verify")
def verify(
    anchor: Annotated[str, typer.Option(help="An anchor printed earlier: number:digest.")] = "",
) -> None:
    """Check the chain of events; names each row that does not fit."""
    from sqm_training.records.audit import Anchor

    number, _, digest = anchor.partition(":")
    wrong = house().store.verify(Anchor(int(number), digest) if anchor else None)
    typer.echo(text("cli.audit_wrong" if wrong else "cli.audit_whole", language(), rows=wrong))
    if wrong:
        raise typer.Exit(1)


@audit.command("anchor")
def show_anchor() -> None:
    """Print the end of the chain, to be kept outside this machine."""
    end = house().store.anchor()
    typer.echo(f"{end.seq}:{end.digest}")


def main() -> None:
    """Run, and tell refusals in the language of the shell."""
    try:
        app()
    except Faults as wrong:
        _show(wrong.faults)
        sys.exit(1)
    except Refused as refusal:
        typer.echo(text(f"errors.{refusal.code}", language(), **refusal.params), err=True)
        sys.exit(1)
