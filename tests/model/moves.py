"""What may happen on a day of the machine, how often, and with what."""

from typing import Any

import hypothesis.strategies as st

from tests.model import acting
from tests.model.stage import ASKED, OWNER
from web.rules.words import Introduction, Role

Move = st.SearchStrategy[tuple[str, dict[str, Any]]]
ROLES = (Role.EMPLOYEE, Role.EMPLOYEE, Role.EMPLOYEE, Role.LEAD, Role.ADMIN)


def crashes(module: str, *where: str) -> st.SearchStrategy[str]:
    """Most often none; else the function at whose call everything stops."""
    points = [f"{module}.{one}" for one in where]
    return st.sampled_from(["no"] * (2 * len(points)) + [*points, "at the end"])


nth, minutes = st.integers(0, 40), st.integers(1, 300)
whos, others = st.integers(0, len(ROLES) - 1), st.integers(1, len(ROLES) - 1)
# Most often whoever may, so that not most acts are refused.
actors = st.sampled_from((OWNER,) * 12 + tuple(range(len(ROLES))))
walkers = st.sampled_from((OWNER, ASKED, ASKED, ASKED) * 2 + tuple(range(len(ROLES))))
# A yes more often than the rest: that nobody gives a second one is what must hold above all.
answers = st.sampled_from((*acting.ON_STEPS, "accept", "scan", "scan"))
of_steps = crashes("web.acts.steps", "record", "tell", "set_step_ladder")
of_changes = crashes("web.acts.owner_changes", "record", "tell", "set_change_ladder")
MOVES: dict[str, tuple[int, dict[str, st.SearchStrategy[Any]]]] = {
    "report": (1, {"who": whos, "without_owner": st.booleans()}),
    "act": (
        5,
        {
            "nth": nth,
            "what": nth,
            "who": actors,
            "crash": crashes("web.acts.issues", "record", "set_ladder", "tell"),
            "count": minutes,
        },
    ),
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
        {"who": st.integers(0, 3), "crash": crashes("web.acts.people", "tell")},
    ),
    "clock_jumps": (3, {"count": st.sampled_from([-180, -10, 5, 5, 15, 60, 240, 3000])}),
    # It may stop between what it writes into the timeline and the nudge that belongs to it.
    "worker": (
        3,
        {
            "crash": crashes("web.acts.nudging", "record", "choose")
            | crashes("push.outbox", "enqueue")
        },
    ),
    "sender": (1, {}),
}


def _move(name: str) -> Move:
    return st.tuples(st.just(name), st.fixed_dictionaries(MOVES[name][1]))


_NAMES = [name for name, (often, _) in MOVES.items() for _ in range(often)]
days = st.lists(st.sampled_from(_NAMES).flatmap(_move), min_size=4, max_size=12)
