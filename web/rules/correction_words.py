"""What was undone, and what was corrected, as whole sentences. Pure.

Photos that were added are counted, so the template has that message. Values beyond those of
`timeline_words`: `was` and `now`, the words of an urgency.
"""

from web.language.messages import gettext_noop as _
from web.rules.told_event import ToldEvent
from web.rules.vocabulary import CorrectedField, EventKind
from web.rules.voices import Voice, Voices, in_voice

UPDATE_UNDONE: Voices = {
    Voice.ME: _("You undid the update for the customer."),
    Voice.OTHER: _("%(who)s undid the update for the customer."),
}
UNDONE: dict[EventKind, Voices] = {
    EventKind.CUSTOMER_TOLD: UPDATE_UNDONE,
    EventKind.POSTPONED: UPDATE_UNDONE,
    EventKind.PROMISED: UPDATE_UNDONE,
    EventKind.ACKNOWLEDGED: {
        Voice.ME: _("You undid “I’m on it”."),
        Voice.OTHER: _("%(who)s undid “I’m on it”."),
    },
    EventKind.ASKED: {
        Voice.ME: _("You undid the request to %(helper)s."),
        Voice.HELPER: _("%(who)s undid the request to you."),
        Voice.OTHER: _("%(who)s undid the request to %(helper)s."),
    },
    EventKind.RESOLVED: {
        Voice.ME: _("You undid “Resolve”. It is open as before."),
        Voice.OTHER: _("%(who)s undid “Resolve”. It is open as before."),
    },
    EventKind.UNSHARED: {
        Voice.ME: _("You undid the end of the customer’s page."),
        Voice.OTHER: _("%(who)s undid the end of the customer’s page."),
    },
}
CODE_UNDONE: Voices = {
    Voice.ME: _("You undid the code for a helper."),
    Voice.OTHER: _("%(who)s undid the code for a helper."),
}
# What it was and what it is follow as the event’s text.
CORRECTED: dict[CorrectedField, Voices] = {
    CorrectedField.WORDS: {
        Voice.ME: _("You corrected what is not working."),
        Voice.OTHER: _("%(who)s corrected what is not working."),
    },
    CorrectedField.PLACE: {
        Voice.ME: _("You corrected the place."),
        Voice.OTHER: _("%(who)s corrected the place."),
    },
    CorrectedField.CUSTOMER_NAME: {
        Voice.ME: _("You corrected the customer’s name."),
        Voice.OTHER: _("%(who)s corrected the customer’s name."),
    },
    CorrectedField.CUSTOMER_CONTACT: {
        Voice.ME: _("You corrected how to reach the customer."),
        Voice.OTHER: _("%(who)s corrected how to reach the customer."),
    },
    CorrectedField.URGENCY: {
        Voice.ME: _("You changed how urgent it is, from %(was)s to %(now)s."),
        Voice.OTHER: _("%(who)s changed how urgent it is, from %(was)s to %(now)s."),
    },
    CorrectedField.PHOTOS: {
        Voice.ME: _("You removed a photo."),
        Voice.OTHER: _("%(who)s removed a photo."),
    },
}


def correction_message(event: ToldEvent) -> str | None:
    """None for other kinds, and for photos that were added."""
    voices: Voices | None = None
    if event.kind is EventKind.UNDONE and event.undone:
        is_code = event.undone is EventKind.ASKED and not event.helper
        voices = CODE_UNDONE if is_code else UNDONE.get(event.undone)
    elif event.kind is EventKind.CORRECTED and not event.added:
        voices = CORRECTED[event.field or CorrectedField.PHOTOS]
    return in_voice(voices, event.voices) if voices else None
