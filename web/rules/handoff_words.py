"""The events of the walk as whole sentences: told to who did it, to who was asked, and to everybody
else. Pure. Values beyond those of `timeline_words`: `minutes` and `reminders`, of the limits.
"""

from web.language.messages import gettext_noop as N_
from web.rules.timeline_event import TimelineEvent
from web.rules.vocabulary import (
    ChangeReason,
    DeclineReason,
    EventKind,
    Introduction,
    SilentReason,
)
from web.rules.voices import Voice, Voices, in_voice

SET_OUT: Voices = {
    Voice.ME: N_("You set out to find someone who can."),
    Voice.OTHER: N_("%(who)s set out to find someone who can."),
}
# How the helper was brought in belongs to the sentence, so there is one for each way.
ASKED: dict[Introduction, Voices] = {
    Introduction.IN_PERSON: {
        Voice.ME: N_("You asked %(helper)s in person."),
        Voice.HELPER: N_("%(who)s asked you in person."),
        Voice.OTHER: N_("%(who)s asked %(helper)s in person."),
    },
    Introduction.CALL: {
        Voice.ME: N_("You asked %(helper)s by call."),
        Voice.HELPER: N_("%(who)s asked you by call."),
        Voice.OTHER: N_("%(who)s asked %(helper)s by call."),
    },
    Introduction.MESSAGE: {
        Voice.ME: N_("You asked %(helper)s by message."),
        Voice.HELPER: N_("%(who)s asked you by message."),
        Voice.OTHER: N_("%(who)s asked %(helper)s by message."),
    },
    Introduction.NONE: {
        Voice.ME: N_("You asked %(helper)s without an introduction."),
        Voice.HELPER: N_("%(who)s asked you without an introduction."),
        Voice.OTHER: N_("%(who)s asked %(helper)s without an introduction."),
    },
}
SAID_YES: Voices = {
    Voice.ME: N_("You said: “I’m with you.”"),
    Voice.OTHER: N_("%(who)s said: “I’m with you.”"),
}
# The owner may note a yes that they heard.
NOTED_YES: Voices = {
    Voice.ME: N_("You noted that %(helper)s said yes."),
    Voice.HELPER: N_("%(who)s noted that you said yes."),
    Voice.OTHER: N_("%(who)s noted that %(helper)s said yes."),
}
NOTED_YES_OF_SOMEONE = N_("You noted that someone said yes.")
CANNOT = N_("You said that you can’t.")
CANNOTS: dict[DeclineReason, str] = {
    DeclineReason.BUSY: N_("%(who)s can’t help: they are busy."),
    DeclineReason.AWAY: N_("%(who)s can’t help: they are not here."),
    DeclineReason.NOT_MINE: N_("%(who)s can’t help: it is not something they do."),
    DeclineReason.OTHER: N_("%(who)s can’t help."),
}
SAID_DONE: Voices = {
    Voice.ME: N_("You said that your part is done."),
    Voice.OTHER: N_("%(subject)s said that their part is done."),
}
NOTED_DONE: Voices = {
    Voice.ME: N_("You noted that the part of %(helper)s is done."),
    Voice.HELPER: N_("%(who)s noted that your part is done."),
    Voice.OTHER: N_("%(who)s noted that the part of %(helper)s is done."),
}
LET_GO: Voices = {
    Voice.ME: N_("You told %(helper)s that they can go."),
    Voice.HELPER: N_("%(who)s told you that you can go."),
    Voice.OTHER: N_("%(who)s told %(helper)s that they can go."),
}
WITHDRAWN: Voices = {
    Voice.ME: N_("You cancelled the request to %(helper)s."),
    Voice.HELPER: N_("%(who)s cancelled the request to you."),
    Voice.OTHER: N_("%(who)s cancelled the request to %(helper)s."),
}
# It was nobody’s tap: the issue was resolved, or an account was closed.
WITHDRAWN_BY_NOBODY: Voices = {
    Voice.HELPER: N_("The request to you was cancelled."),
    Voice.OTHER: N_("The request to %(helper)s was cancelled."),
}
CODE_WITHDRAWN: Voices = {
    Voice.ME: N_("You cancelled your code."),
    Voice.OTHER: N_("%(who)s cancelled the code."),
    Voice.NOBODY: N_("The code was cancelled."),
}
UNANSWERED: Voices = {
    Voice.HELPER: N_("You did not answer in time."),
    Voice.OTHER: N_("%(helper)s did not answer in time."),
}
UNSCANNED = N_("Nobody scanned the code in time.")
CHANGES: dict[EventKind, Voices] = {
    EventKind.CHANGE_ASKED: {
        Voice.ME: N_("You asked %(helper)s to take over."),
        Voice.HELPER: N_("%(who)s asked you to take over."),
        Voice.OTHER: N_("%(who)s asked %(helper)s to take over."),
    },
    EventKind.CHANGED: {
        Voice.ME: N_("You said yes. You own this now."),
        Voice.HELPER: N_("You said yes. You own this now."),
        Voice.OTHER: N_("%(subject)s said yes and owns this now."),
    },
    EventKind.CHANGE_DECLINED: {
        Voice.ME: N_("You said that you can’t take over."),
        Voice.OTHER: N_("%(who)s can’t take over."),
    },
    EventKind.CHANGE_WITHDRAWN: {
        Voice.ME: N_("You cancelled the request to %(helper)s to take over."),
        Voice.HELPER: N_("%(who)s cancelled the request to you to take over."),
        Voice.OTHER: N_("%(who)s cancelled the request to %(helper)s to take over."),
    },
    EventKind.CHANGE_UNANSWERED: {
        Voice.HELPER: N_("You did not answer in time whether you take over."),
        Voice.OTHER: N_("%(helper)s did not answer in time whether they take over."),
    },
}
CHANGE_WITHDRAWN_BY_NOBODY: Voices = {
    Voice.HELPER: N_("The request to you to take over was cancelled."),
    Voice.OTHER: N_("The request to %(helper)s to take over was cancelled."),
}
# Sentences of their own, behind the one that says who was asked.
CHANGE_REASONS: dict[ChangeReason, Voices] = {
    ChangeReason.SHIFT_ENDS: {
        Voice.ME: N_("Your shift ends."),
        Voice.OTHER: N_("Their shift ends."),
    },
    ChangeReason.ABSENCE: {
        Voice.ME: N_("You are away."),
        Voice.OTHER: N_("They are away."),
    },
    ChangeReason.BETTER_PLACED: {Voice.OTHER: N_("The other is better placed for it.")},
}
SILENT: dict[SilentReason, Voices] = {
    SilentReason.RECENT: {
        Voice.HELPER: N_(
            "You had a reminder about this less than %(minutes)s minutes before, "
            "so this one made no sound."
        ),
        Voice.OTHER: N_(
            "They had a reminder about this less than %(minutes)s minutes before, "
            "so this one made no sound."
        ),
    },
    SilentReason.LIMIT: {
        Voice.ME: N_(
            "You had sent %(reminders)s reminders with sound within an hour, "
            "so this one made no sound."
        ),
        Voice.OTHER: N_(
            "%(who)s had sent %(reminders)s reminders with sound within an hour, "
            "so this one made no sound."
        ),
    },
}


def handoff_message(event: TimelineEvent) -> str | None:
    """None for other kinds."""
    if event.kind is EventKind.DECLINED:
        return CANNOT if event.by_me else CANNOTS[event.why or DeclineReason.OTHER]
    if event.kind is EventKind.UNANSWERED and not event.helper:
        return UNSCANNED
    if event.kind is EventKind.ACCEPTED and event.by_me and not event.helper:
        return NOTED_YES_OF_SOMEONE
    voices = _voices(event)
    return in_voice(voices, event.voices) if voices else None


def _voices(event: TimelineEvent) -> Voices | None:
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


def _withdrawn(event: TimelineEvent, *, is_by_nobody: bool) -> Voices:
    if not event.helper:
        return CODE_WITHDRAWN
    if is_by_nobody:
        return WITHDRAWN_BY_NOBODY
    return LET_GO if event.said_yes else WITHDRAWN


def _is_of_helper(event: TimelineEvent) -> bool:
    """Else somebody noted what the helper had said."""
    if event.by_me or event.helper_is_me:
        return event.by_me == event.helper_is_me
    return not event.helper or event.who in (None, event.helper)
