"""What the card of an issue says first, and why: whole sentences by headline. Pure.

The values of all messages: first names of the `owner`, of the `former` owner and the `asker` of an
owner change, of the `next` owner and of the `helper` who answered last; `names` of whom the owner
waits for; the `customer`; `when` the next update is due or it was settled, `time` since when it is
late or waits, `left` until the update, and what a helper said they `could`.
"""

from dataclasses import dataclass
from datetime import timedelta

from web.language.messages import gettext_noop as N_
from web.rules.issue_actions import Headline
from web.rules.update_words import (
    HEARS,
    HEARS_NAMED,
    HEARS_TEAM,
    PROMISED,
    PROMISED_NAMED,
    PROMISED_TEAM,
    TALK,
    TALK_NAMED,
    TALK_TEAM,
    UPDATE,
    UPDATE_BY,
    UPDATE_LATE,
    UPDATE_NAMED,
    UPDATE_NAMED_BY,
    UPDATE_NAMED_LATE,
    UPDATE_NAMED_NOW,
    UPDATE_NOW,
    UPDATE_TEAM,
    UPDATE_TEAM_BY,
    UPDATE_TEAM_LATE,
    UPDATE_TEAM_NOW,
)
from web.rules.vocabulary import CustomerAnswer, DeclineReason
from web.rules.voices import Voice, Voices, in_voice

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class IssueNow:
    """What the card of an issue tells."""

    headline: Headline
    is_mine: bool  # the viewer owns it
    owner: str | None
    has_promise: bool
    customer: str | None  # by name
    customer_called: str | None  # by a name that has room on a button
    late_by: timedelta | None = None  # None: it is not late
    waited: timedelta | None = None  # without an owner
    change_is_mine: bool = False  # ASKED_TO_OWN: the viewer proposed themselves
    change_by_owner: bool = True  # else a lead asked in their stead
    helper: str | None = None  # of the newest request of others; None: whoever scans the code
    has_declined: bool = False  # that helper
    why: DeclineReason | None = None
    could: str | None = None
    names: tuple[str, ...] = ()  # whom the owner waits for
    has_offered: bool = False  # the viewer
    answer: CustomerAnswer | None = None  # of the customer, to the newest resolution
    is_cause: bool = False  # the team is updated, in the place of a customer

    @property
    def whose(self) -> list[Voice]:
        return [Voice.ME if self.is_mine or not self.owner else Voice.OTHER, Voice.OTHER]


ASK: Voices = {
    Voice.ME: N_("Ask someone"),
    Voice.OTHER: N_("Ask someone for %(owner)s"),
}
NO_OWNER = N_("A customer is waiting. Who owns this answers for it until it is settled.")
NO_OWNER_OF_CAUSE = N_("Who owns this answers for it until it is settled.")
HEADLINES: dict[Headline, str] = {
    Headline.ASKED_TO_HELP: N_("%(asker)s asks you to help"),
    Headline.RESOLVED: N_("Settled %(when)s"),
    Headline.WAITING_FOR_OWNER: N_("Waiting for %(next)s’s answer"),
    Headline.START: N_("Fix it, or ask someone"),
    Headline.STAND_IN_PROPOSE: N_("%(owner)s is off shift when the next update is due"),
    Headline.CALL_OWNER: N_("Call %(owner)s"),
    Headline.FORMER_OWNER: N_("%(owner)s has it now"),
}
# With a name, and without one.
OF_NAMED: dict[Headline, tuple[str, str]] = {
    Headline.HELPING: (N_("You are with %(owner)s"), N_("You are with the customer")),
    Headline.WAITING_FOR_HELPER: (
        N_("Waiting for %(names)s"),
        N_("Waiting for someone to scan your code"),
    ),
    Headline.STEPS_DONE: (
        N_("%(helper)s is done. Settled?"),
        N_("Everybody is done. Settled?"),
    ),
}
# With the customer’s name, and without it.
SAYS_NO: dict[CustomerAnswer | None, tuple[str, str]] = {
    CustomerAnswer.NOT_YET: (
        N_("Call %(customer)s: “Not yet”"),
        N_("Call the customer: “Not yet”"),
    ),
    CustomerAnswer.SENT_AWAY: (
        N_("Call %(customer)s: “I was sent away”"),
        N_("Call the customer: “I was sent away”"),
    ),
}
IS_SETTLED = (N_("%(customer)s: “It is settled”"), N_("The customer: “It is settled”"))
CANNOTS: dict[DeclineReason, str] = {
    DeclineReason.BUSY: N_("They are busy."),
    DeclineReason.AWAY: N_("They are not here."),
    DeclineReason.NOT_MINE: N_("It is not something they do."),
}


def update_message(now: IssueNow) -> str:
    return in_voice(_called(now, UPDATE_TEAM, UPDATE_NAMED, UPDATE), now.whose)


def headline_message(now: IssueNow) -> str:
    return HEADLINES.get(now.headline) or _of_hands(now) or _of_update(now)


def _of_hands(now: IssueNow) -> str | None:
    """Headlines about people; None: about the update."""
    if now.headline in OF_NAMED:
        named, unnamed = OF_NAMED[now.headline]
        is_named = {
            Headline.HELPING: now.owner,
            Headline.WAITING_FOR_HELPER: now.names,
            Headline.STEPS_DONE: now.helper,
        }
        return named if is_named[now.headline] else unnamed
    match now.headline:
        case Headline.NO_OWNER:
            is_long = now.waited is not None and now.waited >= _A_MINUTE
            return N_("No owner for %(time)s") if is_long else N_("No owner yet")
        case Headline.ASKED_TO_OWN:
            return _asked_to_own(now)
        case Headline.HELPER_CANNOT:
            return _cannot_help(now)
        case Headline.STAND_IN_ASK:
            return in_voice(ASK, now.whose)
        case Headline.CUSTOMER_SAYS_NO if now.answer in SAYS_NO:
            named, unnamed = SAYS_NO[now.answer]
            return named if now.customer_called else unnamed
        case _:
            return None


def _asked_to_own(now: IssueNow) -> str:
    if now.change_is_mine:
        return N_("Take this over from %(former)s?")
    if not now.change_by_owner:
        return N_("%(asker)s asks you to take over from %(former)s")
    return N_("%(former)s asks you to take over")


def _cannot_help(now: IssueNow) -> str:
    if not now.helper:
        return N_("Nobody has scanned the code. Ask someone else")
    if now.has_declined:
        return N_("%(helper)s couldn’t help. Ask someone else")
    return N_("%(helper)s has not answered. Ask someone else")


def _called(now: IssueNow, team: Voices, named: Voices, unnamed: Voices) -> Voices:
    """By whether the team is updated, or a customer whose name has room."""
    if now.is_cause:
        return team
    return named if now.customer_called is not None else unnamed


def _of_update(now: IssueNow) -> str:
    if now.headline in (Headline.LATE, Headline.STAND_IN_UPDATE) and now.late_by is not None:
        if now.late_by < _A_MINUTE:
            at_once = _called(now, UPDATE_TEAM_NOW, UPDATE_NAMED_NOW, UPDATE_NOW)
            return in_voice(at_once, now.whose)
        return in_voice(_called(now, UPDATE_TEAM_LATE, UPDATE_NAMED_LATE, UPDATE_LATE), now.whose)
    if now.headline in (Headline.NEAR, Headline.STAND_IN_UPDATE):
        return in_voice(_called(now, UPDATE_TEAM_BY, UPDATE_NAMED_BY, UPDATE_BY), now.whose)
    if now.late_by is not None:
        return N_("The next update is %(time)s late")
    return N_("Next update by %(when)s") if now.has_promise else N_("Nothing for you to do")


def why_messages(now: IssueNow) -> list[str]:
    """Sentences in their order, behind the requests that it is about."""
    talk = _talk(now)
    match now.headline:
        case Headline.NO_OWNER:
            return [NO_OWNER_OF_CAUSE if now.is_cause else NO_OWNER]
        case Headline.ASKED_TO_HELP | Headline.HELPING:
            return []
        case Headline.ON_TIME | Headline.JUST_OWNED | Headline.RESOLVED:
            return _without_update(now)
        case Headline.CALL_OWNER:
            return [_promised(now), N_("It is %(time)s late.")]
        case Headline.LATE:
            return [_promised(now), talk]
        case Headline.STAND_IN_UPDATE if now.late_by is not None:
            return [_promised(now), talk]
        case Headline.NEAR | Headline.STAND_IN_UPDATE:
            return [N_("<strong>%(left)s left.</strong>"), talk]
        case _:
            return [*_before_hearing(now), *_hears(now)]


def _without_update(now: IssueNow) -> list[str]:
    """Where none is to come, or it is not the viewer’s."""
    if now.headline is Headline.RESOLVED:
        if now.answer is not CustomerAnswer.SETTLED:
            return [N_("The customer has not confirmed it.")]
        return [IS_SETTLED[0] if now.customer else IS_SETTLED[1]]
    is_offer = now.headline is Headline.ON_TIME and now.has_offered
    return [N_("You offered to help. %(owner)s asks you if it is of use.")] if is_offer else []


def _before_hearing(now: IssueNow) -> list[str]:
    match now.headline:
        case Headline.ASKED_TO_OWN:
            return [N_("%(former)s owns this until you say yes.")]
        case Headline.WAITING_FOR_OWNER:
            return [N_("You still own this.")]
        case Headline.STAND_IN_ASK:
            if not now.helper:
                return [N_("Nobody has scanned the code.")]
            has_not = N_("%(helper)s has not answered.")
            return [N_("%(helper)s couldn’t help.") if now.has_declined else has_not]
        case Headline.HELPER_CANNOT if now.has_declined:
            why = CANNOTS.get(now.why) if now.why else None
            could = [N_("%(helper)s says who could: %(could)s.")] if now.could else []
            return [*([why] if why else []), *could]
        case Headline.HELPER_CANNOT:
            return [N_("No answer since %(since)s.")]
        case _:
            return []


def _talk(now: IssueNow) -> str:
    if now.is_cause:
        return TALK_TEAM
    return TALK_NAMED if now.customer else TALK


def _promised(now: IssueNow) -> str:
    if now.is_cause:
        return PROMISED_TEAM
    return PROMISED_NAMED if now.customer else PROMISED


def _hears(now: IssueNow) -> list[str]:
    voices = HEARS_TEAM if now.is_cause else HEARS_NAMED if now.customer else HEARS
    whose = Voice.ME if now.is_mine else Voice.OTHER
    return [voices[whose]] if now.has_promise else []
