"""What the card of an issue says first, and why: whole sentences by headline. Pure.

The values of all messages: first names of the `owner`, of the `former` owner and the `asker` of an
owner change, of the `next` owner and of the `helper` who answered last; `names` of whom the owner
waits for; the `customer`; `when` the next update is due or it was settled, `time` since when it is
late or waits, `left` until the update, and what a helper said they `could`.
"""

from dataclasses import dataclass
from datetime import timedelta

from web.language.messages import gettext_noop as _
from web.rules.issue_actions import Headline
from web.rules.vocabulary import DeclineReason
from web.rules.voices import Voice, Voices, in_voice

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class ToldNow:
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

    @property
    def whose(self) -> list[Voice]:
        return [Voice.ME if self.is_mine or not self.owner else Voice.OTHER, Voice.OTHER]


# *Update the customer*, by the owner or for them, and how it stands with that.
UPDATE: Voices = {
    Voice.ME: _("Update the customer"),
    Voice.OTHER: _("Update the customer for %(owner)s"),
}
UPDATE_NAMED: Voices = {
    Voice.ME: _("Update %(customer)s"),
    Voice.OTHER: _("Update %(customer)s for %(owner)s"),
}
UPDATE_NOW: Voices = {
    Voice.ME: _("Update the customer now"),
    Voice.OTHER: _("Update the customer for %(owner)s now"),
}
UPDATE_NAMED_NOW: Voices = {
    Voice.ME: _("Update %(customer)s now"),
    Voice.OTHER: _("Update %(customer)s for %(owner)s now"),
}
UPDATE_LATE: Voices = {
    Voice.ME: _("Update the customer, %(time)s late"),
    Voice.OTHER: _("Update the customer for %(owner)s, %(time)s late"),
}
UPDATE_NAMED_LATE: Voices = {
    Voice.ME: _("Update %(customer)s, %(time)s late"),
    Voice.OTHER: _("Update %(customer)s for %(owner)s, %(time)s late"),
}
UPDATE_BY: Voices = {
    Voice.ME: _("Update the customer by %(when)s"),
    Voice.OTHER: _("Update the customer for %(owner)s by %(when)s"),
}
UPDATE_NAMED_BY: Voices = {
    Voice.ME: _("Update %(customer)s by %(when)s"),
    Voice.OTHER: _("Update %(customer)s for %(owner)s by %(when)s"),
}
ASK: Voices = {
    Voice.ME: _("Ask someone"),
    Voice.OTHER: _("Ask someone for %(owner)s"),
}
HEARS: Voices = {
    Voice.ME: _("The customer hears from you by %(when)s."),
    Voice.OTHER: _("The customer hears from %(owner)s by %(when)s."),
}
HEARS_NAMED: Voices = {
    Voice.ME: _("%(customer)s hears from you by %(when)s."),
    Voice.OTHER: _("%(customer)s hears from %(owner)s by %(when)s."),
}
PROMISED = _("The customer was promised an update by %(when)s.")
PROMISED_NAMED = _("%(customer)s was promised an update by %(when)s.")
TALK = _("Tell the customer how it is going, even if nothing is new.")
TALK_NAMED = _("Tell %(customer)s how it is going, even if nothing is new.")
HEADLINES: dict[Headline, str] = {
    Headline.ASKED_TO_HELP: _("%(asker)s asks you to help"),
    Headline.RESOLVED: _("Settled %(when)s"),
    Headline.WAITING_FOR_OWNER: _("Waiting for %(next)s’s answer"),
    Headline.START: _("Fix it, or ask someone"),
    Headline.STAND_IN_PROPOSE: _("%(owner)s is off shift when the next update is due"),
    Headline.CALL_OWNER: _("Call %(owner)s"),
    Headline.FORMER_OWNER: _("%(owner)s has it now"),
}
# With a name, and without one.
OF_NAMED: dict[Headline, tuple[str, str]] = {
    Headline.HELPING: (_("You are with %(owner)s"), _("You are with the customer")),
    Headline.WAITING_FOR_HELPER: (
        _("Waiting for %(names)s"),
        _("Waiting for someone to scan your code"),
    ),
    Headline.STEPS_DONE: (
        _("%(helper)s is done. Settled?"),
        _("Everybody is done. Settled?"),
    ),
}
CANNOTS: dict[DeclineReason, str] = {
    DeclineReason.BUSY: _("They are busy."),
    DeclineReason.AWAY: _("They are not here."),
    DeclineReason.NOT_MINE: _("It is not something they do."),
}


def update_message(now: ToldNow) -> str:
    return in_voice(UPDATE_NAMED if now.customer_called else UPDATE, now.whose)


def headline_message(now: ToldNow) -> str:
    return HEADLINES.get(now.headline) or _of_hands(now) or _of_update(now)


def _of_hands(now: ToldNow) -> str | None:
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
            return _("No owner for %(time)s") if is_long else _("No owner yet")
        case Headline.ASKED_TO_OWN:
            return _asked_to_own(now)
        case Headline.HELPER_CANNOT:
            return _cannot_help(now)
        case Headline.STAND_IN_ASK:
            return in_voice(ASK, now.whose)
        case _:
            return None


def _asked_to_own(now: ToldNow) -> str:
    if now.change_is_mine:
        return _("Take this over from %(former)s?")
    if not now.change_by_owner:
        return _("%(asker)s asks you to take over from %(former)s")
    return _("%(former)s asks you to take over")


def _cannot_help(now: ToldNow) -> str:
    if not now.helper:
        return _("Nobody has scanned the code. Ask someone else")
    if now.has_declined:
        return _("%(helper)s couldn’t help. Ask someone else")
    return _("%(helper)s has not answered. Ask someone else")


def _of_update(now: ToldNow) -> str:
    is_named = now.customer_called is not None
    if now.headline in (Headline.LATE, Headline.STAND_IN_UPDATE) and now.late_by is not None:
        if now.late_by < _A_MINUTE:
            return in_voice(UPDATE_NAMED_NOW if is_named else UPDATE_NOW, now.whose)
        return in_voice(UPDATE_NAMED_LATE if is_named else UPDATE_LATE, now.whose)
    if now.headline in (Headline.NEAR, Headline.STAND_IN_UPDATE):
        return in_voice(UPDATE_NAMED_BY if is_named else UPDATE_BY, now.whose)
    if now.late_by is not None:
        return _("The next update is %(time)s late")
    return _("Next update by %(when)s") if now.has_promise else _("Nothing for you to do")


def why_messages(now: ToldNow) -> list[str]:
    """Sentences in their order, behind the requests that it is about."""
    talk = TALK_NAMED if now.customer else TALK
    match now.headline:
        case Headline.NO_OWNER:
            return [_("A customer is waiting. Who owns this answers for it until it is settled.")]
        case Headline.ASKED_TO_HELP | Headline.HELPING:
            return []
        case Headline.ON_TIME | Headline.JUST_OWNED | Headline.RESOLVED:
            is_offer = now.headline is Headline.ON_TIME and now.has_offered
            offered = _("You offered to help. %(owner)s asks you if it is of use.")
            return [offered] if is_offer else []
        case Headline.CALL_OWNER:
            return [_promised(now), _("It is %(time)s late.")]
        case Headline.LATE:
            return [_promised(now), talk]
        case Headline.STAND_IN_UPDATE if now.late_by is not None:
            return [_promised(now), talk]
        case Headline.NEAR | Headline.STAND_IN_UPDATE:
            return [_("<strong>%(left)s left.</strong>"), talk]
        case _:
            return [*_before_hearing(now), *_hears(now)]


def _before_hearing(now: ToldNow) -> list[str]:
    match now.headline:
        case Headline.ASKED_TO_OWN:
            return [_("%(former)s owns this until you say yes.")]
        case Headline.WAITING_FOR_OWNER:
            return [_("You still own this.")]
        case Headline.STAND_IN_ASK:
            if not now.helper:
                return [_("Nobody has scanned the code.")]
            has_not = _("%(helper)s has not answered.")
            return [_("%(helper)s couldn’t help.") if now.has_declined else has_not]
        case Headline.HELPER_CANNOT if now.has_declined:
            why = CANNOTS.get(now.why) if now.why else None
            could = [_("%(helper)s says who could: %(could)s.")] if now.could else []
            return [*([why] if why else []), *could]
        case Headline.HELPER_CANNOT:
            return [_("No answer since %(since)s.")]
        case _:
            return []


def _promised(now: ToldNow) -> str:
    return PROMISED_NAMED if now.customer else PROMISED


def _hears(now: ToldNow) -> list[str]:
    voices = HEARS_NAMED if now.customer else HEARS
    whose = Voice.ME if now.is_mine else Voice.OTHER
    return [voices[whose]] if now.has_promise else []
