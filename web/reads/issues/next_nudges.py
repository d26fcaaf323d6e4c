"""What happens if nobody acts: read from the running escalations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from push import escalation as push_escalation
from push.plan import DueEscalation
from web.reads.issues.timeline import History
from web.rules import escalation as rules_escalation
from web.rules.escalation import EscalationStep, Timing
from web.rules.nudge_words import Addressee, PlannedNudge, reminded_message
from web.rules.people import Viewer, is_on_shift
from web.rules.vocabulary import ChangeState, IssueState, Recipient, StepState, Trigger
from web.store.escalation_timing import opening_for, timing_of_change, timing_of_run, timing_of_step
from web.store.policies import in_force, steps_of_version
from web.store.subjects import subject_of, subject_of_change, subject_of_step
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue
from web.store.visibility import may_see
from web.store.weekly_hours import is_scheduled_at

_SHOWN = 4
_TICK = timedelta(microseconds=1)
# By subject: its timing, and who is silent: a person, or 0 for a scan code. None: the issue’s own,
# each run of which has a timing of its own.
_About = dict[str, tuple[Timing | None, int | None] | None]


@dataclass(frozen=True)
class NextNudges:
    """The next few, soonest first, and what follows after those."""

    listed: tuple[PlannedNudge, ...] = ()
    later: int = 0  # how many more there are
    every: int | None = None  # minutes: the shortest after which one of those comes again
    later_to: tuple[Addressee, ...] = ()  # besides the owner

    @property
    def reminded(self) -> tuple[Addressee, ...]:
        """All who get one of the coming ones, each once."""
        found = [
            one
            for nudge in self.listed
            for one in ((*nudge.others, *nudge.instead) if nudge.owner_off_shift else nudge.to)
        ]
        return tuple(dict.fromkeys([*found, *self.later_to]))

    def message(self, *, is_mine: bool) -> str:
        """The same in short."""
        return reminded_message(self.reminded, is_mine=is_mine)


def planned(
    session: Session, issue: Issue, history: History, viewer: Viewer, now: datetime
) -> NextNudges:
    """With the silence of colleagues among them."""
    if issue.state == IssueState.RESOLVED:
        return NextNudges()
    coming = sorted(_coming(session, issue, history, now), key=lambda one: one[0])
    listed = tuple(
        _planned(session, at, step, issue, history.people, viewer, silent)
        for at, step, silent in coming[:_SHOWN]
    )
    rest = [step for _, step, _ in coming[_SHOWN:]]
    if not rest:
        return NextNudges(listed)
    every = rules_escalation.shortest_repetition(rest)
    return NextNudges(listed, len(rest), every, tuple(_others(session, issue, rest, viewer)))


def _coming(
    session: Session, issue: Issue, history: History, now: datetime
) -> Iterator[tuple[datetime, EscalationStep, int | None]]:
    """Each step still to come, with who is silent if it is about an answer."""
    site = session.get_one(Site, issue.site_id)
    opening = opening_for(site, issue.urgency) if site.opening_hours else None
    about = _about(issue, history.steps, history.change)
    for due in push_escalation.running(session, list(about)):
        timing, silent = about[due.subject] or (
            timing_of_run(issue, due.trigger, due.started_at),
            None,
        )
        if timing is None or timing.trigger != due.trigger or due.step_at is None:
            continue
        timing = replace(timing, opening=opening)
        for at, step in _steps(session, due, timing, now):
            yield at, step, silent


def _about(issue: Issue, steps: Sequence[Step], change: OwnerChange | None) -> _About:
    found: _About = {subject_of(issue.id): None}
    if issue.owner_id is None:
        return found  # its own escalation is louder
    for step in steps:
        if step.state == StepState.ASKED:
            found[subject_of_step(step.id)] = (timing_of_step(step), step.helper_id or 0)
    if change and change.state == ChangeState.ASKED:
        found[subject_of_change(change.id)] = (timing_of_change(change), change.to_id)
    return found


def _steps(
    session: Session, due: DueEscalation, timing: Timing, now: datetime
) -> Sequence[tuple[datetime, EscalationStep]]:
    """Includes a step whose time has just come and that the worker has not taken yet."""
    policy_steps = steps_of_version(session, timing.trigger, due.policy)
    since = min(now, (due.step_at or now) - _TICK)
    return rules_escalation.upcoming(policy_steps, timing, since)


def _planned(
    session: Session,
    at: datetime,
    step: EscalationStep,
    issue: Issue,
    people: Mapping[int, Person],
    viewer: Viewer,
    silent: int | None,
) -> PlannedNudge:
    owner = people.get(issue.owner_id or 0)
    named = _named(session, step, issue)
    is_here = owner is not None and (
        is_on_shift(owner.on_shift_until, at) or is_scheduled_at(session, owner, at)
    )
    helper = people.get(silent or 0)
    names = {
        Recipient.OWNER: owner,
        Recipient.HELPER: helper,
        Recipient.PERSON: named,
    }
    return PlannedNudge(
        at=at,
        to=tuple(_addressee(recipient, names.get(recipient), viewer) for recipient in step.whom),
        is_urgent=step.is_urgent,
        owner_off_shift=Recipient.OWNER in step.whom and not is_here,
        instead=_instead(session, issue, viewer)
        if Recipient.OWNER in step.whom and not is_here
        else (),
        every=step.every // timedelta(minutes=1) if step.every and step.at_most != 1 else None,
        at_most=step.at_most,
        silent=None if silent is None else (helper.first_name if helper else ""),
    )


def _others(
    session: Session, issue: Issue, steps: Sequence[EscalationStep], viewer: Viewer
) -> Iterator[Addressee]:
    for step in steps:
        named = _named(session, step, issue)
        for recipient in step.whom:
            if recipient is not Recipient.OWNER:
                person = named if recipient is Recipient.PERSON else None
                yield _addressee(recipient, person, viewer)


def _instead(session: Session, issue: Issue, viewer: Viewer) -> tuple[Addressee, ...]:
    first = in_force(session, issue.site_id, Trigger.UNREACHABLE).steps[0]
    named = _named(session, first, issue)
    return tuple(_addressee(recipient, named, viewer) for recipient in first.whom)


def _named(session: Session, step: EscalationStep, issue: Issue) -> Person | None:
    """None also for whoever has left since, or works at another site."""
    person = session.get(Person, step.person_id) if step.person_id else None
    is_there = person and not person.closed_at and may_see(session, person, issue)
    return person if is_there else None


def _addressee(whom: Recipient, person: Person | None, viewer: Viewer) -> Addressee:
    is_me = person is not None and person.id == viewer.id
    return Addressee(whom, person.first_name if person else None, is_me)
