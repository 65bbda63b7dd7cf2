"""Certificates and what became of them, from the facts."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from sqm_training.domain.certificate import Certificate, Event
from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import certificate, certificate_event


def of(reader: Reader, person: str | None = None) -> dict[str, list[Row]]:
    """Every certificate ever awarded by person, oldest first; of one person or of all."""
    query = select(certificate).order_by(certificate.c.id)
    if person is not None:
        query = query.where(certificate.c.person == person)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in reader.rows(query):
        found[row["person"]].append(row)
    return found


def one(reader: Reader, number: str) -> Row | None:
    return reader.row(select(certificate).where(certificate.c.number == number))


def events(reader: Reader) -> list[Row]:
    """Suspensions, their ends and revocations, oldest first, each with the certificate's number."""
    joined = certificate_event.join(certificate, certificate_event.c.certificate == certificate.c.id)
    query = select(certificate_event, certificate.c.number, certificate.c.person).select_from(joined)
    return reader.rows(query.order_by(certificate_event.c.id))


def count(reader: Reader) -> int:
    row = reader.row(select(func.count().label("n")).select_from(certificate))
    return int(row["n"]) if row else 0


def as_certificate(row: Row) -> Certificate:
    """A row as the domain knows it."""
    shown = {key: row[key] for key in ("number", "person", "post", "grade", "valid_from", "valid_until")}
    return Certificate.model_validate(shown | {"window_months": row["terms"].get("window_months", 0)})


def as_event(row: Row, zone: ZoneInfo) -> Event:
    """An event on the day it was where the stores are."""
    on = row["at"].astimezone(zone).date()
    return Event(certificate=row["number"], kind=row["kind"], on=on, reason=row["reason"])
