"""Runs an escalation: its steps at their times, and in between checks whether a nudge was shown.

A nudge that no phone has shown by the site's time has not arrived: it goes over the person's
channels, and after the same time to the next person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlmodel import Session, col

from push import receipts
from push.nudge import DeliveryVia, Nudge
from push.plan import Advance, DueEscalation
from push.receipts import DeliveryReach
from web.acts.core.events import append_event
from web.acts.core.tap import Unit
from web.acts.nudges.context import on_shift
from web.acts.nudges.recipient import Buttons, Text, nudge_to
from web.acts.nudges.recipients import NudgeSubject, choose_recipients, fallback, record_recipients
from web.rules import escalation
from web.rules.escalation import EscalationSteps, Timing
from web.rules.vocabulary import EventKind
from web.store.policies import steps_of_version
from web.store.reachability import people_with_channels
from web.store.row_cache import PEOPLE
from web.store.tables.accounts import Person, Site

# The next nudge ends this one; an upper bound where there is none.
_LONGEST_LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class EscalationRun:
    """One escalation of an issue as it stands now, and what its nudges say and open."""

    call: NudgeSubject
    timing: Timing
    words: Callable[[Person], Text]  # both are called in the language of this person
    path: str
    tag: Callable[[Person], str]
    buttons: Callable[[Person], Buttons] = lambda _: ()


def advance_run(unit: Unit, run: EscalationRun, due: DueEscalation) -> Advance:
    """Takes the steps that are due; else checks the last nudges."""
    policy_steps = steps_of_version(unit.session, run.timing.trigger, due.policy)
    later = tuple(step for _, step in escalation.upcoming(policy_steps, run.timing, unit.now))
    others = (*later, *(step for step in policy_steps if step not in later))
    call = replace(run.call, others=others, key=_key(due, due.step))
    run = replace(run, call=call)
    step_at = _replan(run, policy_steps, due, unit.now) if due.is_unplanned else due.step_at
    opens_at = escalation.opens_at(run.timing, unit.now)
    if opens_at > unit.now:  # this worker is late, or the site had other hours when it was planned
        return Advance((), due.step, opens_at, step_at)
    due_steps: EscalationSteps = ()
    if step_at is not None and step_at <= unit.now:
        due_steps = escalation.due(policy_steps, run.timing, step_at, unit.now)
        step_at = escalation.next_at(policy_steps, run.timing, unit.now)
    look = _Look(unit, run, due, step_at)
    if not due_steps and due.is_unplanned:  # what was sent by the wrong clock proves nothing
        return look.wait()
    if not due_steps:  # also after the last step: its nudge is still to be checked
        return look.check()
    return look.tell(choose_recipients(unit, call, due_steps))


def _replan(
    run: EscalationRun, policy_steps: EscalationSteps, due: DueEscalation, now: datetime
) -> datetime | None:
    """What was sent by a clock that was far ahead is sent again at its time; what was not sent yet
    is late."""
    if due.step == 0:
        return due.started_at
    return escalation.next_at(policy_steps, run.timing, now)


@dataclass(frozen=True)
class _Look:
    """What a worker does with a run when its time has come."""

    unit: Unit
    run: EscalationRun
    found: DueEscalation
    step_at: datetime | None  # of the step that comes next

    def wait(self) -> Advance:
        """Nobody is told anything before the next step."""
        return Advance((), self.found.step + 1, self.step_at, self.step_at)

    def check(self) -> Advance:
        """Checks whether the last nudge reached anybody; if not: another channel, then another
        person."""
        reached = self._reached(_key(self.found, self.found.step - 1)) if self.found.step else {}
        missed = self._missed(reached)
        if not missed:
            return self.wait()
        sent_at = max(reach.at for reach in missed.values())
        over_at = self._look_at(sent_at)
        if self.unit.now < over_at and any(reach.state != "failed" for reach in missed.values()):
            return Advance((), self.found.step, _earliest(over_at, self.step_at), self.step_at)
        people = _people(self.unit.session, missed)
        others = _by_channel(self.unit, people, missed)
        if others:
            call = self.run.call
            return self.tell(
                record_recipients(self.unit, call.issue, others, call.key), DeliveryVia.CHANNELS
            )
        if len(missed) < len(reached) or self._was_seen(sent_at):
            return self.wait()
        return self._tell_next(people)

    def tell(self, people: Sequence[Person], ways: DeliveryVia = DeliveryVia.PHONES) -> Advance:
        """Their nudges, and the check that follows."""
        longest = self.unit.now + _LONGEST_LIFE
        until = min(self.step_at or longest, longest)
        made = tuple(self._nudge(person, until, ways) for person in people)
        look_at = self._look_at(self.unit.now) if made else None
        return Advance(made, self.found.step + 1, _earliest(look_at, self.step_at), self.step_at)

    def _nudge(self, to: Person, until: datetime, ways: DeliveryVia) -> Nudge:
        run = self.run
        return nudge_to(
            self.unit.session,
            to,
            lambda: run.words(to),
            path=run.path,
            tag=run.tag(to),
            expires_at=until,
            ways=ways,
            buttons=lambda: run.buttons(to),
        )

    def _tell_next(self, missed: Sequence[Person]) -> Advance:
        """Somebody else, in their place."""
        call, ids = self.run.call, [person.id for person in missed]
        append_event(self.unit, call.issue, EventKind.UNREACHED, people=ids, because="not_shown")
        # Nobody twice: their own step comes at its time.
        notified = {int(one) for one in self._reached(_cycle(self.found))}
        others = fallback(self.unit, call, notified, for_owner=call.issue.owner_id in ids)
        return self.tell(record_recipients(self.unit, call.issue, others, call.key, in_place=True))

    def _reached(self, key: str) -> dict[str, DeliveryReach]:
        return receipts.reached(self.unit.session, self.found.subject, key)

    def _missed(self, reached: dict[str, DeliveryReach]) -> dict[str, DeliveryReach]:
        """Those whom the nudge has not reached. If it reached anybody, nobody else counts except
        the owner, who is meant themselves."""
        missed = {who: reach for who, reach in reached.items() if reach.state != "shown"}
        if len(missed) == len(reached):
            return missed
        owner = str(self.run.call.issue.owner_id)
        return {who: reach for who, reach in missed.items() if who == owner}

    def _was_seen(self, sent_at: datetime) -> bool:
        """Whether somebody saw it who was nudged just before an owner's channels were tried."""
        lately = sent_at - 2 * self._patience
        notified = self._reached(_cycle(self.found)).values()
        return any(reach.state == "shown" and reach.at >= lately for reach in notified)

    def _look_at(self, sent_at: datetime) -> datetime:
        """When the nudge should have been shown; in any case before the next step. What is not
        shown by closing time is checked at the next opening."""
        if self.step_at is None or self.step_at > sent_at + self._patience:
            return escalation.later(self.run.timing, sent_at, self._patience)
        return sent_at + (self.step_at - sent_at) / 2

    @cached_property
    def _patience(self) -> timedelta:
        site = self.unit.session.get_one(Site, self.run.call.issue.site_id)
        return timedelta(minutes=site.reach_minutes)


def _by_channel(
    unit: Unit, people: Sequence[Person], reached: dict[str, DeliveryReach]
) -> list[Person]:
    """Those with a channel that was not tried just now, and who are still on shift."""
    tried = {person for person, reach in reached.items() if reach.by_channel}
    having = people_with_channels(unit.session, [person.id for person in people]) - {
        int(one) for one in tried
    }
    return [person for person in people if person.id in having and on_shift(person, unit.now)]


def _people(session: Session, reached: dict[str, DeliveryReach]) -> Sequence[Person]:
    """Those who were nudged and are still here."""
    ids = [int(one) for one in reached]
    query = PEOPLE.where(col(Person.id).in_(ids), col(Person.closed_at).is_(None))
    return [person for person, _site in session.exec(query.order_by(col(Person.id))).all()]


def _earliest(*times: datetime | None) -> datetime | None:
    return min((one for one in times if one is not None), default=None)


def _key(due: DueEscalation, step: int) -> str:
    """The common prefix of this step's message keys: see `push.escalation`."""
    return f"{_cycle(due)}{step}:"


def _cycle(due: DueEscalation) -> str:
    return f"{due.subject}:{due.trigger}:{due.cycle}:"
