"""One keyed hash chain over all events, so that an edit, a swap or a missing row is found.

A cut tail is found only against an anchor kept elsewhere: `sqm audit anchor` prints one.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from sqm_training.records import tables

START = "0" * 64


@dataclass(frozen=True)
class Anchor:
    """How long the chain is and how it ends. Written down outside, it proves the tail."""

    seq: int
    digest: str


def _digest(key: bytes, previous: str, row: Any) -> str:
    body = [row["seq"], row["at"].isoformat(), row["by"], row["verb"], row["subject"], row["detail"]]
    text = previous + json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def head(connection: Connection) -> Anchor:
    """The end of the chain as it stands."""
    query = select(tables.audit.c.seq, tables.audit.c.digest).order_by(tables.audit.c.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return Anchor(row.seq, row.digest) if row else Anchor(0, START)


def append(
    connection: Connection, key: bytes, at: datetime, by: str, verb: str, subject: str, detail: dict[str, Any]
) -> None:
    """Add one event, in the caller's transaction."""
    last = head(connection)
    row = {"seq": last.seq + 1, "at": at, "by": by, "verb": verb, "subject": subject, "detail": detail}
    connection.execute(insert(tables.audit).values(**row, digest=_digest(key, last.digest, row)))


def verify(connection: Connection, key: bytes, anchor: Anchor | None = None) -> list[int]:
    """Numbers of the rows that do not fit the chain; empty when all is whole.

    With an anchor, a chain cut before it is reported by the first missing number.
    """
    wrong, previous, expected = [], START, 1
    for row in connection.execute(select(tables.audit).order_by(tables.audit.c.seq)).mappings():
        digest = _digest(key, previous, row)
        at_anchor = anchor is not None and row["seq"] == anchor.seq
        if row["seq"] != expected or digest != row["digest"] or (at_anchor and anchor and digest != anchor.digest):
            wrong.append(row["seq"])
        previous, expected = row["digest"], row["seq"] + 1
    if anchor and expected <= anchor.seq:
        wrong.append(expected)
    return wrong
