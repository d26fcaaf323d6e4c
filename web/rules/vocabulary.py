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
    ON_IT = "on-it"  # acknowledge: the escalation restarts from here
    LATER = "later"  # acknowledge with a new promise, and say why
    ASK = "steps"  # ask a helper for one step
    HAND_OVER = "owner-change"  # ask somebody to become the owner
    OFFER = "offer"  # offer help to the owner
    USE = "used"  # say what of their allowances they used
    CORRECT = "correct"  # what was reported: words, place, urgency, customer, photos


class StepAct(StrEnum):
    """What a person can do to a step; the value is the last part of the act's URL."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DONE = "done"
    WITHDRAW = "withdraw"
    PROPOSE = "propose"  # suggest another helper; only the owner asks them


class ChangeAct(StrEnum):
    """What a person can do to an owner change that was asked for."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class StepState(StrEnum):
    """`unanswered` is never stored: it is `asked` after its time."""

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
    """Why somebody cannot help."""

    BUSY = "busy"
    AWAY = "away"
    NOT_MINE = "not_mine"  # they do not know how, or may not
    OTHER = "other"


class SilentReason(StrEnum):
    """Why a nudge that somebody made by hand makes no sound."""

    RECENT = "recent"  # one about this issue made a sound a few minutes before
    LIMIT = "limit"  # its sender has reached the limit of sounds in an hour


class ChangeReason(StrEnum):
    SHIFT_ENDS = "shift_ends"
    ABSENCE = "absence"
    BETTER_PLACED = "better_placed"


class Urgency(StrEnum):
    NOW = "now"
    TODAY = "today"
    LATER = "later"


class CorrectedField(StrEnum):
    """What a correction changes; all but photos are columns of the issue."""

    WORDS = "words"
    PLACE = "place"
    URGENCY = "urgency"
    CUSTOMER_NAME = "customer_name"
    CUSTOMER_CONTACT = "customer_contact"
    PHOTOS = "photos"


class Role(StrEnum):
    EMPLOYEE = "employee"
    LEAD = "lead"
    ADMIN = "admin"


class CustomerAnswer(StrEnum):
    """What a customer says of a resolution."""

    SETTLED = "settled"
    NOT_YET = "not_yet"
    SENT_AWAY = "sent_away"  # somebody told them to go or ask elsewhere


class ShiftSource(StrEnum):
    """Who set the end of a shift: an end by weekly hours changes with them."""

    HOURS = "hours"
    PERSON = "person"


class EventKind(StrEnum):
    """What an event records. Events are facts, in the past tense."""

    REPORTED = "reported"
    OWNED = "owned"
    PROMISED = "promised"
    CUSTOMER_TOLD = "customer_told"
    NOTED = "noted"
    SHARED = "shared"
    RELEASED = "released"  # what the customer may read on the page was changed
    UNSHARED = "unshared"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CUSTOMER_ANSWERED = "customer_answered"  # whether it is settled
    ORPHANED = "orphaned"  # the owner's account was closed
    ACKNOWLEDGED = "acknowledged"  # “On it”
    POSTPONED = "postponed"  # a later promise, with its reason
    NUDGED = "nudged"
    DEFERRED = "deferred"  # a nudge is deferred until the recipient's shift
    UNREACHED = "unreached"  # a nudge reached nobody: no phone, or none showed it
    ASKED = "asked"  # a helper, for one step
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    PROPOSED = "proposed"  # the helper suggested another one
    CHANGE_ASKED = "change_asked"  # somebody was asked to become the owner
    CHANGED = "changed"  # the next owner accepted
    CHANGE_DECLINED = "change_declined"
    CHANGE_WITHDRAWN = "change_withdrawn"
    CHANGE_UNANSWERED = "change_unanswered"
    AUTHORITY_USED = "authority_used"  # authority to act without asking
    OFFERED = "offered"  # help, to the owner
    LEFT_OPEN = "left_open"  # the owner's shift ended with it unarranged
    PHOTOS_MISSING = "photos_missing"  # photos of a form that were not stored
    UNDONE = "undone"  # an act, within a minute, by who did it
    CAUSE_LINKED = "cause_linked"  # to its cause, or to another report of the same fault
    CAUSE_UNLINKED = "cause_unlinked"  # it is another thing
    CORRECTED = "corrected"  # words, place, urgency, customer or photos, by the owner
    ERASED = "erased"  # all words, photos, and the customer's data
    CUSTOMER_ERASED = "customer_erased"  # the customer's name and contact


class Trigger(StrEnum):
    """What starts an escalation."""

    UNOWNED = "unowned"
    PROMISE = "promise"
    HELPER = "helper"  # has not answered
    NEXT_OWNER = "next_owner"  # the next owner has not answered
    SHIFT = "shift"  # a shift is about to end
    REOPENED = "reopened"  # a resolved issue is open again
    HOURS = "hours"  # a shift begins by weekly hours
    UNREACHABLE = "unreachable"  # an owner who cannot be reached


class Recipient(StrEnum):
    """A recipient that an escalation step names."""

    OWNER = "owner"  # of the issue; for a shift that ends: whose shift it is
    HELPER = "helper"  # asked, has not answered
    ON_SHIFT = "on_shift"  # everybody on shift at the issue's site
    LEAD_ON_SHIFT = "lead_on_shift"  # the site's leads who are on shift
    LEADS = "leads"  # all leads of the site; deferred while off shift
    ADMINS = "admins"  # all admins; deferred while off shift
    PERSON = "person"  # one named person
