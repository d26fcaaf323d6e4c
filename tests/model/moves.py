"""What may happen on a day of the machine, how often, and with what."""

from datetime import time, timedelta
from typing import Any

import hypothesis.strategies as st

from tests.model import acting
from tests.model.stage import ASKED, OWNER
from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.hours import Hours
from web.rules.policies import SHIPPED
from web.rules.vocabulary import Introduction, Recipient, Role, Trigger

Move = st.SearchStrategy[tuple[str, dict[str, Any]]]
ROLES = (Role.EMPLOYEE, Role.EMPLOYEE, Role.EMPLOYEE, Role.LEAD, Role.ADMIN)


def crashes(module: str, *where: str) -> st.SearchStrategy[str]:
    """Most often none; else the function at whose call everything stops."""
    points = [f"{module}.{one}" for one in where]
    return st.sampled_from(["no"] * (2 * len(points)) + [*points, "at the end"])


# In minutes. A clock that was put ahead may stay so for a while, and people act by it.
JUMPS = (-57600, -3000, -180, -10, 3, 5, 15, 15, 60, 180, 3000, 57600)
nth, minutes, phones = st.integers(0, 40), st.integers(1, 300), st.integers(0, 1)
whos, others = st.integers(0, len(ROLES) - 1), st.integers(1, len(ROLES) - 1)
# Most often whoever may, so that not most acts are refused.
actors = st.sampled_from((OWNER,) * 12 + tuple(range(len(ROLES))))
walkers = st.sampled_from((OWNER, ASKED, ASKED, ASKED) * 2 + tuple(range(len(ROLES))))
# A yes more often than the rest: that nobody gives a second one is what must hold above all.
answers = st.sampled_from((*acting.ON_STEPS, "accept", "scan", "scan"))
of_steps = crashes(
    "web.acts.handoffs.steps",
    "append_event",
    "enqueue_request",
    "replace_and_enqueue",
    "restart_step_escalation",
)
of_changes = crashes(
    "web.acts.handoffs.owner_changes",
    "append_event",
    "enqueue_request",
    "replace_and_enqueue",
    "restart_owner_change_escalation",
)
of_ladders = crashes(
    "web.acts.nudges.escalate", "choose_recipients", "record_recipients"
) | crashes("push.outbox", "enqueue")


def _rung(
    minutes: int, *whom: Recipient, every: int | None = None, at_most: int | None = None
) -> EscalationStep:
    again = timedelta(minutes=every) if every else None
    return EscalationStep(
        timedelta(minutes=minutes), whom, is_urgent=minutes > 0, every=again, at_most=at_most
    )


# What an admin may want instead of what is shipped; and back.
changes: tuple[tuple[Trigger, EscalationSteps], ...] = (
    (
        Trigger.PROMISE,
        (_rung(-5, Recipient.OWNER), _rung(20, Recipient.LEADS, Recipient.OWNER, every=30)),
    ),
    (Trigger.PROMISE, SHIPPED[Trigger.PROMISE]),
    (Trigger.UNOWNED, (_rung(2, Recipient.LEADS), _rung(10, Recipient.ON_SHIFT, every=10))),
    (Trigger.HELPER, (_rung(5, Recipient.OWNER, Recipient.HELPER, every=5, at_most=3),)),
    (Trigger.REOPENED, (_rung(0, Recipient.OWNER), _rung(15, Recipient.LEADS))),
    (Trigger.NEXT_OWNER, (_rung(0, Recipient.OWNER), _rung(30, Recipient.ADMINS))),
)
_day, _night = (time(8), time(16, 30)), (time(22), time(6))
weeks: tuple[tuple[Hours, ...], ...] = (
    (),
    tuple(Hours(day, *_day) for day in range(7)),
    tuple(Hours(day, *_night) for day in (0, 2, 4)),
)
MOVES: dict[str, tuple[int, dict[str, st.SearchStrategy[Any]]]] = {
    "report": (1, {"who": whos, "without_owner": st.booleans()}),
    "act": (
        5,
        {
            "nth": nth,
            "what": nth,
            "who": actors,
            "crash": crashes(
                "web.acts.issues.lifecycle",
                "append_event",
                "restart_escalation",
                "replace_and_enqueue",
            ),
            "count": minutes,
        },
    ),
    "look": (2, {"who": actors, "phone": phones, "nth": nth}),
    "keep": (
        6,
        {"who": actors, "phone": phones, "nth": nth, "what": nth, "count": minutes},
    ),
    "connect": (
        5,
        {
            "nth": nth,
            "times": st.integers(1, 4),
            "crash": crashes(
                "web.acts.issues.lifecycle",
                "append_event",
                "restart_escalation",
                "replace_and_enqueue",
            ),
        },
    ),
    "send_again": (2, {"nth": nth}),
    "ask": (
        5,
        {
            "nth": nth,
            "who": actors,
            "helper": others,
            "how": st.sampled_from((None, *Introduction)),
            "crash": of_steps,
        },
    ),
    "answer": (9, {"nth": nth, "what": answers, "who": walkers, "crash": of_steps}),
    "hand_over": (3, {"nth": nth, "who": actors, "to": others, "crash": of_changes}),
    "answer_change": (
        5,
        {
            "nth": nth,
            "what": st.sampled_from(list(acting.ON_CHANGES)),
            "who": walkers,
            "crash": of_changes,
        },
    ),
    "shift": (
        2,
        {"who": whos, "hours": st.sampled_from([0, 0, 1, 8, 8]), "leave": st.booleans()},
    ),
    "close_account": (
        1,
        {
            "who": st.integers(0, 3),
            "crash": crashes("web.acts.accounts.people", "replace_and_enqueue"),
        },
    ),
    "week": (1, {"who": whos, "week": st.sampled_from(weeks)}),
    "policy": (1, {"change": st.sampled_from(changes), "at_once": st.booleans()}),
    "clock_jumps": (4, {"minutes": st.sampled_from(JUMPS)}),
    "clock_is_put_right": (1, {"days": st.sampled_from([1, 40]), "crash": of_ladders}),
    "nobody_acts": (4, {"nth": nth, "times": st.integers(1, 4), "crash": of_ladders}),
    # Between what it writes into the timeline and the nudge that belongs to it, too.
    "worker": (5, {"crash": of_ladders}),
    "sender": (2, {}),
    "phones": (2, {"nth": nth, "what": st.sampled_from(("shown", "opened"))}),
}


def _move(name: str) -> Move:
    return st.tuples(st.just(name), st.fixed_dictionaries(MOVES[name][1]))


_NAMES = [name for name, (often, _) in MOVES.items() for _ in range(often)]
days = st.lists(st.sampled_from(_NAMES).flatmap(_move), min_size=4, max_size=12)
