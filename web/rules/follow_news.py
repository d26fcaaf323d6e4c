"""What a phone that follows is told of what has happened since it was told last. Pure.

Never more than the customer's page shows, and only what still stands: what its maker can undo waits
until that is too late. A promise that is late is not told: nobody has acted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from web.language.messages import gettext as _
from web.rules.released import released_updates
from web.rules.undo import INSTEAD, WITHIN, effective
from web.rules.vocabulary import EventKind, IssueState

# An undo that was tapped in time may take a moment to arrive. One that comes later still has what
# was told put right.
RIPE_AFTER = WITHIN + timedelta(seconds=5)


class News(StrEnum):
    """In the order of their weight: of several the last is told. Those of who has it weigh alike,
    and of them the newest is true."""

    TIME = "time"  # by which the customer hears more
    HELPER = "helper"  # is with the owner
    UPDATE = "update"  # new words that the customer may read
    OWNED = "owned"  # somebody has it, or somebody else
    RESOLVED = "resolved"
    REOPENED = "reopened"


_WEIGHT = {News.TIME: 0, News.HELPER: 1, News.UPDATE: 2}
_HEAVIEST = 3
_NEWS: Mapping[str, News] = {
    EventKind.PROMISED: News.TIME,
    EventKind.CUSTOMER_TOLD: News.TIME,
    EventKind.POSTPONED: News.TIME,
    EventKind.ACCEPTED: News.HELPER,
    EventKind.OWNED: News.OWNED,
    EventKind.CHANGED: News.OWNED,
    EventKind.RESOLVED: News.RESOLVED,
    EventKind.REOPENED: News.REOPENED,
}
_CAN_BE_UNDONE = frozenset(INSTEAD) & frozenset(_NEWS)
_NEWS_OF_UNDO = {News.TIME: News.TIME, News.RESOLVED: News.REOPENED}


@dataclass(frozen=True)
class FollowEvent:
    """What the rules need to know of an event."""

    id: int
    kind: str
    at: datetime  # when it was written
    version: int | None
    data: Mapping[str, Any]
    who: str | None  # first name of who did it; of a yes, that of the helper
    has_text: bool


@dataclass(frozen=True)
class Told:
    """`upto`: the newest event that this covers; None for `news`: they say nothing."""

    upto: int
    news: News | None = None
    who: str | None = None


@dataclass(frozen=True)
class Shown:
    """What the customer's page says now; its owner by first name."""

    state: IssueState
    owner: str | None


def to_tell(events: Sequence[FollowEvent], told_upto: int, now: datetime) -> Told:
    """`events`: all of one issue, oldest first; the phone was told of those up to `told_upto`."""
    ripe = _ripe(events, told_upto, now)
    upto = max((event.id for event in ripe), default=told_upto)
    found = [*_of_acts(ripe, told_upto), *_of_undos(ripe, told_upto), *_of_words(ripe, told_upto)]
    heaviest = max(found, key=lambda one: (_WEIGHT.get(one[0], _HEAVIEST), one[1].id), default=None)
    return Told(upto, heaviest[0], heaviest[1].who) if heaviest else Told(upto)


def sentence(told: Told, shown: Shown, time: str) -> str | None:
    """In the language of now; None: the page does not say it any more. `time`: of the promise, or
    empty where that has passed."""
    if told.news is News.RESOLVED and shown.state is IssueState.RESOLVED:
        return _("This is settled.")
    if told.news is News.REOPENED and shown.state is IssueState.UNOWNED:
        return _("This was reopened. We are finding someone for it.")
    if shown.state is not IssueState.OWNED or not shown.owner:
        return _new_words(told, "") if told.news is News.UPDATE else None
    return _of_owned(told, shown.owner, time)


def _of_owned(told: Told, owner: str, time: str) -> str | None:
    match told.news:
        case News.OWNED if time:
            return _("%(owner)s has this, and will update you by %(time)s.", owner=owner, time=time)
        case News.OWNED:
            return _("%(owner)s has this.", owner=owner)
        case News.REOPENED if time:
            return _(
                "This was reopened. %(owner)s has it, and will update you by %(time)s.",
                owner=owner,
                time=time,
            )
        case News.REOPENED:
            return _("This was reopened. %(owner)s has it.", owner=owner)
        case News.HELPER if told.who and told.who != owner:
            return _("%(who)s is working on this with %(owner)s.", who=told.who, owner=owner)
        case News.UPDATE:
            return _new_words(told, time)
        case News.TIME if time:
            return _("%(owner)s will update you by %(time)s.", owner=owner, time=time)
    return None


def _new_words(told: Told, time: str) -> str:
    if told.who and time:
        return _(
            "%(who)s has written to you. You will hear more by %(time)s.", who=told.who, time=time
        )
    if told.who:
        return _("%(who)s has written to you.", who=told.who)
    return _("There is an update for you.")


def _ripe(events: Sequence[FollowEvent], told_upto: int, now: datetime) -> Sequence[FollowEvent]:
    """Up to the first that is told later: so they are told in their order."""
    for number, event in enumerate(events):
        can_be_undone = event.kind in _CAN_BE_UNDONE
        if event.id > told_upto and can_be_undone and now - event.at < RIPE_AFTER:
            return events[:number]
    return events


def _of_acts(events: Sequence[FollowEvent], told_upto: int) -> list[tuple[News, FollowEvent]]:
    fresh = (event for event in effective(events) if event.id > told_upto)
    return [(_NEWS[event.kind], event) for event in fresh if event.kind in _NEWS]


def _of_undos(events: Sequence[FollowEvent], told_upto: int) -> list[tuple[News, FollowEvent]]:
    """Of what was told before it was undone: that puts it right."""
    told: Mapping[tuple[Any, Any], FollowEvent]
    told = {(one.version, one.kind): one for one in events if one.id <= told_upto}
    undos = (one for one in events if one.id > told_upto and one.kind == EventKind.UNDONE)
    found = []
    for undo in undos:
        undone = told.get((undo.data.get("undid"), undo.data.get("undone")))
        news = _NEWS_OF_UNDO.get(_NEWS[undone.kind]) if undone and undone.kind in _NEWS else None
        found += [(news, undo)] if news else []
    return found


def _of_words(events: Sequence[FollowEvent], told_upto: int) -> list[tuple[News, FollowEvent]]:
    """Words that may be read now and could not be read before, whenever they were written."""
    now = effective(events)
    before = effective([event for event in events if event.id <= told_upto])
    readable = released_updates(now) - released_updates(before)
    return [(News.UPDATE, event) for event in now if event.id in readable and event.has_text]
