"""Writes events. Every change of an issue passes here, inside the change's transaction."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from web.rules.words import Kind
from web.store.tables import Event, Issue


def record(
    session: Session,
    issue: Issue,
    kind: Kind,
    actor_id: int | None,
    now: datetime,
    text: str | None = None,
    **data: Any,
) -> None:
    """Append one event. `data` must be plain JSON; instants go in as ISO 8601 text."""
    session.add(
        Event(issue_id=issue.id, kind=kind, actor_id=actor_id, at=now, text=text, data=data)
    )
