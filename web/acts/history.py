"""Writes events. Every change of an issue passes here, inside the change's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from web.acts.tapped import tapped_at
from web.rules.words import Kind
from web.store.tables import Event, Issue

_INSERT = insert(Event)  # built once; rows of it are only ever read


def record(
    session: Session,
    issue: Issue,
    kind: Kind,
    actor_id: int | None,
    now: datetime,
    text: str | None = None,
    about: Mapping[str, Any] | None = None,
    **data: Any,
) -> None:
    """Append one event. What is known `about` it, and `data`, must be plain JSON; instants go
    in as ISO 8601 text. Comes after what it tells was written: it carries that version."""
    at = tapped_at(session, now, issue) if actor_id else now
    values = {
        "issue_id": issue.id,
        "kind": kind,
        "actor_id": actor_id,
        "at": now,
        "tapped_at": at if at < now else None,
        "version": issue.version,
        "text": text,
        "data": {**(about or {}), **data},
    }
    session.connection().execute(_INSERT, values)
