"""Who works where, read from the roster facts: the newest line of each person counts."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select

from sqm_training.records.store import Row, Store
from sqm_training.records.tables import access_right, employment, preference


def _newest(table: Any, *keys: Any) -> Select[Any]:
    """The newest row of `table` for each combination of `keys`."""
    newest = select(func.max(table.c.id)).group_by(*keys)
    return select(table).where(table.c.id.in_(newest))


def everybody(store: Store) -> list[Row]:
    """The standing roster line of each person, leavers included, by store and name."""
    query = _newest(employment, employment.c.person)
    return store.rows(query.order_by(employment.c.store, employment.c.pinyin, employment.c.employee_no))


def one(store: Store, person: str) -> Row | None:
    """The standing roster line of one person."""
    return store.row(_newest(employment, employment.c.person).where(employment.c.person == person))


def by_number(store: Store, employee_no: str) -> Row | None:
    """The person who carries this employee number now."""
    return store.row(_newest(employment, employment.c.person).where(employment.c.employee_no == employee_no))


def rights(store: Store, person: str) -> list[tuple[str, str]]:
    """Access roles a person holds, each with the store it is for ("*" is all)."""
    keys = (access_right.c.person, access_right.c.role, access_right.c.store)
    rows = store.rows(_newest(access_right, *keys).where(access_right.c.person == person))
    return [(row["role"], row["store"]) for row in rows if row["granted"]]


def all_rights(store: Store) -> dict[str, list[tuple[str, str]]]:
    """The same for everybody, by person."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in store.rows(_newest(access_right, access_right.c.person, access_right.c.role, access_right.c.store)):
        if row["granted"]:
            found.setdefault(row["person"], []).append((row["role"], row["store"]))
    return found


def language(store: Store, person: str) -> str:
    """The language a person chose; Chinese until they do."""
    query = _newest(preference, preference.c.person, preference.c.key)
    row = store.row(query.where(preference.c.person == person, preference.c.key == "language"))
    return row["value"] if row else "zh"


def named(rows: Iterable[Row]) -> dict[str, str]:
    """Names by internal id."""
    return {row["person"]: row["name"] for row in rows}


def history(store: Store, person: str) -> list[Row]:
    """Every roster line a person ever had, oldest first."""
    return store.rows(select(employment).where(employment.c.person == person).order_by(employment.c.id))
