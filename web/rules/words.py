"""The product's vocabulary as closed sets: states, acts, urgencies, roles, kinds of event."""

from enum import StrEnum


class State(StrEnum):
    UNOWNED = "unowned"
    OWNED = "owned"
    RESOLVED = "resolved"


class Act(StrEnum):
    """What a person can do to an issue; the value is the last part of the act's URL."""

    OWN = "own"
    PROMISE = "promise"  # choose another time by which the customer hears more
    TOLD = "told"  # the customer was told: keeps the promise and makes the next one
    NOTE = "note"
    SHARE = "share"  # make, show or revoke the customer's status link
    RESOLVE = "resolve"
    REOPEN = "reopen"


class Urgency(StrEnum):
    NOW = "now"
    TODAY = "today"
    LATER = "later"


class Role(StrEnum):
    EMPLOYEE = "employee"
    LEAD = "lead"
    ADMIN = "admin"


class Kind(StrEnum):
    """What an event says happened. Events are facts, in the past tense."""

    REPORTED = "reported"
    OWNED = "owned"
    PROMISED = "promised"
    TOLD = "told"
    NOTED = "noted"
    SHARED = "shared"
    UNSHARED = "unshared"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ORPHANED = "orphaned"  # the owner's account was closed
    NUDGED = "nudged"
    HELD = "held"  # a nudge that was not sent, because the people it was for are off shift
    UNREACHED = "unreached"  # a nudge for people who have no phone that can ring


class Trigger(StrEnum):
    """What starts an escalation."""

    UNOWNED = "unowned"
    PROMISE = "promise"
