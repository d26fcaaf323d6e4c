"""What an act changes of an issue's row: recorded in its event, so that an undo can restore it."""

from datetime import datetime
from typing import Any

from web.store.tables.issues import Issue

_TIMES = ("promise_at", "promised_at", "acknowledged_at", "resolved_at")


def before(issue: Issue) -> dict[str, Any]:
    """Taken before the act changes anything. Plain JSON; the version tells which events are the
    act's: those with a later one."""
    times = {name: _iso(getattr(issue, name)) for name in _TIMES}
    answer = {"customer_answer": issue.customer_answer} if issue.customer_answer else {}
    return {"version": issue.version, "state": issue.state} | answer | times


def restored(was: dict[str, Any]) -> dict[str, Any]:
    """The columns of the row as they were."""
    times = {name: datetime.fromisoformat(was[name]) if was[name] else None for name in _TIMES}
    return {"state": was["state"], "customer_answer": was.get("customer_answer")} | times


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
