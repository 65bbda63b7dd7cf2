"""Who works where, read from the roster facts: the newest line of each person counts."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select

from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import access_right, employment, preference


def everybody(reader: Reader) -> list[Row]:
    """The standing roster line of each person, leavers included, by store and name."""
    newest = select(func.max(employment.c.id)).group_by(employment.c.person)
    query = select(employment).where(employment.c.id.in_(newest))
    return reader.rows(query.order_by(employment.c.store, employment.c.pinyin, employment.c.employee_no))


def one(reader: Reader, person: str) -> Row | None:
    """The standing roster line of one person."""
    return reader.row(select(employment).where(employment.c.person == person).order_by(employment.c.id.desc()))


def by_number(reader: Reader, employee_no: str) -> Row | None:
    """The person who carries this employee number now."""
    ever = select(employment.c.person).where(employment.c.employee_no == employee_no)
    newest = select(func.max(employment.c.id)).where(employment.c.person.in_(ever)).group_by(employment.c.person)
    return reader.row(select(employment).where(employment.c.id.in_(newest), employment.c.employee_no == employee_no))


def rights(reader: Reader, person: str) -> list[tuple[str, str]]:
    """Access roles a person holds, each with the store it is for ("*" is all)."""
    return _held(reader.rows(_rights().where(access_right.c.person == person))).get(person, [])


def all_rights(reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """The same for everybody, by person."""
    return _held(reader.rows(_rights()))


def _rights() -> Select[Any]:
    return select(access_right).order_by(access_right.c.id)


def _held(rows: list[Row]) -> dict[str, list[tuple[str, str]]]:
    """What was given last and not taken away since."""
    newest = {(row["person"], row["role"], row["store"]): row["granted"] for row in rows}
    found: dict[str, list[tuple[str, str]]] = {}
    for (person, role, store), granted in sorted(newest.items()):
        if granted:
            found.setdefault(person, []).append((role, store))
    return found


def language(reader: Reader, person: str) -> str:
    """The language a person chose; Chinese until they do."""
    mine = (preference.c.person == person, preference.c.key == "language")
    row = reader.row(select(preference).where(*mine).order_by(preference.c.id.desc()))
    return row["value"] if row else "zh"


def named(rows: Iterable[Row]) -> dict[str, str]:
    """Names by internal id."""
    return {row["person"]: row["name"] for row in rows}


def names(reader: Reader, persons: Iterable[str]) -> dict[str, str]:
    """What these people are called, by internal id."""
    theirs = employment.c.person.in_(set(persons))
    newest = select(func.max(employment.c.id)).where(theirs).group_by(employment.c.person)
    return named(reader.rows(select(employment).where(employment.c.id.in_(newest))))


def history(reader: Reader, person: str) -> list[Row]:
    """Every roster line a person ever had, oldest first."""
    return reader.rows(select(employment).where(employment.c.person == person).order_by(employment.c.id))
