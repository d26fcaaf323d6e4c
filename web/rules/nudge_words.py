"""Who is reminded if nobody acts, as whole sentences. Pure.

The values of all messages: `names`, which are those of people and of `FIRST` and `LATER`, and the
first name of the `owner`. A sentence here has no full stop: the template adds what follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from web.language.messages import gettext_noop as N_
from web.rules.vocabulary import Recipient


@dataclass(frozen=True)
class Addressee:
    whom: Recipient
    name: str | None = None  # first name, where one person is meant
    is_me: bool = False

    def label(self, is_first: bool) -> str:
        """For who is nobody by name."""
        return (FIRST if is_first else LATER)[self.whom]


@dataclass(frozen=True)
class PlannedNudge:
    """One line of “what happens if nobody acts”."""

    at: datetime
    to: tuple[Addressee, ...]
    is_urgent: bool  # then the lead gets it in the place of an owner who is off shift
    owner_off_shift: bool  # the owner is meant, and as it stands off shift at that time
    instead: tuple[Addressee, ...] = ()  # who the site names first for an owner out of reach
    every: int | None = None  # minutes: and again after each of these
    at_most: int | None = None  # so many times; None: until somebody acts
    silent: str | None = None  # first name of the colleague who will not have answered by then;
    # "": nobody will have scanned the code. None: not about an answer

    @property
    def others(self) -> tuple[Addressee, ...]:
        return tuple(one for one in self.to if one.whom is not Recipient.OWNER)

    @property
    def named(self) -> tuple[Addressee, ...]:
        """Those whom its sentence names."""
        if not self.owner_off_shift:
            return self.to
        return self.others or (self.instead if self.is_urgent else ())

    def message(self, *, is_mine: bool) -> str:
        return planned_message(self, is_mine=is_mine)


class Subject(StrEnum):
    """Who gets it, as far as a sentence depends on it."""

    ME = "me"  # the reader alone
    ONE = "one"
    SEVERAL = "several"


# How those are called who are nobody by name, at the start of a sentence and later in it.
FIRST: dict[Recipient, str] = {
    Recipient.ON_SHIFT: N_("Everybody on shift here"),
    Recipient.LEAD_ON_SHIFT: N_("The lead on shift"),
    Recipient.LEADS: N_("All leads"),
    Recipient.ADMINS: N_("All admins"),
    Recipient.HELPER: N_("Whoever was asked"),
    Recipient.OWNER: N_("The owner"),
    Recipient.PERSON: N_("A colleague"),
}
LATER: dict[Recipient, str] = {
    Recipient.ON_SHIFT: N_("everybody on shift here"),
    Recipient.LEAD_ON_SHIFT: N_("the lead on shift"),
    Recipient.LEADS: N_("all leads"),
    Recipient.ADMINS: N_("all admins"),
    Recipient.HELPER: N_("whoever was asked"),
    Recipient.OWNER: N_("the owner"),
    Recipient.PERSON: N_("a colleague"),
}
_PLURAL = (Recipient.LEADS, Recipient.ADMINS)

Sentences = dict[Subject, str]
GETS: Sentences = {
    Subject.ME: N_("You get a reminder"),
    Subject.ONE: N_("%(names)s gets a reminder"),
    Subject.SEVERAL: N_("%(names)s get a reminder"),
}
NOBODY_LEFT = N_("Nobody is left to be reminded")
# `MINE`: the reader owns it, and is off shift by then; `THEIRS`: somebody else does.
INSTEAD_OF_MINE: Sentences = {
    Subject.ONE: N_("%(names)s gets a reminder instead of you, because you are off shift"),
    Subject.SEVERAL: N_("%(names)s get a reminder instead of you, because you are off shift"),
}
INSTEAD_OF_THEIRS: Sentences = {
    Subject.ME: N_("You get a reminder instead of %(owner)s, who is off shift"),
    Subject.ONE: N_("%(names)s gets a reminder instead of %(owner)s, who is off shift"),
    Subject.SEVERAL: N_("%(names)s get a reminder instead of %(owner)s, who is off shift"),
}
BUT_NOT_MINE: Sentences = {
    Subject.ONE: N_("%(names)s gets a reminder, but not you, because you are off shift"),
    Subject.SEVERAL: N_("%(names)s get a reminder, but not you, because you are off shift"),
}
BUT_NOT_THEIRS: Sentences = {
    Subject.ME: N_("You get a reminder, but not %(owner)s, who is off shift"),
    Subject.ONE: N_("%(names)s gets a reminder, but not %(owner)s, who is off shift"),
    Subject.SEVERAL: N_("%(names)s get a reminder, but not %(owner)s, who is off shift"),
}
MINE_WAITS: Sentences = {
    Subject.ONE: N_("%(names)s gets a reminder; the one for you waits until your shift"),
    Subject.SEVERAL: N_("%(names)s get a reminder; the one for you waits until your shift"),
}
THEIRS_WAITS: Sentences = {
    Subject.ME: N_("You get a reminder; the one for %(owner)s waits until their shift"),
    Subject.ONE: N_("%(names)s gets a reminder; the one for %(owner)s waits until their shift"),
    Subject.SEVERAL: N_("%(names)s get a reminder; the one for %(owner)s waits until their shift"),
}
ONLY_MINE_WAITS = N_("A reminder for you waits until your shift")
ONLY_THEIRS_WAITS = N_("A reminder for %(owner)s waits until %(owner)s’s shift")
# All of them in short.
NOBODY_REMINDED = N_("Nobody is reminded")
IF_I_DO_NOT_ACT: Sentences = {
    Subject.ME: N_("If you don’t act, you are reminded"),
    Subject.ONE: N_("If you don’t act, %(names)s is reminded"),
    Subject.SEVERAL: N_("If you don’t act, %(names)s are reminded"),
}
IF_NOBODY_ACTS: Sentences = {
    Subject.ME: N_("If nobody acts, you are reminded"),
    Subject.ONE: N_("If nobody acts, %(names)s is reminded"),
    Subject.SEVERAL: N_("If nobody acts, %(names)s are reminded"),
}


def subject_of(several: Sequence[Addressee]) -> Subject:
    if len(several) > 1:
        return Subject.SEVERAL
    one = several[0]
    if one.is_me:
        return Subject.ME
    is_plural = one.whom in _PLURAL and not one.name
    return Subject.SEVERAL if is_plural else Subject.ONE


def planned_message(nudge: PlannedNudge, *, is_mine: bool) -> str:
    """`is_mine`: the reader owns the issue."""
    if not nudge.owner_off_shift:
        return _addressed(GETS, nudge.to) if nudge.to else NOBODY_LEFT
    if nudge.is_urgent and not nudge.others:
        its = INSTEAD_OF_MINE if is_mine else INSTEAD_OF_THEIRS
        return _addressed(its, nudge.instead) if nudge.instead else NOBODY_LEFT
    if nudge.is_urgent:
        return _addressed(BUT_NOT_MINE if is_mine else BUT_NOT_THEIRS, nudge.others)
    if nudge.others:
        return _addressed(MINE_WAITS if is_mine else THEIRS_WAITS, nudge.others)
    return ONLY_MINE_WAITS if is_mine else ONLY_THEIRS_WAITS


def reminded_message(several: Sequence[Addressee], *, is_mine: bool) -> str:
    if not several:
        return NOBODY_REMINDED
    return _addressed(IF_I_DO_NOT_ACT if is_mine else IF_NOBODY_ACTS, several)


def _addressed(sentences: Sentences, several: Sequence[Addressee]) -> str:
    return sentences.get(subject_of(several)) or sentences[Subject.SEVERAL]
