"""`sqm papers`: proving, publishing, statistics."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from sqm_training.cli.shell import ADMINISTRATOR, group, house, language
from sqm_training.locale import Language, text
from sqm_training.services import prove, publish, statistics

commands = group("Papers: check, publish, statistics.")


@commands.command("publish")
def publish_paper(paper: str) -> None:
    """Freeze a blueprint as a new version that new attempts draw from."""
    typer.echo(f"{paper} {publish.paper(house(), paper, ADMINISTRATOR)}")


@commands.command("statistics")
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


@commands.command("check")
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
