"""Every kind of event as one whole sentence, told differently to whoever did it. Pure.

The values of all messages: `who` did it, `helper` (of a step, or the next owner), `subject` (the
helper where one is named, else who did it), `owner` whose absence made a lead act, `when` the next
update is due, `names` of those who were nudged, and `what` was used above which `limit`.
"""

from web.language.messages import gettext_noop as N_
from web.rules.correction_words import correction_message
from web.rules.handoff_words import CHANGE_REASONS, SILENT, handoff_message
from web.rules.timeline_event import TimelineEvent
from web.rules.vocabulary import CustomerAnswer, EventKind
from web.rules.voices import Voice, Voices, in_voice

UNKNOWN = N_("Something was done here that this version can’t show.")
BY_KIND: dict[EventKind, Voices] = {
    EventKind.REPORTED: {
        Voice.ME: N_("You reported this."),
        Voice.OTHER: N_("%(who)s reported this."),
        Voice.NOBODY: N_("This was reported."),
    },
    EventKind.OWNED: {
        Voice.ME: N_("You tapped “I own this”."),
        Voice.OTHER: N_("%(who)s tapped “I own this”."),
    },
    EventKind.PROMISED: {
        Voice.ME: N_("You promised the next update by %(when)s."),
        Voice.OTHER: N_("%(who)s promised the next update by %(when)s."),
        Voice.NOBODY: N_("Next update by %(when)s."),
    },
    EventKind.CUSTOMER_TOLD: {
        Voice.ME: N_("You updated the customer. Next update by %(when)s."),
        Voice.OTHER: N_("%(who)s updated the customer. Next update by %(when)s."),
    },
    EventKind.NOTED: {
        Voice.ME: N_("You added a note."),
        Voice.OTHER: N_("%(who)s added a note."),
    },
    EventKind.SHARED: {
        Voice.ME: N_("You shared a page that the customer can follow."),
        Voice.OTHER: N_("%(who)s shared a page that the customer can follow."),
    },
    EventKind.RELEASED: {
        Voice.ME: N_("You changed what the customer may read."),
        Voice.OTHER: N_("%(who)s changed what the customer may read."),
    },
    EventKind.UNSHARED: {
        Voice.ME: N_("You ended the customer’s page."),
        Voice.OTHER: N_("%(who)s ended the customer’s page."),
        Voice.NOBODY: N_("The customer’s page has ended."),
    },
    EventKind.RESOLVED: {
        Voice.ME: N_("You resolved this."),
        Voice.OTHER: N_("%(who)s resolved this."),
    },
    EventKind.REOPENED: {
        Voice.ME: N_("You reopened this."),
        Voice.OTHER: N_("%(who)s reopened this."),
        Voice.NOBODY: N_("This was reopened."),
    },
    EventKind.ORPHANED: {
        Voice.OTHER: N_("The owner’s account was closed, so nobody owns this."),
    },
    EventKind.ACKNOWLEDGED: {
        Voice.ME: N_("You said that you are on it."),
        Voice.OTHER: N_("%(who)s is on it."),
        Voice.NOBODY: N_("Someone is on it."),
    },
    EventKind.POSTPONED: {
        Voice.ME: N_("You had no news yet. Next update by %(when)s."),
        Voice.OTHER: N_("%(who)s had no news yet. Next update by %(when)s."),
    },
    EventKind.ERASED: {
        Voice.ME: N_("You removed the words and photos of this issue, and who the customer is."),
        Voice.OTHER: N_(
            "%(who)s removed the words and photos of this issue, and who the customer is."
        ),
        Voice.NOBODY: N_(
            "The words and photos of this issue were removed, and who the customer is."
        ),
    },
    EventKind.CUSTOMER_ERASED: {
        Voice.ME: N_("You removed who the customer is."),
        Voice.OTHER: N_("%(who)s removed who the customer is."),
        Voice.NOBODY: N_("Who the customer is was removed."),
    },
    EventKind.PROPOSED: {
        Voice.ME: N_("You named someone else who could help."),
        Voice.OTHER: N_("%(who)s named someone else who could help."),
    },
    EventKind.OFFERED: {
        Voice.ME: N_("You said that you can help."),
        Voice.OTHER: N_("%(who)s said that they can help."),
    },
    EventKind.AUTHORITY_USED: {
        Voice.ME: N_("You used this of what you may do without asking."),
        Voice.OTHER: N_("%(who)s used this of what they may do without asking."),
    },
    EventKind.CAUSE_LINKED: {
        Voice.ME: N_("You linked this to its cause."),
        Voice.OTHER: N_("%(who)s linked this to its cause."),
        Voice.NOBODY: N_("This was linked to the same thing at this place."),
    },
    EventKind.CAUSE_UNLINKED: {
        Voice.ME: N_("You said that this is not the same thing."),
        Voice.OTHER: N_("%(who)s said that this is not the same thing."),
    },
    EventKind.LEFT_OPEN: {
        Voice.ME: N_("You went off shift with this open."),
        Voice.OTHER: N_("%(who)s went off shift with this open."),
        Voice.NOBODY: N_("The owner’s shift ended with this open."),
    },
}
ANSWERS = {
    CustomerAnswer.SETTLED: N_("The customer answered that it is settled."),
    CustomerAnswer.NOT_YET: N_("The customer answered that it is not settled yet."),
    CustomerAnswer.SENT_AWAY: N_("The customer answered that they were sent away."),
}
TOLD_WITHOUT_TIME: Voices = {
    Voice.ME: N_("You updated the customer."),
    Voice.OTHER: N_("%(who)s updated the customer."),
}
TEAM_TOLD: Voices = {
    Voice.ME: N_("You updated the team. Next update by %(when)s."),
    Voice.OTHER: N_("%(who)s updated the team. Next update by %(when)s."),
}
# What a lead did for an owner who was absent, by both names.
STAND_IN: dict[EventKind, Voices] = {
    EventKind.CUSTOMER_TOLD: {
        Voice.ME: N_("You updated the customer for %(owner)s. Next update by %(when)s."),
        Voice.OWNER: N_("%(who)s updated the customer for you. Next update by %(when)s."),
        Voice.OTHER: N_("%(who)s updated the customer for %(owner)s. Next update by %(when)s."),
    },
    EventKind.POSTPONED: {
        Voice.ME: N_("You had no news yet, for %(owner)s. Next update by %(when)s."),
        Voice.OWNER: N_("%(who)s had no news yet, for you. Next update by %(when)s."),
        Voice.OTHER: N_("%(who)s had no news yet, for %(owner)s. Next update by %(when)s."),
    },
    EventKind.ASKED: {
        Voice.ME: N_("You asked %(helper)s for %(owner)s."),
        Voice.OWNER: N_("%(who)s asked %(helper)s for you."),
        Voice.HELPER: N_("%(who)s asked you for %(owner)s."),
        Voice.OTHER: N_("%(who)s asked %(helper)s for %(owner)s."),
    },
    EventKind.CHANGE_ASKED: {
        Voice.ME: N_("You asked %(helper)s to take over from %(owner)s."),
        Voice.OWNER: N_("%(who)s asked %(helper)s to take over from you."),
        Voice.HELPER: N_("%(who)s asked you to take over from %(owner)s."),
        Voice.OTHER: N_("%(who)s asked %(helper)s to take over from %(owner)s."),
    },
}
USED: Voices = {
    Voice.ME: N_("You used: %(what)s."),
    Voice.OTHER: N_("%(who)s used: %(what)s."),
}
ABOVE = N_("This is more than the limit of %(limit)s.")
PROPOSED_THEMSELVES = N_("You proposed yourself as the owner after %(owner)s.")
NUDGED = N_("A reminder went to %(names)s.")
NUDGED_IN_PLACE = N_("A reminder went to %(names)s, in place of someone who could not be reached.")
NUDGED_NOBODY = N_("A reminder was due, but there was nobody to send it to.")
DEFERRED = N_("A reminder for %(names)s waits until their shift.")
DEFERRED_SEVERAL = N_("Reminders for %(names)s wait until their shifts.")
DEFERRED_NOBODY = N_("Nobody was reminded: nobody it was for was on shift.")
NOT_SHOWN = N_("The reminder for %(names)s was not shown in time.")
UNREACHED = N_("A reminder could not reach %(names)s: notifications are off.")


def messages_of(event: TimelineEvent) -> tuple[str, ...]:
    """Sentences of their own, in their order: what was done, why, and why it made no sound."""
    if not event.kind:
        return (UNKNOWN,)
    if event.of_cause and event.kind is EventKind.CUSTOMER_TOLD and event.when:
        return (in_voice(TEAM_TOLD, event.voices),)
    if event.for_owner and event.kind in STAND_IN:
        return (_of_stand_in(event, event.kind),)
    if event.kind in (EventKind.NUDGED, EventKind.DEFERRED, EventKind.UNREACHED):
        return (_of_nudging(event),)
    if event.kind is EventKind.CUSTOMER_TOLD and not event.when:
        return (in_voice(TOLD_WITHOUT_TIME, event.voices),)
    if event.kind is EventKind.CUSTOMER_ANSWERED:
        return (ANSWERS[event.answer] if event.answer else UNKNOWN,)
    if event.kind in BY_KIND:
        return _by_kind(event, event.kind)
    one = correction_message(event) or handoff_message(event)
    return (*([one] if one else []), *_reasons(event))


def _by_kind(event: TimelineEvent, kind: EventKind) -> tuple[str, ...]:
    message = in_voice(USED if event.used else BY_KIND[kind], event.voices)
    return (message, ABOVE) if event.used and event.used.above else (message,)


def _of_stand_in(event: TimelineEvent, kind: EventKind) -> str:
    if kind is EventKind.CHANGE_ASKED and event.by_me and event.helper_is_me:
        return PROPOSED_THEMSELVES
    return in_voice(STAND_IN[kind], event.voices)


def _of_nudging(event: TimelineEvent) -> str:
    if event.kind is EventKind.UNREACHED:
        return NOT_SHOWN if event.not_shown else UNREACHED
    if event.kind is EventKind.DEFERRED:
        several = DEFERRED_SEVERAL if len(event.names) > 1 else DEFERRED
        return several if event.names else DEFERRED_NOBODY
    if not event.names:
        return NUDGED_NOBODY
    return NUDGED_IN_PLACE if event.in_place else NUDGED


def _reasons(event: TimelineEvent) -> list[str]:
    if event.kind not in (EventKind.ASKED, EventKind.CHANGE_ASKED):
        return []
    its = [CHANGE_REASONS[event.reason]] if event.reason else []
    its += [SILENT[event.silent]] if event.silent else []
    return [in_voice(voices, event.voices) for voices in its]
