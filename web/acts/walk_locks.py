"""Holds all that hangs on an issue's walk, at once and in the order that `push.locks` tells."""

from sqlmodel import Session

from push import locks
from web.store.standing import open_change, open_steps
from web.store.subjects import subject_of, subject_of_change, subject_of_news, subject_of_step


def walk_of(session: Session, issue_id: int) -> list[str]:
    """The subjects of the issue and of all that is open in its walk. The issue is locked."""
    change = open_change(session, issue_id)
    steps = [subject_of_step(one.id) for one in open_steps(session, issue_id)]
    changes = [subject_of_change(change.id)] if change else []
    return [subject_of(issue_id), subject_of_news(issue_id), *steps, *changes]


def hold_walk(session: Session, issue_id: int) -> list[str]:
    """Wait for the worker's steps on any of these, before anything else is locked."""
    subjects = walk_of(session, issue_id)
    locks.ladders(session, subjects)
    return subjects
