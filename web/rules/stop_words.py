"""Every stop of the line as one whole sentence, told to the person who looks. Pure.

The values of all messages: `who` did or asked it, `helper`, `customer` by name, and `owner` whose
absence made a lead act. All are first names.
"""

from dataclasses import dataclass
from datetime import datetime

from web.language.messages import gettext_noop as N_
from web.rules.vocabulary import CustomerAnswer, EventKind, StepState
from web.rules.voices import Voice, Voices, in_voice, voices_for


@dataclass(frozen=True)
class StepStop:
    """A step as a stop on the line."""

    id: int
    state: StepState  # as of now
    helper: str | None  # first name; None: whoever scans the owner's code
    helper_is_me: bool
    is_cold: bool  # nobody introduced them
    said_yes: bool  # at some time
    since: datetime  # they are with the owner; before their yes: they were asked
    until: datetime | None  # when it was done, declined or taken back


@dataclass(frozen=True, kw_only=True)
class LineStop:
    """What the sentence of a stop tells."""

    kind: EventKind  # ASKED: a step, in whatever state it is now; CHANGED: the knot
    who: str | None  # first name; None: the system. CHANGED: who has it from here on
    by_me: bool
    step: StepStop | None = None
    for_owner: str | None = None  # whose absence made a lead act: first name
    for_me: bool = False  # that owner looks
    answer: CustomerAnswer | None = None  # REOPENED: of the customer, if that did it
    is_report: bool = False  # OWNED: whoever reported it owned it in the same moment
    of_cause: bool = False  # the team is updated, not a customer

    @property
    def voices(self) -> list[Voice]:
        to_me = self.step is not None and self.step.helper_is_me
        return voices_for(by_me=self.by_me, for_me=self.for_me, to_me=to_me, who=self.who)


BY_KIND: dict[EventKind, Voices] = {
    EventKind.REPORTED: {
        Voice.ME: N_("You reported it"),
        Voice.OTHER: N_("%(who)s reported it"),
        Voice.NOBODY: N_("It was reported"),
    },
    EventKind.OWNED: {
        Voice.ME: N_("You own it"),
        Voice.OTHER: N_("%(who)s owns it"),
    },
    EventKind.CHANGED: {
        Voice.ME: N_("You own it now"),
        Voice.OTHER: N_("%(who)s owns it now"),
    },
    EventKind.CUSTOMER_TOLD: {
        Voice.ME: N_("You updated the customer"),
        Voice.OTHER: N_("%(who)s updated the customer"),
    },
    EventKind.POSTPONED: {
        Voice.ME: N_("You had no news yet"),
        Voice.OTHER: N_("%(who)s had no news yet"),
    },
    EventKind.RESOLVED: {
        Voice.ME: N_("You settled it"),
        Voice.OTHER: N_("%(who)s settled it"),
    },
    EventKind.REOPENED: {
        Voice.ME: N_("You reopened it"),
        Voice.OTHER: N_("%(who)s reopened it"),
        Voice.NOBODY: N_("It was reopened"),
    },
    EventKind.ORPHANED: {
        Voice.OTHER: N_("The owner’s account was closed: nobody owns this"),
    },
}
REOPENED_BY = {
    CustomerAnswer.NOT_YET: N_("The customer says: not settled yet"),
    CustomerAnswer.SENT_AWAY: N_("The customer was sent away"),
}
SEEN_AND_OWNED: Voices = {
    Voice.ME: N_("You saw it and own it"),
    Voice.OTHER: N_("%(who)s saw it and owns it"),
}
NAMED_CUSTOMER_UPDATED: Voices = {
    Voice.ME: N_("You updated %(customer)s"),
    Voice.OTHER: N_("%(who)s updated %(customer)s"),
}
TEAM_UPDATED: Voices = {
    Voice.ME: N_("You updated the team"),
    Voice.OTHER: N_("%(who)s updated the team"),
}
# By a lead, in the stead of an owner who was absent.
STAND_IN: dict[EventKind, Voices] = {
    EventKind.CUSTOMER_TOLD: {
        Voice.ME: N_("You updated the customer for %(owner)s"),
        Voice.OWNER: N_("%(who)s updated the customer for you"),
        Voice.OTHER: N_("%(who)s updated the customer for %(owner)s"),
    },
    EventKind.POSTPONED: {
        Voice.ME: N_("You had no news yet, for %(owner)s"),
        Voice.OWNER: N_("%(who)s had no news yet, for you"),
        Voice.OTHER: N_("%(who)s had no news yet, for %(owner)s"),
    },
}
NAMED_CUSTOMER_TOLD_FOR_OWNER: Voices = {
    Voice.ME: N_("You updated %(customer)s for %(owner)s"),
    Voice.OWNER: N_("%(who)s updated %(customer)s for you"),
    Voice.OTHER: N_("%(who)s updated %(customer)s for %(owner)s"),
}
# Somebody was asked: what has become of it.
HELPED: Voices = {Voice.HELPER: N_("You helped"), Voice.OTHER: N_("%(helper)s helped")}
STEPS: dict[StepState, Voices] = {
    StepState.ASKED: {
        Voice.ME: N_("You asked %(helper)s"),
        Voice.HELPER: N_("%(who)s asked you"),
        Voice.OTHER: N_("%(who)s asked %(helper)s"),
    },
    StepState.UNANSWERED: {
        Voice.HELPER: N_("You have not answered %(who)s"),
        Voice.OTHER: N_("%(helper)s has not answered"),
    },
    StepState.ACCEPTED: {
        Voice.ME: N_("%(helper)s is with you"),
        Voice.HELPER: N_("You are with %(who)s"),
        Voice.OTHER: N_("%(helper)s is with %(who)s"),
    },
    StepState.DONE: HELPED,
    StepState.DECLINED: {
        Voice.HELPER: N_("You couldn’t help"),
        Voice.OTHER: N_("%(helper)s couldn’t help"),
    },
    StepState.WITHDRAWN: {
        Voice.HELPER: N_("Request to you cancelled"),
        Voice.OTHER: N_("Request to %(helper)s cancelled"),
    },
}
# The helper is nobody known while a code waits to be scanned.
CODES: dict[StepState, Voices] = {
    StepState.ASKED: {
        Voice.ME: N_("You are walking over to someone"),
        Voice.OTHER: N_("%(who)s is walking over to someone"),
    },
    StepState.UNANSWERED: {
        Voice.ME: N_("Nobody has scanned your code"),
        Voice.OTHER: N_("Nobody has scanned %(who)s’s code"),
    },
    StepState.WITHDRAWN: {
        Voice.ME: N_("Your code cancelled"),
        Voice.OTHER: N_("%(who)s’s code cancelled"),
    },
}


def stop_message(stop: LineStop, *, names_customer: bool) -> str:
    """`names_customer`: their name is known, and short enough."""
    if stop.step:
        return in_voice(_of_step(stop.step), stop.voices)
    if stop.kind is EventKind.OWNED and stop.is_report:
        return in_voice(SEEN_AND_OWNED, stop.voices)
    if stop.answer in REOPENED_BY:
        return REOPENED_BY[stop.answer]
    if stop.of_cause and stop.kind is EventKind.CUSTOMER_TOLD:
        return in_voice(TEAM_UPDATED, stop.voices)
    is_named = names_customer and stop.kind is EventKind.CUSTOMER_TOLD
    if stop.for_owner and stop.kind in STAND_IN:
        its = NAMED_CUSTOMER_TOLD_FOR_OWNER if is_named else STAND_IN[stop.kind]
        return in_voice(its, stop.voices)
    return in_voice(NAMED_CUSTOMER_UPDATED if is_named else BY_KIND[stop.kind], stop.voices)


def _of_step(step: StepStop) -> Voices:
    if step.state is StepState.WITHDRAWN and step.said_yes:
        return HELPED
    return CODES.get(step.state, STEPS[step.state]) if not step.helper else STEPS[step.state]
