"""Each act twice: as the app does it, and what the model says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.model.asks import Change, Step
from tests.model.model import Issue
from web.acts.core.tap import Outcome, Tap
from web.acts.handoffs import owner_changes, step_rows, steps
from web.acts.handoffs.owner_changes import HandOver
from web.acts.issues import lifecycle
from web.acts.issues.lifecycle import Resolution
from web.rules.vocabulary import ChangeReason, DeclineReason, EventKind, Introduction, IssueState

OnIssue = Callable[[Tap, str, int], Outcome]
Act = Callable[[Tap, str], Outcome]
OnRow = Callable[[Tap, int], Outcome]

ON_ISSUES: dict[str, tuple[OnIssue, Callable[[Issue, int, int, datetime], bool]]] = {
    "own": (
        lambda tap, ref, _: lifecycle.own(tap, ref),
        lambda it, me, _, at: it.own(me, at),
    ),
    "promise": (
        lambda tap, ref, count: lifecycle.promise(tap, ref, timedelta(minutes=count)),
        lambda it, me, count, at: it.told(me, at, count, EventKind.PROMISED),
    ),
    "told": (
        lambda tap, ref, count: lifecycle.told(tap, ref, None, timedelta(minutes=count)),
        lambda it, me, count, at: it.told(me, at, count),
    ),
    "note": (
        lambda tap, ref, _: lifecycle.add_note(tap, ref, "seen"),
        lambda it, me, _, at: it.note(me, at),
    ),
    "on_it": (
        lambda tap, ref, _: lifecycle.acknowledge(tap, ref),
        lambda it, me, _, at: it.on_it(me, at),
    ),
    "later": (
        lambda tap, ref, count: lifecycle.postpone(tap, ref, "a part", timedelta(minutes=count)),
        lambda it, me, count, at: it.told(me, at, count, EventKind.POSTPONED),
    ),
    "resolve": (
        lambda tap, ref, _: lifecycle.resolve(tap, ref, Resolution("done")),
        lambda it, me, _, at: it.resolve(me, at),
    ),
    "reopen": (
        lambda tap, ref, _: lifecycle.reopen(tap, ref, None),
        lambda it, _me, _, at: it.reopen(at),
    ),
}
FOR_ABSENT = ("told", "later")  # also by a lead, for an owner who is absent
ON_STEPS: dict[str, tuple[OnRow, Callable[[Issue, int, Step, datetime], bool]]] = {
    "accept": (steps.accept, Issue.accept),
    "scan": (steps.scan, Issue.scan),
    "decline": (
        lambda tap, step: steps.decline(tap, step, DeclineReason.BUSY, None),
        Issue.decline,
    ),
    "done": (lambda tap, step: steps.done(tap, step, None), Issue.done),
    "propose": (lambda tap, step: steps.propose(tap, step, "X"), Issue.propose),
    "withdraw": (steps.withdraw, Issue.withdraw),
}
ON_CHANGES: dict[str, tuple[OnRow, Callable[[Issue, int, Change, datetime], bool]]] = {
    "accept": (owner_changes.accept, Issue.take_over),
    "decline": (
        lambda tap, change: owner_changes.decline(tap, change, None),
        Issue.not_me,
    ),
    "withdraw": (owner_changes.withdraw, Issue.keep),
}


@dataclass(frozen=True)
class Beside:
    """What a phone says beside a tap that it has kept; see `Tap`."""

    tapped_at: datetime | None
    seen: int


# What moves an issue on that waits for just this.
MOVES = {IssueState.UNOWNED: "own", IssueState.RESOLVED: "reopen"}


def fitting(number: int, state: IssueState) -> str:
    """Any act; most often one that is not refused at once."""
    names = list(ON_ISSUES)
    return MOVES[state] if state in MOVES and number % 3 else names[number % len(names)]


def asks(helper_id: int | None, how: Introduction) -> Act:
    return lambda tap, ref: steps.ask(tap, ref, step_rows.Ask("a key", how, helper_id))


def hands_over(to_id: int) -> Act:
    return lambda tap, ref: owner_changes.ask(tap, ref, HandOver(to_id, ChangeReason.SHIFT_ENDS))
