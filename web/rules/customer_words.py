"""What each stop of the customer's page says. Pure.

Named on it are `who` did it, the `owner` beside whom or for whom, and who had it `before`, each by
first name or not at all.
"""

import re
from collections.abc import Collection
from enum import StrEnum

from web.language.messages import gettext_noop as N_
from web.rules.vocabulary import EventKind


class Stop(StrEnum):
    """What a stop is, where its event does not say it all."""

    REPORTED = "reported"
    REPORTED_AND_OWNED = "reported-and-owned"
    OWNED = "owned"
    CHANGED = "changed"
    ASKING = "asking"  # for a helper, who has not said yes
    HELPING = "helping"
    HELPED = "helped"
    HELP_ENDED = "help-ended"  # without being done
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ORPHANED = "orphaned"
    UPDATE = "update"


# The first whose names are all there is said, else the last.
MESSAGES = {
    Stop.REPORTED: (N_("%(who)s saw it"), N_("We saw it")),
    Stop.REPORTED_AND_OWNED: (N_("%(who)s saw it and owns it"),),
    Stop.OWNED: (N_("%(who)s owns it"),),
    Stop.CHANGED: (
        N_("%(who)s took over from %(before)s"),
        N_("%(who)s took over"),
    ),
    Stop.ASKING: (
        N_("%(owner)s is asking someone to help"),
        N_("We are asking someone to help"),
    ),
    Stop.HELPING: (
        N_("%(who)s is working on this with %(owner)s"),
        N_("%(who)s is working on this"),
    ),
    Stop.HELPED: (N_("%(who)s helped %(owner)s"), N_("%(who)s helped")),
    Stop.HELP_ENDED: (
        N_("%(who)s worked on this with %(owner)s"),
        N_("%(who)s helped"),
    ),
    Stop.RESOLVED: (N_("%(who)s settled this"), N_("This was settled")),
    Stop.REOPENED: (N_("This was reopened"),),
    Stop.ORPHANED: (N_("We are finding someone else for this"),),
    Stop.UPDATE: (
        N_("%(who)s told you for %(owner)s"),
        N_("%(who)s’s update"),
        N_("An update"),
    ),
}
_NAME = re.compile(r"%\((\w+)\)s", re.ASCII)
_BY_EVENT = {
    EventKind.REPORTED: Stop.REPORTED,
    EventKind.OWNED: Stop.OWNED,
    EventKind.CHANGED: Stop.CHANGED,
    EventKind.RESOLVED: Stop.RESOLVED,
    EventKind.REOPENED: Stop.REOPENED,
    EventKind.ORPHANED: Stop.ORPHANED,
}


def stop_of(kind: EventKind) -> Stop:
    """Of an event that is no step: what has no words of its own is an update."""
    return _BY_EVENT.get(kind, Stop.UPDATE)


def stop_of_step(*, is_accepted: bool, is_over: bool, is_done: bool) -> Stop:
    if not is_accepted:
        return Stop.ASKING
    if not is_over:
        return Stop.HELPING
    return Stop.HELPED if is_done else Stop.HELP_ENDED


def stop_message(stop: Stop, names: Collection[str]) -> str:
    """`names`: those that are there."""
    candidates = MESSAGES[stop]
    fitting = (one for one in candidates if set(_NAME.findall(one)) <= set(names))
    return next(fitting, candidates[-1])
