"""What an owner change's page says first: to who is asked, to who asks, and to colleagues who look
on. Pure.

The values of all messages: first names of the `owner` before it, of whoever `asks` and of the
`next` owner; full names of that owner (`who`) and of the next one (`colleague`).
"""

from dataclasses import dataclass

from web.language.messages import gettext_noop as N_
from web.rules.vocabulary import ChangeReason, ChangeState
from web.rules.voices import Voice, Voices, in_voice


@dataclass(frozen=True, kw_only=True)
class ChangeHeading:
    """An owner change, as one of its people is told of it."""

    state: ChangeState  # as of now
    reason: ChangeReason
    is_from_me: bool
    is_to_me: bool
    is_asked_by_me: bool
    asker_is_owner: bool  # else a lead who stood in for them
    is_owner: bool  # the viewer owns the issue now, and it is open


# `HELPER`: to whoever is asked; `OWNER`: it was asked in the reader's stead.
STAND_IN: Voices = {
    Voice.ME: N_("Waiting for %(next)s’s answer"),
    Voice.HELPER: N_("%(asks)s asks you to take over from %(owner)s"),
    Voice.OWNER: N_("%(asks)s asked %(colleague)s to take over from you"),
    Voice.OTHER: N_("%(asks)s asked %(colleague)s to take over from %(who)s"),
}
ASKED: Voices = {
    Voice.ME: N_("Waiting for %(next)s’s answer"),
    Voice.HELPER: N_("%(who)s asks you to take over"),
    Voice.OTHER: N_("%(who)s asked %(colleague)s to take over"),
}
UNANSWERED: Voices = {**ASKED, Voice.ME: N_("%(next)s has not answered")}
ACCEPTED: Voices = {
    Voice.ME: N_("%(next)s took over from you"),
    Voice.HELPER: N_("You took over from %(owner)s"),
    Voice.OTHER: N_("%(colleague)s took over from %(who)s"),
}
DECLINED: Voices = {
    Voice.ME: N_("%(next)s said no"),
    Voice.HELPER: N_("%(asks)s knows you said no"),
    Voice.OTHER: N_("%(colleague)s said no"),
}
REASONS: dict[ChangeReason, Voices] = {
    ChangeReason.SHIFT_ENDS: {
        Voice.ME: N_("Because your shift ends."),
        Voice.OTHER: N_("Because %(owner)s’s shift ends."),
    },
    ChangeReason.ABSENCE: {
        Voice.ME: N_("Because you are away."),
        Voice.OTHER: N_("Because %(owner)s is away."),
    },
    ChangeReason.BETTER_PLACED: {
        Voice.HELPER: N_("Because you are better placed."),
        Voice.OTHER: N_("Because %(next)s is better placed."),
    },
}


def title_message(change: ChangeHeading) -> str:
    match change.state:
        case ChangeState.ASKED | ChangeState.UNANSWERED:
            return _while_waiting(change)
        case ChangeState.ACCEPTED if change.is_to_me and change.is_owner:
            return N_("You own this now")
        case ChangeState.ACCEPTED:
            return in_voice(ACCEPTED, _voices(change))
        case ChangeState.DECLINED:
            return in_voice(DECLINED, _voices(change))
        case ChangeState.WITHDRAWN:
            return N_("This request was cancelled")


def _while_waiting(change: ChangeHeading) -> str:
    if change.is_to_me and change.is_asked_by_me:
        return N_("Take this over from %(owner)s?")
    if not change.asker_is_owner:
        fitting = (
            (change.is_to_me, Voice.HELPER),
            (change.is_asked_by_me, Voice.ME),
            (change.is_from_me, Voice.OWNER),
            (True, Voice.OTHER),
        )
        return in_voice(STAND_IN, [voice for fits, voice in fitting if fits])
    voices = ASKED if change.state is ChangeState.ASKED else UNANSWERED
    return in_voice(voices, _voices(change))


def reason_message(change: ChangeHeading) -> str:
    return in_voice(REASONS[change.reason], _voices(change))


def _voices(change: ChangeHeading) -> list[Voice]:
    """`ME`: whose issue it was."""
    fitting = ((change.is_to_me, Voice.HELPER), (change.is_from_me, Voice.ME))
    return [*(voice for fits, voice in fitting if fits), Voice.OTHER]
