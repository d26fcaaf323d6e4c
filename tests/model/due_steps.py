"""What ladders must do, judged from the rows: who is next, and when the latest look may be."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from push.clock_skew import SLIGHTLY
from push.escalation import running
from push.models import Delivery, Message
from push.plan import DueEscalation
from tests.model.team import Team
from web.rules import escalation
from web.rules.escalation import EscalationSteps, Timing
from web.rules.vocabulary import Trigger
from web.store.escalation_timing import timing_of_run
from web.store.policies import steps_of_version
from web.store.tables.issues import Issue

PATIENCE = timedelta(minutes=3)  # a site's, as it is made
OF_ISSUES = (Trigger.UNOWNED, Trigger.PROMISE)


def look(session: Session, one: DueEscalation, now: datetime) -> EscalationSteps:
    """The rungs of an issue whose time has come; () where they have to be planned anew."""
    timing = _timing(session, one)
    if timing is None or one.step_at is None:
        return ()
    return escalation.due(
        steps_of_version(session, timing.trigger, one.policy), timing, one.step_at, now
    )


def nothing_sleeps(session: Session, subjects: Collection[str], now: datetime) -> None:
    """Nothing waits longer than until the next rung, whatever a wrong clock has planned. After a
    small step back that is the next one by the clock before."""
    for one in running(session, subjects):
        timing = _timing(session, one)
        if timing is not None:
            ladder = steps_of_version(session, timing.trigger, one.policy)
            seen_until = max(now, min(one.checked_at or one.started_at, now + SLIGHTLY))
            latest = escalation.next_at(ladder, timing, seen_until)
            assert latest is None or one.next_at <= latest, "it sleeps"


def next_in_line(
    session: Session, one: DueEscalation, team: Team, now: datetime
) -> set[int] | None:
    """Who is to be told early in an owner's place; None where it is not for this to say."""
    timing = _timing(session, one)
    is_rung = one.step_at is None or one.step_at <= now or (one.checked_at or now) > now
    if timing is None or timing.trigger is not Trigger.PROMISE or is_rung or not one.step:
        return None
    cycle = f"{one.subject}:{one.trigger}:{one.cycle}:"
    last = _messages(session, f"{cycle}{one.step - 1}:")
    owner = session.get_one(Issue, int(one.subject.partition(":")[2])).owner_id
    if owner not in {int(message.person) for message in last}:
        return None
    if _is_shown(session, last) or max(one.created_at for one in last) + PATIENCE > now:
        return None
    told = {int(message.person) for message in _messages(session, cycle)}
    return team.who_can(now, told) or None


def _timing(session: Session, one: DueEscalation) -> Timing | None:
    """Of the ladder that an open issue must have; the others are judged by what they did."""
    if one.trigger not in OF_ISSUES:
        return None
    issue = session.get_one(Issue, int(one.subject.partition(":")[2]))
    return timing_of_run(issue, one.trigger, one.started_at)


def _messages(session: Session, key: str) -> list[Message]:
    return list(session.exec(select(Message).where(col(Message.key).startswith(key))).all())


def _is_shown(session: Session, messages: Collection[Message]) -> bool:
    ids = [one.id for one in messages]
    query = select(Delivery.id).where(col(Delivery.message_id).in_(ids))
    return session.exec(query.where(col(Delivery.shown_at).is_not(None))).first() is not None
