"""The state of an issue as a condition of a query."""

from sqlalchemy import ColumnElement, literal
from sqlmodel import col

from web.rules.vocabulary import IssueState
from web.store.tables.issues import Issue


def is_in(state: IssueState) -> ColumnElement[bool]:
    """With the state in the text of the statement: with a bound value SQLite uses no index of the
    issues of one state."""
    return col(Issue.state) == literal(state.value, literal_execute=True)
