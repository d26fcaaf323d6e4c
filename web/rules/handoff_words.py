"""The events of the walk as whole sentences: told to who did it, to who was asked, and to everybody
else. Pure. Values beyond those of `timeline_words`: `minutes` and `reminders`, of the limits.
"""

from web.language.messages import gettext_noop as _
from web.rules.told_event import ToldEvent
from web.rules.vocabulary import (
    ChangeReason,
    DeclineReason,
    EventKind,
    Introduction,
    SilentReason,
)
from web.rules.voices import Voice, Voices, in_voice

SET_OUT: Voices = {
    Voice.ME: _("You set out to find someone who can."),
    Voice.OTHER: _("%(who)s set out to find someone who can."),
}
# How the helper was brought in belongs to the sentence, so there is one for each way.
ASKED: dict[Introduction, Voices] = {
    Introduction.IN_PERSON: {
        Voice.ME: _("You asked %(helper)s in person."),
        Voice.HELPER: _("%(who)s asked you in person."),
        Voice.OTHER: _("%(who)s asked %(helper)s in person."),
    },
    Introduction.CALL: {
        Voice.ME: _("You asked %(helper)s by call."),
        Voice.HELPER: _("%(who)s asked you by call."),
        Voice.OTHER: _("%(who)s asked %(helper)s by call."),
    },
    Introduction.MESSAGE: {
        Voice.ME: _("You asked %(helper)s by message."),
        Voice.HELPER: _("%(who)s asked you by message."),
        Voice.OTHER: _("%(who)s asked %(helper)s by message."),
    },
    Introduction.NONE: {
        Voice.ME: _("You asked %(helper)s without an introduction."),
        Voice.HELPER: _("%(who)s asked you without an introduction."),
        Voice.OTHER: _("%(who)s asked %(helper)s without an introduction."),
    },
}
SAID_YES: Voices = {
    Voice.ME: _("You said: “I’m with you.”"),
    Voice.OTHER: _("%(who)s said: “I’m with you.”"),
}
# The owner may note a yes that they heard.
NOTED_YES: Voices = {
    Voice.ME: _("You noted that %(helper)s said yes."),
    Voice.HELPER: _("%(who)s noted that you said yes."),
    Voice.OTHER: _("%(who)s noted that %(helper)s said yes."),
}
NOTED_YES_OF_SOMEONE = _("You noted that someone said yes.")
CANNOT = _("You said that you can’t.")
CANNOTS: dict[DeclineReason, str] = {
    DeclineReason.BUSY: _("%(who)s can’t help: they are busy."),
    DeclineReason.AWAY: _("%(who)s can’t help: they are not here."),
    DeclineReason.NOT_MINE: _("%(who)s can’t help: it is not something they do."),
    DeclineReason.OTHER: _("%(who)s can’t help."),
}
SAID_DONE: Voices = {
    Voice.ME: _("You said that your part is done."),
    Voice.OTHER: _("%(subject)s said that their part is done."),
}
NOTED_DONE: Voices = {
    Voice.ME: _("You noted that the part of %(helper)s is done."),
    Voice.HELPER: _("%(who)s noted that your part is done."),
    Voice.OTHER: _("%(who)s noted that the part of %(helper)s is done."),
}
LET_GO: Voices = {
    Voice.ME: _("You told %(helper)s that they can go."),
    Voice.HELPER: _("%(who)s told you that you can go."),
    Voice.OTHER: _("%(who)s told %(helper)s that they can go."),
}
WITHDRAWN: Voices = {
    Voice.ME: _("You cancelled the request to %(helper)s."),
    Voice.HELPER: _("%(who)s cancelled the request to you."),
    Voice.OTHER: _("%(who)s cancelled the request to %(helper)s."),
}
# It was nobody’s tap: the issue was resolved, or an account was closed.
WITHDRAWN_BY_NOBODY: Voices = {
    Voice.HELPER: _("The request to you was cancelled."),
    Voice.OTHER: _("The request to %(helper)s was cancelled."),
}
CODE_WITHDRAWN: Voices = {
    Voice.ME: _("You cancelled your code."),
    Voice.OTHER: _("%(who)s cancelled the code."),
    Voice.NOBODY: _("The code was cancelled."),
}
UNANSWERED: Voices = {
    Voice.HELPER: _("You did not answer in time."),
    Voice.OTHER: _("%(helper)s did not answer in time."),
}
UNSCANNED = _("Nobody scanned the code in time.")
CHANGES: dict[EventKind, Voices] = {
    EventKind.CHANGE_ASKED: {
        Voice.ME: _("You asked %(helper)s to take over."),
        Voice.HELPER: _("%(who)s asked you to take over."),
        Voice.OTHER: _("%(who)s asked %(helper)s to take over."),
    },
    EventKind.CHANGED: {
        Voice.ME: _("You said yes. You own this now."),
        Voice.HELPER: _("You said yes. You own this now."),
        Voice.OTHER: _("%(subject)s said yes and owns this now."),
    },
    EventKind.CHANGE_DECLINED: {
        Voice.ME: _("You said that you can’t take over."),
        Voice.OTHER: _("%(who)s can’t take over."),
    },
    EventKind.CHANGE_WITHDRAWN: {
        Voice.ME: _("You cancelled the request to %(helper)s to take over."),
        Voice.HELPER: _("%(who)s cancelled the request to you to take over."),
        Voice.OTHER: _("%(who)s cancelled the request to %(helper)s to take over."),
    },
    EventKind.CHANGE_UNANSWERED: {
        Voice.HELPER: _("You did not answer in time whether you take over."),
        Voice.OTHER: _("%(helper)s did not answer in time whether they take over."),
    },
}
CHANGE_WITHDRAWN_BY_NOBODY: Voices = {
    Voice.HELPER: _("The request to you to take over was cancelled."),
    Voice.OTHER: _("The request to %(helper)s to take over was cancelled."),
}
# Sentences of their own, behind the one that says who was asked.
CHANGE_REASONS: dict[ChangeReason, Voices] = {
    ChangeReason.SHIFT_ENDS: {
        Voice.ME: _("Your shift ends."),
        Voice.OTHER: _("Their shift ends."),
    },
    ChangeReason.ABSENCE: {
        Voice.ME: _("You are away."),
        Voice.OTHER: _("They are away."),
    },
    ChangeReason.BETTER_PLACED: {Voice.OTHER: _("The other is better placed for it.")},
}
SILENT: dict[SilentReason, Voices] = {
    SilentReason.RECENT: {
        Voice.HELPER: _(
            "You had a reminder about this less than %(minutes)s minutes before, "
            "so this one made no sound."
        ),
        Voice.OTHER: _(
            "They had a reminder about this less than %(minutes)s minutes before, "
            "so this one made no sound."
        ),
    },
    SilentReason.LIMIT: {
        Voice.ME: _(
            "You had sent %(reminders)s reminders with sound within an hour, "
            "so this one made no sound."
        ),
        Voice.OTHER: _(
            "%(who)s had sent %(reminders)s reminders with sound within an hour, "
            "so this one made no sound."
        ),
    },
}


def handoff_message(event: ToldEvent) -> str | None:
    """None for other kinds."""
    if event.kind is EventKind.DECLINED:
        return CANNOT if event.by_me else CANNOTS[event.why or DeclineReason.OTHER]
    if event.kind is EventKind.UNANSWERED and not event.helper:
        return UNSCANNED
    if event.kind is EventKind.ACCEPTED and event.by_me and not event.helper:
        return NOTED_YES_OF_SOMEONE
    voices = _voices(event)
    return in_voice(voices, event.voices) if voices else None


def _voices(event: ToldEvent) -> Voices | None:
    is_by_nobody = not (event.who or event.by_me)
    if event.kind is EventKind.ASKED:
        way = event.introduction or Introduction.NONE
        return ASKED[way] if event.helper else SET_OUT
    if event.kind is EventKind.ACCEPTED:
        return SAID_YES if _is_of_helper(event) else NOTED_YES
    if event.kind is EventKind.DONE:
        return SAID_DONE if _is_of_helper(event) else NOTED_DONE
    if event.kind is EventKind.WITHDRAWN:
        return _withdrawn(event, is_by_nobody=is_by_nobody)
    if event.kind is EventKind.UNANSWERED:
        return UNANSWERED
    if event.kind is EventKind.CHANGE_WITHDRAWN and is_by_nobody:
        return CHANGE_WITHDRAWN_BY_NOBODY
    return CHANGES.get(event.kind) if event.kind else None


def _withdrawn(event: ToldEvent, *, is_by_nobody: bool) -> Voices:
    if not event.helper:
        return CODE_WITHDRAWN
    if is_by_nobody:
        return WITHDRAWN_BY_NOBODY
    return LET_GO if event.said_yes else WITHDRAWN


def _is_of_helper(event: ToldEvent) -> bool:
    """Else somebody noted what the helper had said."""
    if event.by_me or event.helper_is_me:
        return event.by_me == event.helper_is_me
    return not event.helper or event.who in (None, event.helper)
