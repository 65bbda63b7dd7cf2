"""Shop-floor figures come in by file. A later figure for the same month supersedes an earlier one."""

import hashlib
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from sqm_training.errors import Fault, Faults
from sqm_training.exchange import kpis
from sqm_training.locale import Language
from sqm_training.records import people
from sqm_training.records.store import Row
from sqm_training.records.tables import kpi_figure, kpi_import
from sqm_training.services.installation import Installation

LONGEST_NAME = 200


def figures(house: Installation, name: str, content: bytes, by: str, apply: bool) -> dict[str, Any]:
    """Read a KPI file; keep it as a whole when told to and nothing in it is wrong."""
    sheet = kpis.read(name, content, house.shelf.kpis)
    lines = people.everybody(house.store)
    persons = {row["employee_no"]: row["person"] for row in lines}
    stores = {row["store"] for row in lines}
    faults = list(sheet.faults)
    rows = []
    for row in sheet.rows:
        subject = persons.get(row.subject) if row.level == "person" else row.subject
        if subject is None or (row.level == "store" and subject not in stores):
            faults.append(Fault(name, f"import.{row.level}_unknown", row.row, params={"subject": row.subject}))
        else:
            rows.append(_fact(row, subject))
    faults.sort(key=lambda fault: fault.row or 0)
    blocked = any(not fault.warning for fault in faults)
    if apply and blocked:
        raise Faults(faults)
    if apply:
        _keep(house, name, content, by, rows)
    months = sorted({row["month"] for row in rows})
    shown = {"rows": len(rows), "months": months, "faults": [asdict(fault) for fault in faults]}
    return shown | {"applied": apply}


def template(language: Language) -> bytes:
    """An empty KPI file to fill in."""
    return kpis.template(language)


def _fact(row: kpis.KpiRow, subject: str) -> dict[str, Any]:
    fact = {"subject_kind": row.level, "subject": subject, "code": row.code, "month": row.month}
    return fact | {"value": row.value, "n": row.n, "row": row.row}


def _keep(house: Installation, name: str, content: bytes, by: str, rows: list[dict[str, Any]]) -> None:
    digest = hashlib.sha256(content).hexdigest()
    with house.store.write(by, house.now()) as ledger:
        key = ledger.add(kpi_import, file=name[-LONGEST_NAME:], digest=digest, rows=len(rows))
        ledger.add_many(kpi_figure, [row | {"kpi_import": key} for row in rows])
        ledger.log("kpi.import", str(key), rows=len(rows), digest=digest)


def standing(house: Installation, months: list[str]) -> list[Row]:
    """Figures of these months, each with the file and row it came from; superseded ones left out."""
    keys = (kpi_figure.c.subject, kpi_figure.c.code, kpi_figure.c.month)
    newest = select(func.max(kpi_figure.c.id)).where(kpi_figure.c.month.in_(months)).group_by(*keys)
    joined = kpi_figure.join(kpi_import, kpi_figure.c.kpi_import == kpi_import.c.id)
    query = select(kpi_figure, kpi_import.c.file).select_from(joined).where(kpi_figure.c.id.in_(newest))
    return house.store.rows(query.order_by(kpi_figure.c.month))


def months(house: Installation) -> list[str]:
    """Months there are figures for."""
    query = select(kpi_figure.c.month).distinct().order_by(kpi_figure.c.month)
    return [row["month"] for row in house.store.rows(query)]
