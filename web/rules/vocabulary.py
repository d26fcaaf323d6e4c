"""The product's vocabulary as closed sets: states, acts, urgencies, roles, kinds of event."""

from enum import StrEnum


class IssueState(StrEnum):
    UNOWNED = "unowned"
    OWNED = "owned"
    RESOLVED = "resolved"


class IssueAct(StrEnum):
    """What a person can do to an issue; the value is the last part of the act's URL."""

    OWN = "own"
    PROMISE = "promise"  # choose another time by which the customer hears more
    TOLD = "told"  # the customer was told: keeps the promise and makes the next one
    NOTE = "note"
    SHARE = "share"  # make, show or revoke the customer's status link
    RESOLVE = "resolve"
    REOPEN = "reopen"
    ON_IT = "on-it"  # acknowledge: the ladder begins again from here
    LATER = "later"  # acknowledge with a new promise, and say why
    ASK = "steps"  # bring somebody in for one step
    HAND_OVER = "owner-change"  # ask somebody to become the owner
    OFFER = "offer"  # say to the owner that one can help


class StepAct(StrEnum):
    """What a person can do to a step; the value is the last part of the act's URL."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DONE = "done"
    WITHDRAW = "withdraw"
    PROPOSE = "propose"  # say who else could help; only the owner asks them


class ChangeAct(StrEnum):
    """What a person can do to an owner change that was asked for."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class StepState(StrEnum):
    """`unanswered` is never stored: it is what `asked` is once its time has passed."""

    ASKED = "asked"
    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ChangeState(StrEnum):
    """Of an owner change. `unanswered` is never stored, as with steps."""

    ASKED = "asked"
    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Introduction(StrEnum):
    """How the owner brings the helper in; a step with none is cold."""

    IN_PERSON = "in_person"
    CALL = "call"
    MESSAGE = "message"
    NONE = "none"


class DeclineReason(StrEnum):
    """Why somebody cannot help, in one word."""

    BUSY = "busy"
    AWAY = "away"
    NOT_MINE = "not_mine"  # they do not know how, or may not
    OTHER = "other"


class SilentReason(StrEnum):
    """Why a nudge that somebody made by hand makes no sound."""

    RECENT = "recent"  # one about this issue did, a few minutes before
    LIMIT = "limit"  # its sender has made as many sounds as they may in an hour


class ChangeReason(StrEnum):
    SHIFT_ENDS = "shift_ends"
    ABSENCE = "absence"
    BETTER_PLACED = "better_placed"


class Urgency(StrEnum):
    NOW = "now"
    TODAY = "today"
    LATER = "later"


class Role(StrEnum):
    EMPLOYEE = "employee"
    LEAD = "lead"
    ADMIN = "admin"


class ShiftSource(StrEnum):
    """Where the end of a shift comes from: an end by the hours follows them."""

    HOURS = "hours"
    PERSON = "person"


class EventKind(StrEnum):
    """What an event says happened. Events are facts, in the past tense."""

    REPORTED = "reported"
    OWNED = "owned"
    PROMISED = "promised"
    CUSTOMER_TOLD = "customer_told"
    NOTED = "noted"
    SHARED = "shared"
    UNSHARED = "unshared"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ORPHANED = "orphaned"  # the owner's account was closed
    ACKNOWLEDGED = "acknowledged"  # somebody said “On it”
    POSTPONED = "postponed"  # a later promise, with its reason
    NUDGED = "nudged"
    DEFERRED = "deferred"  # a nudge that waits until the shift of the people it is for
    UNREACHED = "unreached"  # a nudge that could not reach people: no phone, or none showed it
    ASKED = "asked"  # a helper, for one step
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    PROPOSED = "proposed"  # the helper said who else could help
    CHANGE_ASKED = "change_asked"  # somebody was asked to become the owner
    CHANGED = "changed"  # they said yes: ownership has moved
    CHANGE_DECLINED = "change_declined"
    CHANGE_WITHDRAWN = "change_withdrawn"
    CHANGE_UNANSWERED = "change_unanswered"
    AUTHORITY_USED = "authority_used"  # of what one may do without asking
    OFFERED = "offered"  # somebody told the owner that they can help
    LEFT_OPEN = "left_open"  # the owner's shift ended, and nothing was arranged
    PHOTOS_MISSING = "photos_missing"  # of those that came with a form
    ERASED = "erased"  # every word of the issue, its photos, and who the customer is
    CUSTOMER_ERASED = "customer_erased"  # only who the customer is


class Trigger(StrEnum):
    """What starts an escalation."""

    UNOWNED = "unowned"
    PROMISE = "promise"
    HELPER = "helper"  # a helper was asked, and has not answered
    NEXT_OWNER = "next_owner"  # somebody was asked to become the owner, and has not answered
    SHIFT = "shift"  # a shift that comes to its end
    REOPENED = "reopened"  # what was resolved is open again
    HOURS = "hours"  # a shift that begins by weekly hours
    UNREACHABLE = "unreachable"  # a nudge for an owner who cannot be reached


class Recipient(StrEnum):
    """Whom a rung of a ladder means."""

    OWNER = "owner"  # of the issue; for a shift that ends: the person whose shift it is
    HELPER = "helper"  # who was asked, and has not answered
    ON_SHIFT = "on_shift"  # everybody on shift at the issue's site
    LEAD_ON_SHIFT = "lead_on_shift"  # the site's leads who are on shift
    LEADS = "leads"  # all leads of the site: off shift it waits for them
    ADMINS = "admins"  # all admins, likewise
    PERSON = "person"  # one named person
