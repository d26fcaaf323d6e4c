"""Whether a late tap still means what it meant: every act against everything that can happen."""

from datetime import UTC, datetime, timedelta

import pytest

from web.rules import stale
from web.rules.issue import Refusal
from web.rules.stale import ERASED, NUDGED, OTHER_OWNER, REOPENED, RESOLVED, Happened, refusal
from web.rules.words import Act, Kind

TAPPED = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER, BEFORE = TAPPED + timedelta(minutes=5), TAPPED - timedelta(minutes=5)
PROMISED = Refusal("Since you tapped, the customer was promised news by 11:00. Look again.")

OWNERS = (Act.PROMISE, Act.TOLD, Act.LATER, Act.RESOLVE, Act.ON_IT)
OWNERS += (Act.SHARE, Act.ASK, Act.HAND_OVER)
PROMISES = (Act.PROMISE, Act.TOLD, Act.LATER)
WORDS = (Act.TOLD, Act.LATER, Act.NOTE, Act.REOPEN, Act.RESOLVE, Act.ASK, Act.HAND_OVER)

# What somebody else has done after the tap, and which acts it refuses. All others go on.
AFTER: dict[Kind, dict[Act, Refusal]] = {
    Kind.PROMISED: dict.fromkeys(PROMISES, PROMISED),
    Kind.CUSTOMER_TOLD: dict.fromkeys(PROMISES, PROMISED),
    Kind.POSTPONED: dict.fromkeys(PROMISES, PROMISED),
    Kind.REOPENED: dict.fromkeys(PROMISES, PROMISED) | {Act.RESOLVE: REOPENED},
    Kind.RESOLVED: {Act.REOPEN: RESOLVED},
    Kind.OWNED: dict.fromkeys(OWNERS, OTHER_OWNER),
    Kind.CHANGED: dict.fromkeys(OWNERS, OTHER_OWNER),
    Kind.ORPHANED: dict.fromkeys(OWNERS, OTHER_OWNER),
    Kind.NUDGED: {Act.ON_IT: NUDGED},
    Kind.ERASED: dict.fromkeys(WORDS, ERASED),
}
# The same before the tap, unseen: only what turns the issue's state round twice is news.
UNSEEN: dict[Kind, dict[Act, Refusal]] = {
    Kind.REOPENED: {Act.RESOLVE: REOPENED},
    Kind.RESOLVED: {Act.REOPEN: RESOLVED},
    Kind.ERASED: AFTER[Kind.ERASED],
}


def judged(act: Act, kind: Kind, at: datetime | None, made: datetime, **more: bool) -> object:
    one = Happened(kind, made, more.get("mine", False), more.get("exact", True))
    return refusal(act, at, [one], "11:00")


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("kind", Kind)
def test_what_came_after_the_tap(act: Act, kind: Kind) -> None:
    expected = AFTER.get(kind, {}).get(act)
    assert judged(act, kind, TAPPED, LATER) == expected
    assert judged(act, kind, TAPPED, LATER, mine=True) == expected  # on another device


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("kind", Kind)
def test_what_came_before_it_unseen(act: Act, kind: Kind) -> None:
    expected = UNSEEN.get(kind, {}).get(act)
    assert judged(act, kind, TAPPED, BEFORE) == expected
    assert judged(act, kind, None, BEFORE) == expected  # and tapped just now
    assert judged(act, kind, TAPPED, BEFORE, mine=True) is None
    assert judged(act, kind, None, BEFORE, mine=True) is None


@pytest.mark.parametrize("act", Act)
def test_nothing_has_happened(act: Act) -> None:
    assert refusal(act, TAPPED, ()) is None
    assert refusal(act, None, ()) is None


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("kind", Kind)
def test_at_the_same_moment_it_is_of_one_queue(act: Act, kind: Kind) -> None:
    assert judged(act, kind, TAPPED, TAPPED, mine=True) is None


@pytest.mark.parametrize(("seconds", "is_refused"), [(0, False), (60, False), (61, True)])
def test_my_own_that_came_in_at_once_may_be_a_minute_older(seconds: int, is_refused: bool) -> None:
    """A tap at 9:59:30 that came in at 10:00:10, and one at 10:00 that had to wait."""
    made = TAPPED + timedelta(seconds=seconds)
    mine = judged(Act.TOLD, Kind.PROMISED, TAPPED, made, mine=True, exact=False)
    assert mine == (PROMISED if is_refused else None)
    theirs = judged(Act.TOLD, Kind.PROMISED, TAPPED, made, exact=False)
    assert theirs == (PROMISED if seconds else None)


def test_the_owner_comes_first() -> None:
    """Of several reasons the one that says most."""
    since = [Happened(kind, LATER, is_mine=False) for kind in (Kind.PROMISED, Kind.CHANGED)]
    assert refusal(Act.TOLD, TAPPED, since, "11:00") == OTHER_OWNER


def test_sentences_are_whole() -> None:
    for one in (
        stale.ERASED,
        stale.OTHER_OWNER,
        stale.REOPENED,
        stale.RESOLVED,
        stale.NUDGED,
        PROMISED,
    ):
        assert one.sentence[0].isupper()
        assert one.sentence.endswith(".")
        assert not one.harmless
