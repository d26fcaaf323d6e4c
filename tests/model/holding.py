"""What must hold after each step of the machine, whatever has happened.

First what the model says; then, from the rows alone, what no model may ever excuse.
"""

from collections.abc import Collection
from itertools import pairwise

from tests.model.database_view import Seen
from tests.model.model import Issue as Modelled
from tests.model.team import Team
from web.rules.vocabulary import ChangeState, EventKind, IssueState, StepState, Trigger
from web.store.tables.handoffs import OwnerChange

BY_THE_SYSTEM = {EventKind.NUDGED, EventKind.DEFERRED, EventKind.UNREACHED}
OPEN = (StepState.ASKED, StepState.ACCEPTED)
OF_STATE = {IssueState.UNOWNED: [Trigger.UNOWNED], IssueState.OWNED: [Trigger.PROMISE]}


def agrees(seen: Seen, model: Modelled) -> None:
    row = seen.row
    assert (IssueState(row.state), row.owner_id) == (model.state, model.owner)
    assert row.promise_at == model.promise_at
    assert [one for one in seen.kinds if one not in BY_THE_SYSTEM] == model.events
    steps = [(one.id, one.helper_id, StepState(one.state)) for one in seen.steps]
    assert steps == [(one.id, one.who, one.state) for one in model.steps]
    changes = [(one.id, one.to_id, one.state == ChangeState.ASKED) for one in seen.changes]
    assert changes == [(one.id, one.who, one.is_asked) for one in model.changes]


def has_one_owner_who_is_here(seen: Seen, closed: Collection[int]) -> None:
    row = seen.row
    assert (row.state == IssueState.UNOWNED) == (row.owner_id is None)
    if row.state == IssueState.OWNED:
        assert row.owner_id not in closed
        assert row.promise_at is not None


def moved_only_by_acceptance(seen: Seen) -> None:
    """Told from the events: each owner took it, or was asked and said yes themselves."""
    changes = {one.id: one for one in seen.changes}
    owner: int | None = None
    for event in seen.events:
        if event.kind == EventKind.OWNED:
            assert owner is None
            owner = event.actor_id
        elif event.kind == EventKind.CHANGED:
            change: OwnerChange = changes.pop(event.data["change"])
            assert (owner, event.actor_id) == (change.from_id, change.to_id)
            assert change.state == ChangeState.ACCEPTED
            owner = change.to_id
        elif event.kind == EventKind.ORPHANED:
            owner = None
    assert owner == seen.row.owner_id
    assert all(one.state != ChangeState.ACCEPTED for one in changes.values())


def walks_in_order(seen: Seen, closed: Collection[int]) -> None:
    """No step has two who said yes, and nothing is open that nobody could answer."""
    said_yes = [one.data["step"] for one in seen.events if one.kind == EventKind.ACCEPTED]
    assert len(said_yes) == len(set(said_yes))
    open_steps = [one for one in seen.steps if one.state in OPEN]
    asked = [one for one in seen.changes if one.state == ChangeState.ASKED]
    assert seen.row.state != IssueState.RESOLVED or not open_steps + asked
    helpers = sorted(one.helper_id for one in open_steps if one.helper_id)
    assert all(one != another for one, another in pairwise(helpers))
    assert not {seen.row.owner_id, *closed}.intersection(helpers)
    assert len(asked) <= 1
    assert all(one.from_id == seen.row.owner_id and one.to_id not in closed for one in asked)


Ladder = tuple[str, str]  # a subject and its trigger


def ladders_of(model: Modelled) -> set[Ladder]:
    """A clock runs wherever somebody must act."""
    helpers = {(one.subject, Trigger.HELPER) for one in model.steps if one.is_waited_for}
    owners = {(one.subject, Trigger.NEXT_OWNER) for one in model.changes if one.is_waited_for}
    own = {(model.subject, one) for one in OF_STATE.get(model.state, [])}
    return own | helpers | owners


def ladders_that_may_run(model: Modelled) -> set[Ladder]:
    """What was told already may be told again, or be looked after."""
    helpers = {(one.subject, Trigger.HELPER) for one in model.steps if one.is_asked}
    owners = {(one.subject, Trigger.NEXT_OWNER) for one in model.changes if one.is_asked}
    of_owned = {(model.subject, Trigger.REOPENED)} if model.state is IssueState.OWNED else set()
    return helpers | owners | of_owned


def ladders_of_people(team: Team) -> set[Ladder]:
    shifts = {(f"shift:{one}", Trigger.SHIFT) for one in team.shifts if team.has_shift_to_end(one)}
    return shifts | {(f"hours:{one}", Trigger.HOURS) for one, week in team.weeks.items() if week}


def subjects_of(model: Modelled) -> list[str]:
    walk = [one.subject for one in (*model.steps, *model.changes)]
    return [model.subject, model.news, *walk]
