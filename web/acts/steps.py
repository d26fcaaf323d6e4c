"""The walk: the owner asks a helper for one step, and the helper answers.

Each act locks the step's issue, asks the rules, writes the step guarded by the state that was
looked at, an event, and what must be told. Knows no HTTP and reads no clock.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from push.models import table_of
from web.acts.guard import Overtaken, load, write
from web.acts.hand_limit import soften, soften_ask
from web.acts.history import record
from web.acts.ladders import set_ladder, set_step_ladder
from web.acts.message import Told
from web.acts.outcome import Outcome
from web.acts.since import said_yes_before, said_yes_since
from web.acts.step_guard import Ask, load_scanned, load_step, refuse_ask
from web.acts.tap import Tap, Unit
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.acts.walk_news import for_helper, for_owner, for_spared
from web.rules import steps as rules
from web.rules.words import Act, Introduction, Kind, StepAct, StepState, Why
from web.store.likeness import remember
from web.store.standing import step_standing
from web.store.subjects import subject_of, subject_of_news, subject_of_step
from web.store.tables import Issue, Person, Site
from web.store.walk_tables import Step


def ask(tap: Tap, ref: str, asked: Ask) -> Outcome:
    """Bring somebody in. Until they say yes, nothing has moved; the owner stays the owner."""
    # Before the issue: their account cannot close between this look and the commit.
    helper = _hold(tap.session, asked.helper_id)
    issue, refused = load(tap, ref, Act.ASK)
    refused = refused or refuse_ask(tap, issue, asked, helper)
    if refused:
        return Outcome(issue.ref, refused)
    hold_walk(tap.session, issue.id)
    step = Step(
        issue_id=issue.id,
        asked_by=tap.actor.id,
        helper_id=asked.helper_id,
        need=asked.need,
        introduction=asked.introduction,
        state=StepState.ASKED,
        asked_at=tap.now,
        answer_by=tap.now + _time_to_answer(tap.session, issue, asked.introduction),
    )
    tap.session.add(step)
    tap.session.flush()
    write(tap, issue)
    event = record(tap, issue, Kind.ASKED, asked.need, **_about(step))
    told = for_helper(tap, issue, step, helper) if helper else []
    softened, silent = soften_ask(tap, issue.id, told)
    event.update(silent)
    tell(tap, (subject_of(issue.id),), softened)
    set_ladder(tap, issue)
    set_step_ladder(tap, step)
    return Outcome(issue.ref, step_id=step.id)


def accept(tap: Tap, step_id: int) -> Outcome:
    """The helper says yes, or the owner notes the yes that they have heard."""
    step, issue, refused = load_step(tap, step_id, StepAct.ACCEPT)
    if refused:
        return Outcome(issue.ref, refused)
    _move(tap, step, issue, state=StepState.ACCEPTED, accepted_at=tap.now)
    record(tap, issue, Kind.ACCEPTED, step.need, **_about(step))
    _answered(tap, step, issue, Kind.ACCEPTED)
    return Outcome(issue.ref)


def scan(tap: Tap, step_id: int, *, is_good: bool = True) -> Outcome:
    """The helper stands before the owner and has scanned the code: they have said yes.

    The caller has looked at the code, and whether it `is_good` still; whoever has it may see this
    step.
    """
    step, issue, refused = load_scanned(tap, step_id, is_good=is_good)
    if refused:
        return Outcome(issue.ref, refused)
    spared = step.helper_id if step.helper_id != tap.actor.id else None
    _move(tap, step, issue, state=StepState.ACCEPTED, accepted_at=tap.now, helper_id=tap.actor.id)
    record(tap, issue, Kind.ACCEPTED, step.need, **_about(step), scanned=True)
    also = for_spared(tap, issue, step, spared)
    _answered(tap, step, issue, Kind.ACCEPTED, also)
    return Outcome(issue.ref)


def decline(tap: Tap, step_id: int, why: Why, could: str | None) -> Outcome:
    """The helper can't, or can't after all; they may know who could."""
    step, issue, refused = load_step(tap, step_id, StepAct.DECLINE)
    if not refused and said_yes_since(tap, issue, step_id):
        refused = rules.YES_SINCE
    if refused:
        return Outcome(issue.ref, refused)
    _move(
        tap,
        step,
        issue,
        state=StepState.DECLINED,
        ended_at=tap.now,
        decline_reason=why,
        proposed_helper=could,
    )
    record(tap, issue, Kind.DECLINED, could, **_about(step), decline_reason=why)
    _answered(tap, step, issue, Kind.DECLINED)
    return Outcome(issue.ref)


def done(tap: Tap, step_id: int, text: str | None) -> Outcome:
    """The helper's part is done: they say so, or the owner who stood beside them."""
    step, issue, refused = load_step(tap, step_id, StepAct.DONE)
    if refused:
        return Outcome(issue.ref, refused)
    _move(tap, step, issue, state=StepState.DONE, ended_at=tap.now)
    record(tap, issue, Kind.DONE, text, **_about(step))
    remember(tap.session, step.id, step.need, issue.words)
    _answered(tap, step, issue, Kind.DONE)
    return Outcome(issue.ref)


def withdraw(tap: Tap, step_id: int, saw: StepState | None = None) -> Outcome:
    """The owner takes an open step back, in the state that they `saw`."""
    step, issue, refused = load_step(tap, step_id, StepAct.WITHDRAW)
    unseen = rules.refuse_unseen(step_standing(tap.session, step, issue, tap.now), saw)
    if unseen and not said_yes_before(tap, issue, step_id):
        refused = refused or unseen
    if refused:
        return Outcome(issue.ref, refused)
    told = _withdraw(tap, step, issue)
    _answered(tap, step, issue, Kind.WITHDRAWN, told)
    return Outcome(issue.ref)


def propose(tap: Tap, step_id: int, words: str) -> Outcome:
    """The helper says who else could help. Only the owner asks them."""
    step, issue, refused = load_step(tap, step_id, StepAct.PROPOSE)
    if refused:
        return Outcome(issue.ref, refused)
    write(tap, issue)
    record(tap, issue, Kind.PROPOSED, words, **_about(step))
    tell(tap, (subject_of_news(issue.id),), for_owner(tap, issue, step, Kind.PROPOSED))
    return Outcome(issue.ref)


def withdraw_open(unit: Unit, issue: Issue, steps: Iterable[Step]) -> list[Told]:
    """What is still open of a walk that is over; gives what its helpers are to be told."""
    told: list[Told] = []
    for step in steps:
        told += _withdraw(unit, step, issue)
        set_step_ladder(unit, step)
    return told


def withdraw_own(tap: Tap, issue: Issue, steps: Iterable[Step]) -> list[str]:
    """A helper becomes the owner: nobody asks them any more. Gives the subjects to silence."""
    silenced = []
    for step in steps:
        if step.helper_id == tap.actor.id:
            _move(tap, step, issue, state=StepState.WITHDRAWN, ended_at=tap.now)
            record(tap.by_system, issue, Kind.WITHDRAWN, step.need, **_about(step))
            set_step_ladder(tap, step)
            silenced.append(subject_of_step(step.id))
    return silenced


def end_of_closed(unit: Unit, step: Step, issue: Issue) -> list[Told]:
    """The helper's account is closed: their step is over, and the owner has to ask again."""
    _withdraw(unit, step, issue)
    set_step_ladder(unit, step)
    return for_owner(unit, issue, step, Kind.WITHDRAWN)


def _hold(session: Session, person_id: int | None) -> Person | None:
    """A shared lock on their account; None for nobody, and for one that is closed."""
    if person_id is None:
        return None
    query = select(Person).where(Person.id == person_id, col(Person.closed_at).is_(None))
    return session.exec(query.with_for_update(read=True, key_share=True)).first()


def _time_to_answer(session: Session, issue: Issue, introduction: Introduction) -> timedelta:
    """The site's own times; a colleague one stands before answers sooner."""
    site = session.get_one(Site, issue.site_id)
    is_near = introduction in (Introduction.IN_PERSON, Introduction.CALL)
    return timedelta(minutes=site.near_minutes if is_near else site.message_minutes)


def _answered(tap: Tap, step: Step, issue: Issue, kind: Kind, also: Sequence[Told] = ()) -> None:
    """The owner's own act answers the issue's ladder; anybody else's is news to the owner."""
    silenced = [subject_of_step(step.id), subject_of_news(issue.id)]
    told = list(also)
    if tap.actor.id == issue.owner_id:
        silenced.append(subject_of(issue.id))
    else:
        told += for_owner(tap, issue, step, kind)
    tell(tap, silenced, soften(tap, issue.id, told))
    set_step_ladder(tap, step)
    if tap.actor.id == issue.owner_id:
        set_ladder(tap, issue)


def _withdraw(unit: Unit, step: Step, issue: Issue) -> list[Told]:
    _move(unit, step, issue, state=StepState.WITHDRAWN, ended_at=unit.now)
    about = _about(step) | ({"was_accepted": True} if step.accepted_at else {})
    record(unit, issue, Kind.WITHDRAWN, step.need, **about)
    return for_spared(unit, issue, step, step.helper_id)


def _move(unit: Unit, step: Step, issue: Issue, **values: Any) -> None:
    """Write the step's new state, guarded by the one that was looked at, and touch its issue.

    The issue is locked, so that the guard cannot fail; should a lock ever be forgotten, it fails
    here instead of letting two people say yes to one step.
    """
    table = table_of(Step)
    guard = (table.c.id == step.id, table.c.state == step.state)
    written = unit.session.connection().execute(update(table).where(*guard).values(values))
    if written.rowcount != 1:
        raise Overtaken
    unit.session.refresh(step)
    write(unit, issue)


def _about(step: Step) -> dict[str, Any]:
    return {"step": step.id, "helper": step.helper_id, "introduction": step.introduction}
