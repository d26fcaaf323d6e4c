"""Each act twice: as the app does it, and what the model says of it."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from tests.model.asks import Change, Step
from tests.model.model import Issue
from web.acts import issues, owner_changes, step_guard, steps
from web.acts.issues import Settled
from web.acts.outcome import Outcome
from web.acts.owner_changes import HandOver
from web.rules.people import Viewer
from web.rules.words import ChangeReason, Introduction, Kind, State, Why

OnIssue = Callable[[Session, Viewer, str, int, datetime], Outcome]
Act = Callable[[Session, Viewer, str], Outcome]
OnRow = Callable[[Session, Viewer, int, datetime], Outcome]

ON_ISSUES: dict[str, tuple[OnIssue, Callable[[Issue, int, int, datetime], bool]]] = {
    "own": (
        lambda db, who, ref, _, at: issues.own(db, who, ref, at),
        lambda it, me, _, at: it.own(me, at),
    ),
    "promise": (
        issues.promise,
        lambda it, me, count, at: it.told(me, at, count, Kind.PROMISED),
    ),
    "told": (
        lambda db, who, ref, count, at: issues.told(db, who, ref, None, count, at),
        lambda it, me, count, at: it.told(me, at, count),
    ),
    "note": (
        lambda db, who, ref, _, at: issues.note(db, who, ref, "seen", at),
        lambda it, me, _, at: it.note(me, at),
    ),
    "on_it": (
        lambda db, who, ref, _, at: issues.acknowledge(db, who, ref, at),
        lambda it, me, _, at: it.on_it(me, at),
    ),
    "later": (
        lambda db, who, ref, count, at: issues.put_off(db, who, ref, "a part", count, at),
        lambda it, me, count, at: it.told(me, at, count, Kind.PUT_OFF),
    ),
    "resolve": (
        lambda db, who, ref, _, at: issues.resolve(db, who, ref, Settled("done"), at),
        lambda it, me, _, at: it.resolve(me, at),
    ),
    "reopen": (
        lambda db, who, ref, _, at: issues.reopen(db, who, ref, None, at),
        lambda it, _me, _, at: it.reopen(at),
    ),
}
ON_STEPS: dict[str, tuple[OnRow, Callable[[Issue, int, Step, datetime], bool]]] = {
    "accept": (steps.accept, Issue.accept),
    "scan": (steps.scan, Issue.scan),
    "decline": (
        lambda db, who, step, at: steps.decline(db, who, step, Why.BUSY, None, at),
        Issue.decline,
    ),
    "done": (lambda db, who, step, at: steps.done(db, who, step, None, at), Issue.done),
    "propose": (lambda db, who, step, at: steps.propose(db, who, step, "X", at), Issue.propose),
    "withdraw": (steps.withdraw, Issue.withdraw),
}
ON_CHANGES: dict[str, tuple[OnRow, Callable[[Issue, int, Change, datetime], bool]]] = {
    "accept": (owner_changes.accept, Issue.take_over),
    "decline": (
        lambda db, who, change, at: owner_changes.decline(db, who, change, None, at),
        Issue.not_me,
    ),
    "withdraw": (owner_changes.withdraw, Issue.keep),
}

# What moves an issue on that waits for just this.
MOVES = {State.UNOWNED: "own", State.RESOLVED: "reopen"}


def fitting(number: int, state: State) -> str:
    """Any act; most often one that is not refused at once."""
    names = list(ON_ISSUES)
    return MOVES[state] if state in MOVES and number % 3 else names[number % len(names)]


def asks(
    helper_id: int | None, how: Introduction, now: datetime
) -> Callable[[Session, Viewer, str], Outcome]:
    def act(session: Session, who: Viewer, ref: str) -> Outcome:
        return steps.ask(session, who, ref, step_guard.Ask("a key", how, helper_id), now)

    return act


def hands_over(to_id: int, now: datetime) -> Callable[[Session, Viewer, str], Outcome]:
    def act(session: Session, who: Viewer, ref: str) -> Outcome:
        asked = HandOver(to_id, ChangeReason.SHIFT_ENDS)
        return owner_changes.ask(session, who, ref, asked, now)

    return act
