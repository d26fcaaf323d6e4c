"""Whether a late tap still means what it meant: every act against everything that can happen."""

from datetime import UTC, datetime, timedelta

import pytest

from web.rules import staleness
from web.rules.issues import Refusal
from web.rules.staleness import (
    ERASED,
    NUDGED,
    OTHER_OWNER,
    REOPENED,
    RESOLVED,
    UnseenEvent,
    refusal,
)
from web.rules.vocabulary import EventKind, IssueAct

TAPPED = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER, BEFORE = TAPPED + timedelta(minutes=5), TAPPED - timedelta(minutes=5)
PROMISED = "Since you tapped, an update was promised by 11:00. Check it again."

OWNERS = (
    *(IssueAct.PROMISE, IssueAct.TOLD, IssueAct.LATER, IssueAct.RESOLVE, IssueAct.ON_IT),
    *(IssueAct.SHARE, IssueAct.ASK, IssueAct.HAND_OVER, IssueAct.CORRECT, IssueAct.USE),
)
PROMISES = (IssueAct.PROMISE, IssueAct.TOLD, IssueAct.LATER)
WORDS = (
    IssueAct.TOLD,
    IssueAct.LATER,
    IssueAct.NOTE,
    IssueAct.REOPEN,
    IssueAct.RESOLVE,
    IssueAct.ASK,
    IssueAct.HAND_OVER,
    IssueAct.CORRECT,
    IssueAct.USE,
)

# What somebody else has done after the tap, and which acts it refuses. All others go on.
AFTER: dict[EventKind, dict[IssueAct, str]] = {
    EventKind.PROMISED: dict.fromkeys(PROMISES, PROMISED),
    EventKind.CUSTOMER_TOLD: dict.fromkeys(PROMISES, PROMISED),
    EventKind.POSTPONED: dict.fromkeys(PROMISES, PROMISED),
    EventKind.REOPENED: dict.fromkeys(PROMISES, PROMISED) | {IssueAct.RESOLVE: REOPENED},
    EventKind.UNDONE: dict.fromkeys(PROMISES, PROMISED),
    EventKind.RESOLVED: {IssueAct.REOPEN: RESOLVED},
    EventKind.OWNED: dict.fromkeys(OWNERS, OTHER_OWNER),
    EventKind.CHANGED: dict.fromkeys(OWNERS, OTHER_OWNER),
    EventKind.ORPHANED: dict.fromkeys(OWNERS, OTHER_OWNER),
    EventKind.NUDGED: {IssueAct.ON_IT: NUDGED},
    EventKind.ERASED: dict.fromkeys(WORDS, ERASED),
}
# The same before the tap, unseen: only what turns the issue's state round twice is news.
UNSEEN: dict[EventKind, dict[IssueAct, str]] = {
    EventKind.REOPENED: {IssueAct.RESOLVE: REOPENED},
    EventKind.RESOLVED: {IssueAct.REOPEN: RESOLVED},
    EventKind.ERASED: AFTER[EventKind.ERASED],
}


def judged(
    act: IssueAct, kind: EventKind, at: datetime | None, made: datetime, **more: bool
) -> str | None:
    one = UnseenEvent(kind, made, more.get("mine", False), more.get("exact", True))
    refused = refusal(act, at, [one], "11:00")
    return refused.sentence if refused else None


@pytest.mark.parametrize("act", IssueAct)
@pytest.mark.parametrize("kind", EventKind)
def test_what_came_after_the_tap(act: IssueAct, kind: EventKind) -> None:
    expected = AFTER.get(kind, {}).get(act)
    assert judged(act, kind, TAPPED, LATER) == expected
    assert judged(act, kind, TAPPED, LATER, mine=True) == expected  # on another device


@pytest.mark.parametrize("act", IssueAct)
@pytest.mark.parametrize("kind", EventKind)
def test_what_came_before_it_unseen(act: IssueAct, kind: EventKind) -> None:
    expected = UNSEEN.get(kind, {}).get(act)
    assert judged(act, kind, TAPPED, BEFORE) == expected
    assert judged(act, kind, None, BEFORE) == expected  # and tapped just now
    assert judged(act, kind, TAPPED, BEFORE, mine=True) is None
    assert judged(act, kind, None, BEFORE, mine=True) is None


@pytest.mark.parametrize("act", IssueAct)
def test_nothing_has_happened(act: IssueAct) -> None:
    assert refusal(act, TAPPED, ()) is None
    assert refusal(act, None, ()) is None


@pytest.mark.parametrize("act", IssueAct)
@pytest.mark.parametrize("kind", EventKind)
def test_at_the_same_moment_it_is_of_one_queue(act: IssueAct, kind: EventKind) -> None:
    assert judged(act, kind, TAPPED, TAPPED, mine=True) is None


@pytest.mark.parametrize(("seconds", "is_refused"), [(0, False), (60, False), (61, True)])
def test_my_own_that_came_in_at_once_may_be_a_minute_older(seconds: int, is_refused: bool) -> None:
    """A tap at 9:59:30 that came in at 10:00:10, and one at 10:00 that had to wait."""
    made = TAPPED + timedelta(seconds=seconds)
    mine = judged(IssueAct.TOLD, EventKind.PROMISED, TAPPED, made, mine=True, exact=False)
    assert mine == (PROMISED if is_refused else None)
    theirs = judged(IssueAct.TOLD, EventKind.PROMISED, TAPPED, made, exact=False)
    assert theirs == (PROMISED if seconds else None)


def test_the_owner_comes_first() -> None:
    """Of several reasons the one that says most."""
    since = [
        UnseenEvent(kind, LATER, is_mine=False) for kind in (EventKind.PROMISED, EventKind.CHANGED)
    ]
    assert refusal(IssueAct.TOLD, TAPPED, since, "11:00") == Refusal(OTHER_OWNER)


def test_sentences_are_whole() -> None:
    for one in (
        staleness.ERASED,
        staleness.OTHER_OWNER,
        staleness.REOPENED,
        staleness.RESOLVED,
        staleness.NUDGED,
        PROMISED,
    ):
        assert one[0].isupper()
        assert one.endswith(".")
