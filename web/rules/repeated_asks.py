"""When people keep asking a lead for the same thing, and the answer is always yes.

Pure. What is compared are the words of steps, as `rules.causes` compares those of reports, without
the words that any request for a permission has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from web.language.messages import gettext as _
from web.rules import causes
from web.rules.issues import Refusal
from web.rules.vocabulary import StepState

WITHIN = timedelta(days=30)
LEAST = 3  # times that it was asked, and answered
ANSWERED = (StepState.ACCEPTED, StepState.DONE, StepState.DECLINED)
SAID_YES = (StepState.ACCEPTED, StepState.DONE)
# In Latin letters, how words for a permission begin: alone they make no two requests alike.
_OF_ANY_ASK = (
    *("allow", "approb", "approv", "approuv", "aprob", "aprov", "aprue", "autoris", "autoriz"),
    *("einverstand", "erlaub", "freigab", "freigeb", "genehmig", "zustimm"),
    *("goedkeur", "toestem", "permes", "permis", "permit", "izin", "izn", "onay"),
    *("pozwol", "zatwierd", "zezwol", "zgod", "dozvil", "dozvol", "pogod", "zatverd"),
    *("mwfq", "lmwfq", "anumti", "svikrti"),
)
# Of few words a third may be these, and of few requests none is rare enough to weigh nothing.
_JOINED = """
    a al as auf avec bir com con da das de del della dello dem den der des di die dla dlya do du een
    ein eine einen ek el fur fy gli hai het icin il ile im in ka ke ki ko l la las le les lie lo los
    ly m mem met mit mn n na no o op os para per po por pour pr se sul sur u um uma un una une uno
    van ve vid von voor w z za zu
"""
_JOINING = frozenset(_JOINED.split())


@dataclass(frozen=True)
class AskFacts:
    """A step, as far as it says whether somebody has to ask."""

    state: StepState
    helper_leads: bool  # the site of its issue
    asker_leads: bool


@dataclass(frozen=True)
class Asked:
    id: int  # of the step
    terms: frozenset[str]  # of `terms_of`
    at: datetime


@dataclass(frozen=True)
class Answers:
    """To steps that are alike, within 30 days."""

    yes: int
    no: int
    yes_since: int  # since somebody said that it is not for the list, or took it from there


def counts(step: AskFacts) -> bool:
    """An employee asked a lead, and was answered. What was withdrawn says nothing."""
    return step.helper_leads and not step.asker_leads and step.state in ANSWERED


def terms_of(need: str, language: str) -> frozenset[str]:
    """The stems of what was asked for; without what only asks."""
    return causes.terms_of(need, language, _only_asks)


def _only_asks(letters: str) -> bool:
    return letters in _JOINING or letters.startswith(_OF_ANY_ASK)


def alike(new: Asked, others: Iterable[Asked], rarity: Mapping[str, float]) -> list[Asked]:
    """Whatever the answer, wherever in the site."""
    return [
        one
        for one in others
        if one.id != new.id
        and abs(new.at - one.at) <= WITHIN
        and causes.are_alike(new.terms, one.terms, rarity)
    ]


def is_repeated(same: Sequence[Asked]) -> bool:
    """Whether a new one and those that are alike are enough to be told as one thing."""
    return len(same) + 1 >= LEAST


def is_listed(terms: frozenset[str], listed: Iterable[frozenset[str]]) -> bool:
    """Whether it stands on the list already, as far as words can tell."""
    return any(causes.are_alike(terms, one) for one in listed)


def is_always_yes(answers: Answers) -> bool:
    """One no ends it."""
    return answers.no == 0 and answers.yes_since >= LEAST


def refuse_listed() -> Refusal:
    """Another lead was faster."""
    return Refusal(_("This stands on the list already. You don’t need to do anything."))
