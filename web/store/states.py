"""States of issues and steps as conditions of queries: in the text of the statement, since with a
bound value SQLite uses no index of the rows of one state."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, literal_column
from sqlmodel import col

from web.rules.vocabulary import IssueState, StepState
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


def is_in(state: IssueState) -> ColumnElement[bool]:
    return col(Issue.state) == literal(state.value, literal_execute=True)


def is_cause() -> ColumnElement[Any]:
    """As the index of causes has it (`ix_issue_causes`): SQLite compares the text, so without the
    `= 1` of a column of truth values."""
    return literal_column("issue.is_cause")


def is_owned_there(site_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Owned issues of a site. With a time that all promises have, SQLite prefers their index
    (`ix_issue_late`) to that of all issues of the site, of which most are resolved."""
    here = col(Issue.site_id) == site_id
    return (is_in(IssueState.OWNED), here, col(Issue.promise_at) > _BEFORE_ALL)


def is_asked() -> ColumnElement[bool]:
    """Of a step."""
    return col(Step.state) == literal(StepState.ASKED.value, literal_execute=True)
