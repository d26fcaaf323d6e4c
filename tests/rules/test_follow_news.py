"""What a phone that follows is told, as a table of what has happened."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from web.language.current import in_language
from web.language.known import LANGUAGES
from web.rules.follow_news import RIPE_AFTER, FollowEvent, News, Shown, Told, sentence, to_tell
from web.rules.vocabulary import EventKind, IssueState

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
ONCE = timedelta(minutes=10)  # ago
JUST = timedelta(seconds=10)
TOLD_AFTER = 2  # the newest event that the phone was told of
BEFORE = ("reported", "owned")


def events(*happened: Any, ago: timedelta = ONCE) -> list[FollowEvent]:
    """A reported and owned issue, and what happened since: kinds, or kinds with data."""
    found = []
    for number, one in enumerate((*BEFORE, *happened), 1):
        kind, data = one if isinstance(one, tuple) else (one, {})
        is_new = number > TOLD_AFTER
        at = NOW - (ago if is_new else timedelta(hours=1))
        has_text = bool(data.get("text", True))
        who = None if kind == "reopened" else f"P{number}"
        found.append(FollowEvent(number, kind, at, number, data, who, has_text))
    return found


RELEASED = {"released": True}
UNDID = {"undid": 3, "undone": "resolved"}

TABLE: list[tuple[tuple[Any, ...], News | None]] = [
    ((), None),
    (("owned",), News.OWNED),
    (("changed",), News.OWNED),
    (("accepted",), News.HELPER),
    (("customer_told",), News.TIME),
    ((("customer_told", RELEASED),), News.UPDATE),
    ((("customer_told", {"released": True, "text": ""}),), News.TIME),
    ((("postponed", RELEASED),), News.UPDATE),
    (("postponed",), News.TIME),
    (("promised",), News.TIME),
    (("resolved",), News.RESOLVED),
    (("reopened",), News.REOPENED),
    # Nothing that the page does not show, and nobody who did not say yes.
    (("noted", "asked", "declined", "withdrawn", "unanswered", "proposed", "offered"), None),
    (("nudged", "deferred", "acknowledged", "authority_used", "change_asked", "done"), None),
    (("corrected", "cause_linked", "customer_answered", "left_open", "orphaned"), None),
    # Several at once.
    (("customer_told", "accepted"), News.HELPER),
    (("accepted", ("customer_told", RELEASED), "promised"), News.UPDATE),
    ((("customer_told", RELEASED), "changed"), News.OWNED),
    (("owned", "accepted", "promised"), News.OWNED),
    (("changed", ("resolved", RELEASED)), News.RESOLVED),
    (("resolved", "reopened"), News.REOPENED),
    (("reopened", "resolved"), News.RESOLVED),
    # Undone before anybody was told.
    (("resolved", ("undone", UNDID)), None),
    ((("customer_told", RELEASED), ("undone", {"undid": 3, "undone": "customer_told"})), None),
    (("accepted", "promised", ("undone", {"undid": 4, "undone": "promised"})), News.HELPER),
    # Released later, where it is shared; taken back again.
    (("customer_told", ("released", {"updates": [3]})), News.UPDATE),
    ((("customer_told", RELEASED), ("released", {"updates": []})), News.TIME),
    (("customer_told", ("shared", {"updates": []})), News.TIME),
]


@pytest.mark.parametrize(("happened", "news"), TABLE)
def test_what_is_told(happened: tuple[Any, ...], news: News | None) -> None:
    told = to_tell(events(*happened), TOLD_AFTER, NOW)
    assert told.news == news
    assert told.upto == TOLD_AFTER + len(happened)


@pytest.mark.parametrize("kind", ["customer_told", "postponed", "promised", "resolved"])
def test_what_can_be_undone_waits_for_that(kind: str) -> None:
    story = events(kind, ago=JUST)
    assert to_tell(story, TOLD_AFTER, NOW) == Told(TOLD_AFTER)
    assert to_tell(story, TOLD_AFTER, NOW - JUST + RIPE_AFTER).upto == 3


@pytest.mark.parametrize("kind", ["owned", "changed", "accepted", "reopened"])
def test_what_cannot_be_undone_is_told_at_once(kind: str) -> None:
    assert to_tell(events(kind, ago=JUST), TOLD_AFTER, NOW).news


def test_they_are_told_in_their_order() -> None:
    story = events("accepted", "promised", "changed", ago=JUST)
    assert to_tell(story, TOLD_AFTER, NOW) == Told(3, News.HELPER, "P3")


def test_what_was_told_and_undone_later_is_put_right() -> None:
    resolved = events("resolved", ("undone", UNDID))
    assert to_tell(resolved, 3, NOW) == Told(4, News.REOPENED, "P4")
    promised = events("promised", ("undone", {"undid": 3, "undone": "promised"}))
    assert to_tell(promised, 3, NOW).news is News.TIME
    shared = events("unshared", ("undone", {"undid": 3, "undone": "unshared"}))
    assert to_tell(shared, 3, NOW) == Told(4)


def test_words_are_new_once() -> None:
    story = events(("customer_told", RELEASED), ("released", {"updates": [3]}))
    assert to_tell(story, 3, NOW) == Told(4)


OWNED, RESOLVED, UNOWNED = IssueState.OWNED, IssueState.RESOLVED, IssueState.UNOWNED
SENTENCES = [
    (News.OWNED, OWNED, "11:30", "Ana has this, and will update you by 11:30."),
    (News.OWNED, OWNED, "", "Ana has this."),
    (News.OWNED, UNOWNED, "", None),  # and gone again
    (News.HELPER, OWNED, "11:30", "Ben is working on this with Ana."),
    (News.HELPER, RESOLVED, "", None),
    (News.UPDATE, OWNED, "11:30", "Ben has written to you. You will hear more by 11:30."),
    (News.UPDATE, OWNED, "", "Ben has written to you."),
    (News.UPDATE, RESOLVED, "", "Ben has written to you."),
    (News.TIME, OWNED, "11:30", "Ana will update you by 11:30."),
    (News.TIME, OWNED, "", None),  # late already: the page says so
    (News.RESOLVED, RESOLVED, "", "This is settled."),
    (News.RESOLVED, OWNED, "11:30", None),
    (News.REOPENED, UNOWNED, "", "This was reopened. We are finding someone for it."),
    (
        News.REOPENED,
        OWNED,
        "11:30",
        "This was reopened. Ana has it, and will update you by 11:30.",
    ),
    (News.REOPENED, OWNED, "", "This was reopened. Ana has it."),
    (News.REOPENED, RESOLVED, "", None),
    (None, OWNED, "11:30", None),
]


@pytest.mark.parametrize(("news", "state", "time", "words"), SENTENCES)
def test_in_which_words(news: News | None, state: IssueState, time: str, words: str | None) -> None:
    shown = Shown(state, "Ana" if state is not UNOWNED else None)
    assert sentence(Told(3, news, "Ben"), shown, time) == words


def test_an_update_of_nobody() -> None:
    told = Told(3, News.UPDATE)
    assert sentence(told, Shown(OWNED, "Ana"), "11:30") == "There is an update for you."


def test_an_owner_who_helps_themselves_is_not_news() -> None:
    assert sentence(Told(3, News.HELPER, "Ana"), Shown(OWNED, "Ana"), "11:30") is None


def test_every_language_names_them() -> None:
    for language in LANGUAGES:
        with in_language(language):
            words = sentence(Told(3, News.OWNED), Shown(OWNED, "Ana"), "11:30")
        assert words
        assert "Ana" in words
        assert "11:30" in words


def test_the_table_has_every_kind_that_is_told() -> None:
    told = {kind for happened, _ in TABLE for kind in _kinds(happened)}
    assert {str(kind) for kind in EventKind} - told <= {
        "reported",
        "unshared",
        "cause_unlinked",
        "photos_missing",
        "unreached",
        "change_declined",
        "change_withdrawn",
        "change_unanswered",
        "erased",
        "customer_erased",
    }


def _kinds(happened: tuple[Any, ...]) -> list[str]:
    return [one[0] if isinstance(one, tuple) else one for one in happened]
