"""When reports are about the same thing, when they make a pattern, and what a cause’s watch says.

Pure. Two reports are alike when they share two fifths of the weight of the shorter one’s words;
a word counts the more, the fewer reports of the site have it. Without a place, which says half of
it, they share three fifths, and two words.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log

from web.language.messages import gettext as _
from web.rules.issues import Refusal
from web.rules.stems import Word, words_of
from web.rules.suggestions import says_something
from web.rules.text import Isolated

PATTERN_WITHIN = timedelta(days=30)
PATTERN_LEAST = 3  # reports that are alike
SAME_FAULT_WITHIN = timedelta(hours=4)  # one fault that hits several customers
WATCHED_FOR = timedelta(days=60)  # from the resolution of a cause
REOPEN_FROM = 2  # comebacks
_SHARED = 0.4  # of the weight of the shorter report
_SHARED_WITHOUT_PLACE = 0.6
_FEWEST_WITHOUT_PLACE = 2  # words that both have
_FEWEST = 50  # reports to weigh words by: of few, all may be about one thing
_UNKNOWN = log(1 + _FEWEST)  # of a word that none has
_MOST_WORDS = 40  # of a report
# Said of any fault: alone they make no two reports alike.
_OF_ANY_FAULT = frozenset(
    [
        "broken",
        "broke",
        "break",
        "work",
        "working",
        "works",
        "fault",
        "faulty",
        "defect",
        "problem",
        "again",
        "wrong",
        "customer",
        "customers",
        "waiting",
    ]
)


@dataclass(frozen=True)
class Reported:
    """An issue as far as likeness needs it."""

    id: int
    place: str | None
    terms: frozenset[str]  # of `terms_of`
    at: datetime  # when it was reported
    cause_id: int | None = None


def terms_of(
    words: str, language: str, without: Callable[[str], bool] | None = None
) -> frozenset[str]:
    """The stems of a report’s words that mean something of their own. `without`: whether a word, in
    Latin letters, is left out, too."""
    found = words_of(words, language)[:_MOST_WORDS]
    telling = (word for word in found if _tells(word))
    return frozenset(word.stem for word in telling if not (without and without(word.letters)))


def _tells(word: Word) -> bool:
    return says_something(word) and word.letters not in _OF_ANY_FAULT


def rarity_of(reports: Iterable[frozenset[str]]) -> Mapping[str, float]:
    """The weight of each term among these reports (inverse document frequency)."""
    every = list(reports)
    counts = Counter(term for terms in every for term in terms)
    total = max(len(every), _FEWEST)
    return {term: log(1 + total / count) for term, count in counts.items()}


def are_alike(
    one: frozenset[str],
    other: frozenset[str],
    rarity: Mapping[str, float] | None = None,
    *,
    have_place: bool = True,
) -> bool:
    """`rarity` None: all terms weigh the same. `have_place`: both, the same one; else neither."""

    def weight(terms: Iterable[str]) -> float:
        return sum(1.0 if rarity is None else rarity.get(term, _UNKNOWN) for term in terms)

    shorter = min(weight(one), weight(other))
    share = _SHARED if have_place else _SHARED_WITHOUT_PLACE
    if not have_place and len(one & other) < _FEWEST_WITHOUT_PLACE:
        return False
    return shorter > 0 and weight(one & other) >= share * shorter


def alike(new: Reported, others: Iterable[Reported], rarity: Mapping[str, float]) -> list[Reported]:
    """Those at the same place, or all without one, within the days of a pattern."""
    return [
        one
        for one in others
        if one.id != new.id
        and one.place == new.place
        and abs(new.at - one.at) <= PATTERN_WITHIN
        and are_alike(new.terms, one.terms, rarity, have_place=bool(new.place))
    ]


def is_pattern(same: Sequence[Reported]) -> bool:
    """Whether a new report and those that are alike, all without a cause yet, are enough."""
    return len(same) + 1 >= PATTERN_LEAST


def same_fault(new: Reported, same: Iterable[Reported]) -> list[Reported]:
    """Of those that are alike: reported within hours, so perhaps by another customer of one
    fault. A fault is at a place."""
    return [one for one in same if new.place and abs(new.at - one.at) <= SAME_FAULT_WITHIN]


def asks_again(dismissed_at: datetime, reported: Iterable[datetime], now: datetime) -> bool:
    """Whether a pattern that was dismissed has become one again: what happened since is enough."""
    since = max(dismissed_at, now - PATTERN_WITHIN)
    return sum(at > since for at in reported) >= PATTERN_LEAST


def cause_of(
    new: Reported,
    causes: Iterable[Reported],
    linked: Iterable[Reported],
    rarity: Mapping[str, float],
) -> int | None:
    """The newest cause at its place that it is alike to, in its own words or in those of a report
    that is `linked` to it, however old."""
    has = bool(new.place)
    by_linked = {
        one.cause_id for one in linked if are_alike(new.terms, one.terms, rarity, have_place=has)
    }
    here = [
        one.id
        for one in causes
        if one.place == new.place
        and (one.id in by_linked or are_alike(new.terms, one.terms, have_place=has))
    ]
    return max(here, default=None)


def is_comeback(reported_at: datetime, resolved_at: datetime) -> bool:
    """Whether it happened after the cause was resolved, and while that is watched."""
    return resolved_at < reported_at <= resolved_at + WATCHED_FOR


class Watch(StrEnum):
    """What is known of a resolved cause."""

    SO_FAR = "so-far"  # not back, still watched
    STAYED_AWAY = "stayed-away"
    CAME_BACK = "came-back"
    REOPEN = "reopen"  # came back often enough to ask whether it is to be opened again


def watch(resolved_at: datetime, comebacks: int, now: datetime) -> Watch:
    if comebacks:
        return Watch.REOPEN if comebacks >= REOPEN_FROM else Watch.CAME_BACK
    return Watch.STAYED_AWAY if now >= resolved_at + WATCHED_FOR else Watch.SO_FAR


def refuse_taken(owner: Isolated | None, *, is_mine: bool) -> Refusal:
    """Somebody owns the cause already."""
    if is_mine:
        return Refusal(_("You already own this cause."), harmless=True)
    if owner is None:
        return Refusal(_("This cause is known already, and has no owner. Own it there."))
    return Refusal(
        _(
            "%(owner)s was faster and owns this cause now. You don’t need to do anything.",
            owner=owner,
        )
    )


def refuse_unlink(*, is_owner: bool, is_lead: bool, is_linked: bool) -> Refusal | None:
    """Whether somebody may say that an issue is another thing."""
    if not is_owner and not is_lead:
        return Refusal(_("Only the owner or a lead can say that this is not the same."))
    return None if is_linked else Refusal(_("This is not linked to a cause."), harmless=True)
