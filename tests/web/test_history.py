"""What outlives people and their mistakes: closed accounts, history, and impossible issues."""

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from tests.web.world import World
from web.rules.vocabulary import EventKind, IssueState


def test_closing_an_account_orphans_loudly(world: World) -> None:
    mine, settled = world.report(), world.report(words="Done already")
    world.owner.act(settled, "resolve", text="Done")
    world.phone("colleague")
    path = f"/settings/people/{world.id('owner')}/close"
    assert world.admin.post(path).status == 303
    issue = world.issue(mine)
    assert (issue.state, issue.owner_id, issue.promise_at) == (IssueState.UNOWNED, None, None)
    assert world.kinds(mine)[-1] == EventKind.ORPHANED
    assert world.issue(settled).owner_id == world.id("owner")
    world.advance()
    assert len(world.messages("colleague")) == 1
    assert world.messages("owner") == []


def test_reopening_what_a_closed_account_owned_gives_it_to_nobody(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="Done")
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert world.colleague.act(ref, "reopen", text="No, it is not").status == 303
    assert world.kinds(ref)[-2:] == [EventKind.REOPENED, EventKind.ORPHANED]
    assert world.issue(ref).state == IssueState.UNOWNED
    assert world.running(ref)[0].next_at == world.clock()


def test_nobody_closes_their_own_account(world: World) -> None:
    answer = world.admin.post(f"/settings/people/{world.id('admin')}/close")
    assert answer.status == 409
    alone = "You are the only admin: make someone else one, who can do it."
    assert f"You can’t close your own account. {alone}" in answer.words
    assert world.admin.get("/settings").status == 200
    admin = {"role": "admin", "site_id": str(world.site.id)}
    assert world.admin.post(f"/settings/people/{world.id('lead')}", admin).status == 303
    path = f"/settings/people/{world.id('admin')}"
    assert "own account. Ask another admin." in world.admin.post(f"{path}/close").words
    answer = world.admin.post(path, admin | {"role": "lead"})
    assert "You can’t remove your own admin role. Ask another admin." in answer.words


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET text = 'nothing happened'",
        "UPDATE event SET actor_id = NULL WHERE id = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE id = 1",
    ],
)
def test_the_database_itself_refuses_to_change_history(world: World, change: str) -> None:
    ref = world.report()
    with pytest.raises(DBAPIError, match="events are never changed"), world.database.write() as db:
        db.connection().execute(sql(change))
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE issue SET owner_id = NULL",
        "UPDATE issue SET state = 'unowned'",
        "UPDATE issue SET promise_at = NULL",
        "UPDATE issue SET state = 'resolved'",
        "UPDATE issue SET state = 'lost'",
        "UPDATE issue SET urgency = 'whenever'",
    ],
)
def test_the_database_itself_refuses_impossible_issues(world: World, change: str) -> None:
    world.report()
    with pytest.raises(DBAPIError), world.database.write() as session:
        session.connection().execute(sql(change))
