"""Whom to ask, in which order, and why. Pure: knows no database, no clock and no web.

People on shift at the issue's site come first; among them count done steps, who named them, and
skills. Each is suggested with a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from statistics import median
from typing import NamedTuple

from web.rules.stems import Word, words_of
from web.rules.text import JOINT, one_spelling, search_key

MOST = 5
# A step is told as "like this" from this similarity on, and from this share of the best one.
_ALIKE, _ALMOST = 0.18, 0.5
# Weights of the other reasons; 1.0 is a step done word for word before.
_PROPOSED, _SKILL = 0.6, 0.35
_LONGEST_NAME = 12  # parts that are joined
_LONG_NUMBER = 4  # digits; it may be a model's number
_PREFIX = 4  # letters that two forms of one word share
# English stop words, and verbs that any need begins with.
_ENGLISH = """
    a about all also am an and any are as at back be because been but by came can cannot come comes
    could couldn d did didn do does doesn doing don for from get gets getting go goes going got had
    has hasn have he her here hers him his how i if ill im in into is isn it its ive just ll look
    looking m me my no not now of off on one only or our out over please re s says she should so
    some someone somebody something still t than that the their them then there these they this
    those to too up us ve very wants was wasn we were what when where which who why will with won
    would you your
"""
EMPTY = frozenset(_ENGLISH.split())
# Stop words of skills, in addition.
_GENERAL = {"customer", "customers", "help", "helping", "need", "needs", "issue", "issues"}


class Ground(StrEnum):
    """Kinds of reasons, the strongest first; values as pages know them."""

    DONE = "done"
    PROPOSED = "proposed"
    SKILL = "skill"
    ON_SHIFT = "on_shift"


@dataclass(frozen=True)
class Because:
    """One reason to ask somebody."""

    ground: Ground
    count: int = 0  # done: number of steps like this one
    minutes: int | None = None  # done: median from asked to done
    word: str = ""  # skill: which; proposed: by whom


class DoneStep(NamedTuple):
    """A step that somebody has done: its similarity to this one, and how long it took."""

    likeness: float  # 0 to 1
    minutes: float


@dataclass(frozen=True)
class HelperCandidate:
    """A person who could be asked."""

    id: int
    is_here: bool  # at the site
    on_shift: bool
    done: tuple[DoneStep, ...] = ()  # steps to show: see `worth_telling`
    skills: tuple[str, ...] = ()  # all skills
    proposed_by: str | None = None
    is_asked: bool = False


@dataclass(frozen=True)
class Suggestion:
    id: int
    because: tuple[Because, ...]


def says_something(word: Word) -> bool:
    """Whether a word has a meaning of its own: not "the", nor the 4 of "till 4"."""
    written = word.letters or word.stem
    return written not in EMPTY and not (written.isdigit() and len(written) < _LONG_NUMBER)


def worth_telling(scores: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Of steps with their similarity, best first, those that share more than everyday words."""
    least = max(_ALIKE, scores[0][1] * _ALMOST) if scores else _ALIKE
    return [(step, score) for step, score in scores if score >= least]


def suggest(
    people: Iterable[HelperCandidate], wanted: str, language: str
) -> tuple[Suggestion, ...]:
    """At most five of `people`, the best first; equal ones keep their order.

    `wanted`: all that was said of the need. People off shift or elsewhere need a reason, and come
    after those who are here.
    """
    everybody = list(people)
    known = {skill for candidate in everybody for skill in candidate.skills}
    shares = matching_skills(known, wanted, language)
    judged = [_score(candidate, shares) for candidate in everybody]
    reasoned = sorted((one for one in judged if one.points > 0), key=_place)
    plain = sorted((one for one in judged if not one.points and one.is_near), key=_place)
    chosen = sorted((reasoned + plain)[:MOST], key=_place)
    return tuple(Suggestion(one.id, one.because) for one in chosen)


def matching_skills(skills: Iterable[str], wanted: str, language: str) -> dict[str, float]:
    """Skills named by words of `wanted`, each with the share of it that is named."""
    about, found = _telling_words(wanted, language), {}
    for skill in skills:
        own = _telling_words(skill, language)
        named = sum(any(same_word(word, other) for other in about) for word in own)
        if named and 2 * named >= len(own):
            found[skill] = named / len(own)
    return found


def same_word(one: Word, other: Word) -> bool:
    """Equal, or two forms of one word: "batteries" and "battery", not "card" and "cardboard"."""
    if one.stem == other.stem:
        return True
    pairs = zip(one.letters, other.letters, strict=False)
    longest, shortest = sorted((len(one.letters), len(other.letters)), reverse=True)
    shared = next((n for n, (a, b) in enumerate(pairs) if a != b), shortest)
    return shared >= _PREFIX and 3 * shared >= 2 * longest


class NamedPerson(NamedTuple):
    """A colleague by the names that people may write."""

    id: int
    first_name: str
    last_name: str
    is_here: bool


def named_in(text: str, people: Iterable[NamedPerson]) -> int | None:
    """Whom `text` names: the one full name in it, or the one first name of this site; None when
    ambiguous."""
    words = [one_spelling(word) for word in search_key(text).split()]
    known = list(people)
    by_full_name = {
        one.id for one in known if one.last_name and _contains(words, one.first_name, one.last_name)
    }
    if by_full_name:
        return by_full_name.pop() if len(by_full_name) == 1 else None
    here = {one.id for one in known if one.is_here and _contains(words, one.first_name)}
    return here.pop() if len(here) == 1 else None


def _contains(words: Sequence[str], *names: str) -> bool:
    """Whether the parts of the names stand in `words`, complete and in order, each word one part or
    several joined: Mary Ann is also Mary-Ann and Maryann; Ina is never "in a"."""
    parts = search_key(JOINT.sub(" ", " ".join(names))).split()
    ends: dict[tuple[int, str], set[int]] = {}
    for start in range(len(parts)):
        joins = accumulate(parts[start : start + _LONGEST_NAME])
        for end, joined in enumerate(joins, start + 1):
            ends.setdefault((start, one_spelling(joined)), set()).add(end)
    reached: set[int] = set()  # numbers of parts that the words so far spell
    for word in words:
        reached = {end for start in (0, *reached) for end in ends.get((start, word), ())}
        if len(parts) in reached:
            return True
    return False


class _ScoredCandidate(NamedTuple):
    id: int
    is_near: bool  # here and on shift
    on_shift: bool
    is_asked: bool
    points: float
    because: tuple[Because, ...]


def _score(candidate: HelperCandidate, shares: Mapping[str, float]) -> _ScoredCandidate:
    because, points = [], 0.0
    if candidate.done:
        minutes = max(1, round(median(done.minutes for done in candidate.done)))
        because.append(Because(Ground.DONE, len(candidate.done), minutes))
        points += _experience(candidate.done)
    if candidate.proposed_by is not None:
        because.append(Because(Ground.PROPOSED, word=candidate.proposed_by))
        points += _PROPOSED
    skill = max(candidate.skills, key=lambda word: shares.get(word, 0.0), default="")
    if skill in shares:
        because.append(Because(Ground.SKILL, word=skill))
        points += _SKILL * shares[skill]
    return _ScoredCandidate(
        candidate.id,
        candidate.is_here and candidate.on_shift,
        candidate.on_shift,
        candidate.is_asked,
        points,
        tuple(because) or (Because(Ground.ON_SHIFT),),
    )


def _experience(done: Sequence[DoneStep]) -> float:
    """The best similarity counts fully, each further one half of the one before."""
    best = sorted((one.likeness for one in done), reverse=True)
    return sum(likeness * 0.5**n for n, likeness in enumerate(best))


def _place(one: _ScoredCandidate) -> tuple[bool, bool, bool, float]:
    """Somebody who is already asked comes after the others."""
    return (one.is_asked, not one.is_near, not one.on_shift, -one.points)


def _telling_words(text: str, language: str) -> tuple[Word, ...]:
    words = words_of(text, language)
    telling = (word for word in words if says_something(word) and word.letters not in _GENERAL)
    return tuple(dict.fromkeys(telling))
