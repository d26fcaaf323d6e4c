"""What was undone, and what was corrected, as whole sentences. Pure.

Photos that were added are counted, so the template has that message. Values beyond those of
`timeline_words`: `was` and `now`, the words of an urgency.
"""

from web.language.messages import gettext_noop as N_
from web.rules.timeline_event import TimelineEvent
from web.rules.vocabulary import CorrectedField, EventKind
from web.rules.voices import Voice, Voices, in_voice

UPDATE_UNDONE: Voices = {
    Voice.ME: N_("You undid the update for the customer."),
    Voice.OTHER: N_("%(who)s undid the update for the customer."),
}
UNDONE: dict[EventKind, Voices] = {
    EventKind.CUSTOMER_TOLD: UPDATE_UNDONE,
    EventKind.POSTPONED: UPDATE_UNDONE,
    EventKind.PROMISED: UPDATE_UNDONE,
    EventKind.ACKNOWLEDGED: {
        Voice.ME: N_("You undid “I’m on it”."),
        Voice.OTHER: N_("%(who)s undid “I’m on it”."),
    },
    EventKind.ASKED: {
        Voice.ME: N_("You undid the request to %(helper)s."),
        Voice.HELPER: N_("%(who)s undid the request to you."),
        Voice.OTHER: N_("%(who)s undid the request to %(helper)s."),
    },
    EventKind.RESOLVED: {
        Voice.ME: N_("You undid “Resolve”. It is open as before."),
        Voice.OTHER: N_("%(who)s undid “Resolve”. It is open as before."),
    },
    EventKind.AUTHORITY_USED: {
        Voice.ME: N_("You undid “I used this”."),
        Voice.OTHER: N_("%(who)s undid “I used this”."),
    },
    EventKind.UNSHARED: {
        Voice.ME: N_("You undid the end of the customer’s page."),
        Voice.OTHER: N_("%(who)s undid the end of the customer’s page."),
    },
}
CODE_UNDONE: Voices = {
    Voice.ME: N_("You undid the code for a helper."),
    Voice.OTHER: N_("%(who)s undid the code for a helper."),
}
# What it was and what it is follow as the event’s text.
CORRECTED: dict[CorrectedField, Voices] = {
    CorrectedField.WORDS: {
        Voice.ME: N_("You corrected what is not working."),
        Voice.OTHER: N_("%(who)s corrected what is not working."),
    },
    CorrectedField.PLACE: {
        Voice.ME: N_("You corrected the place."),
        Voice.OTHER: N_("%(who)s corrected the place."),
    },
    CorrectedField.CUSTOMER_NAME: {
        Voice.ME: N_("You corrected the customer’s name."),
        Voice.OTHER: N_("%(who)s corrected the customer’s name."),
    },
    CorrectedField.CUSTOMER_CONTACT: {
        Voice.ME: N_("You corrected how to reach the customer."),
        Voice.OTHER: N_("%(who)s corrected how to reach the customer."),
    },
    CorrectedField.URGENCY: {
        Voice.ME: N_("You changed how urgent it is, from %(was)s to %(now)s."),
        Voice.OTHER: N_("%(who)s changed how urgent it is, from %(was)s to %(now)s."),
    },
    CorrectedField.PHOTOS: {
        Voice.ME: N_("You removed a photo."),
        Voice.OTHER: N_("%(who)s removed a photo."),
    },
}


def correction_message(event: TimelineEvent) -> str | None:
    """None for other kinds, and for photos that were added."""
    voices: Voices | None = None
    if event.kind is EventKind.UNDONE and event.undone:
        is_code = event.undone is EventKind.ASKED and not event.helper
        voices = CODE_UNDONE if is_code else UNDONE.get(event.undone)
    elif event.kind is EventKind.CORRECTED and not event.added:
        voices = CORRECTED[event.field or CorrectedField.PHOTOS]
    return in_voice(voices, event.voices) if voices else None
