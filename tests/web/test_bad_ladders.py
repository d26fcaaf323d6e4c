"""An escalation that nobody understands is set aside, and the others go on."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from push import escalation
from push.escalation import FAILED_PLAN_DELAY
from push.worker import Worker
from tests.model.passes import TakesAll
from tests.web.world import World
from web.acts.escalation_plan import EscalationPlan
from web.rules.policies import SHIPPED, as_data
from web.rules.vocabulary import EventKind, Trigger
from web.store.tables.nudges import Policy

SUBJECTS = ["", "issue", "issue:", "issue:x", "issue:9", f"issue:{10**30}", "issue:٣", "pigeon:1"]


def a_round(world: World) -> Worker:
    worker = Worker(world.database, EscalationPlan(), TakesAll(), world.clock)
    worker.once()
    return worker


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("trigger", ["unowned", "nonsense"])
def test_a_subject_or_trigger_that_is_none(world: World, subject: str, trigger: str) -> None:
    world.ring_all()
    world.long_shift()
    now = world.clock()
    with world.database.write() as session:  # older than the good one, so it comes first
        before = now - timedelta(hours=1)
        escalation.restart(session, subject, trigger, before, before, now=before)
    ref = world.unowned()
    world.clock.forward(minutes=1)
    a_round(world).close()
    assert EventKind.NUDGED in world.kinds(ref)
    with world.database.read() as session:
        assert all(
            one.next_at == world.clock() + FAILED_PLAN_DELAY
            for one in escalation.running(session, [subject])
        )


@pytest.mark.parametrize("rungs", ["null", "[]", "[null]", '"x"', '[{"after": 7}]', "{}", "7"])
def test_a_policy_that_is_none(world: World, rungs: str) -> None:
    """It was spoilt while an issue ran by it; an empty one has nobody to tell."""
    world.ring_all()
    world.long_shift()
    now, trigger = world.clock(), Trigger.UNOWNED
    with world.database.write() as session:
        shipped, by = as_data(SHIPPED[trigger]), world.id("admin")
        session.add(
            Policy(
                site_id=world.site.id,
                trigger=trigger,
                version=1,
                steps=shipped,
                made_at=now,
                made_by=by,
            )
        )
    bad, good = world.unowned(), world.report()
    with world.database.write() as session:
        cast = ":rungs" if world.database.is_sqlite else "CAST(:rungs AS JSON)"
        session.connection().execute(text(f"UPDATE policy SET steps = {cast}"), {"rungs": rungs})
    world.clock.forward(hours=4)
    a_round(world).close()
    assert EventKind.NUDGED in world.kinds(good)
    assert all(one.next_at and one.next_at > world.clock() for one in world.running(bad))


def test_an_issue_of_which_no_event_can_be_written(one_world: World) -> None:
    """Events are written when the transaction ends, which several ladders share on SQLite; only
    there a number can be bytes."""
    world = one_world
    world.ring_all()
    world.long_shift()
    bad, good = world.report(), world.report("colleague")
    world.ask(bad)  # its silence is an event, and needs nothing else of the issue
    bad_id = world.issue(bad).id
    with world.database.write() as session:
        spoil = text("UPDATE issue SET version = x'FFFE' WHERE id = :id")
        session.connection().execute(spoil, {"id": bad_id})
    world.clock.forward(hours=5)
    a_round(world).close()
    assert EventKind.NUDGED in world.kinds(good)
