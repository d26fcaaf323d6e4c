"""The walk: the owner asks a helper for one step, and the helper answers.

Each act locks the step's issue, asks the rules, writes the step guarded by the state that was
looked at, an event, and what must be told. Knows no HTTP and reads no clock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from push.models import table_of
from web.acts.guard import Overtaken, load, write
from web.acts.hand_limit import Sender, soften_ask
from web.acts.history import record
from web.acts.ladders import set_ladder, set_step_ladder
from web.acts.message import Told
from web.acts.outcome import Outcome
from web.acts.since import said_yes_before, said_yes_since
from web.acts.step_guard import Ask, load_scanned, load_step, refuse_ask
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.acts.walk_news import for_helper, for_owner, for_spared
from web.rules import steps as rules
from web.rules.people import Viewer
from web.rules.text import isolated
from web.rules.words import Act, Introduction, Kind, StepAct, StepState, Why
from web.store.likeness import remember
from web.store.standing import open_steps, step_standing
from web.store.subjects import subject_of, subject_of_news, subject_of_step
from web.store.tables import Issue, Person, Site
from web.store.walk_tables import Step


def ask(session: Session, who: Viewer, ref: str, asked: Ask, now: datetime) -> Outcome:
    """Bring somebody in. Until they say yes, nothing has moved; the owner stays the owner."""
    # Before the issue: their account cannot close between this look and the commit.
    helper = _hold(session, asked.helper_id)
    issue, refused = load(session, who, ref, Act.ASK)
    refused = refused or refuse_ask(session, issue, asked, helper, who)
    if refused:
        return Outcome(issue.ref, refused)
    hold_walk(session, issue.id)
    step = Step(
        issue_id=issue.id,
        asked_by=who.id,
        helper_id=asked.helper_id,
        need=asked.need,
        introduction=asked.introduction,
        state=StepState.ASKED,
        asked_at=now,
        answer_by=now + _time_to_answer(session, issue, asked.introduction),
    )
    session.add(step)
    session.flush()
    write(session, issue, now)
    event = record(session, issue, Kind.ASKED, who.id, now, asked.need, _about(step))
    told = for_helper(session, issue, step, helper, isolated(who.first_name), now) if helper else []
    softened, silent = soften_ask(session, Sender(who.id, issue.id), told, now)
    event.update(silent)
    tell(session, (subject_of(issue.id),), softened, now)
    set_ladder(session, issue, now, by=who.id)
    set_step_ladder(session, step, now)
    return Outcome(issue.ref, step_id=step.id)


def accept(session: Session, who: Viewer, step_id: int, now: datetime) -> Outcome:
    """The helper says yes, or the owner notes the yes that they have heard."""
    step, issue, refused = load_step(session, who, step_id, StepAct.ACCEPT, now)
    if refused:
        return Outcome(issue.ref, refused)
    _move(session, step, issue, now, state=StepState.ACCEPTED, accepted_at=now)
    record(session, issue, Kind.ACCEPTED, who.id, now, step.need, _about(step))
    _answered(session, who, step, issue, Kind.ACCEPTED, now)
    return Outcome(issue.ref)


def scan(
    session: Session, who: Viewer, step_id: int, now: datetime, *, is_good: bool = True
) -> Outcome:
    """The helper stands before the owner and has scanned the code: they have said yes.

    The caller has looked at the code, and whether it `is_good` still; whoever has it may see this
    step.
    """
    step, issue, refused = load_scanned(session, who, step_id, now, is_good=is_good)
    if refused:
        return Outcome(issue.ref, refused)
    spared = step.helper_id if step.helper_id != who.id else None
    _move(session, step, issue, now, state=StepState.ACCEPTED, accepted_at=now, helper_id=who.id)
    record(session, issue, Kind.ACCEPTED, who.id, now, step.need, _about(step), scanned=True)
    also = for_spared(session, issue, step, spared, now)
    _answered(session, who, step, issue, Kind.ACCEPTED, now, also)
    return Outcome(issue.ref)


def decline(
    session: Session, who: Viewer, step_id: int, why: Why, could: str | None, now: datetime
) -> Outcome:
    """The helper can't, or can't after all; they may know who could."""
    step, issue, refused = load_step(session, who, step_id, StepAct.DECLINE, now)
    if not refused and said_yes_since(session, issue, who, step_id):
        refused = rules.YES_SINCE
    if refused:
        return Outcome(issue.ref, refused)
    _move(session, step, issue, now, state=StepState.DECLINED, ended_at=now, why=why, could=could)
    record(session, issue, Kind.DECLINED, who.id, now, could, _about(step), why=why)
    _answered(session, who, step, issue, Kind.DECLINED, now)
    return Outcome(issue.ref)


def done(session: Session, who: Viewer, step_id: int, text: str | None, now: datetime) -> Outcome:
    """The helper's part is done: they say so, or the owner who stood beside them."""
    step, issue, refused = load_step(session, who, step_id, StepAct.DONE, now)
    if refused:
        return Outcome(issue.ref, refused)
    _move(session, step, issue, now, state=StepState.DONE, ended_at=now)
    record(session, issue, Kind.DONE, who.id, now, text, _about(step))
    remember(session, step.id, step.need, issue.words)
    _answered(session, who, step, issue, Kind.DONE, now)
    return Outcome(issue.ref)


def withdraw(
    session: Session, who: Viewer, step_id: int, now: datetime, saw: StepState | None = None
) -> Outcome:
    """The owner takes an open step back, in the state that they `saw`."""
    step, issue, refused = load_step(session, who, step_id, StepAct.WITHDRAW, now)
    unseen = rules.refuse_unseen(step_standing(session, step, issue, now), saw)
    if unseen and not said_yes_before(session, issue, who, step_id):
        refused = refused or unseen
    if refused:
        return Outcome(issue.ref, refused)
    told = _withdraw(session, step, issue, who.id, now)
    _answered(session, who, step, issue, Kind.WITHDRAWN, now, told)
    return Outcome(issue.ref)


def propose(session: Session, who: Viewer, step_id: int, words: str, now: datetime) -> Outcome:
    """The helper says who else could help. Only the owner asks them."""
    step, issue, refused = load_step(session, who, step_id, StepAct.PROPOSE, now)
    if refused:
        return Outcome(issue.ref, refused)
    write(session, issue, now)
    record(session, issue, Kind.PROPOSED, who.id, now, words, _about(step))
    tell(
        session,
        (subject_of_news(issue.id),),
        for_owner(session, issue, step, Kind.PROPOSED, now),
        now,
    )
    return Outcome(issue.ref)


def withdraw_open(
    session: Session, issue: Issue, actor_id: int | None, now: datetime
) -> list[Told]:
    """What is still open of a walk that is over; gives what its helpers are to be told."""
    told: list[Told] = []
    for step in open_steps(session, issue.id):
        told += _withdraw(session, step, issue, actor_id, now)
        set_step_ladder(session, step, now)
    return told


def withdraw_of(session: Session, issue: Issue, person_id: int, now: datetime) -> list[str]:
    """A helper becomes the owner: nobody asks them any more. Gives the subjects to silence."""
    silenced = []
    for step in open_steps(session, issue.id):
        if step.helper_id == person_id:
            _move(session, step, issue, now, state=StepState.WITHDRAWN, ended_at=now)
            record(session, issue, Kind.WITHDRAWN, None, now, step.need, _about(step))
            set_step_ladder(session, step, now)
            silenced.append(subject_of_step(step.id))
    return silenced


def end_of_closed(session: Session, step: Step, issue: Issue, now: datetime) -> list[Told]:
    """The helper's account is closed: their step is over, and the owner has to ask again."""
    _withdraw(session, step, issue, None, now)
    set_step_ladder(session, step, now)
    return for_owner(session, issue, step, Kind.WITHDRAWN, now)


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


def _answered(
    session: Session,
    who: Viewer,
    step: Step,
    issue: Issue,
    kind: Kind,
    now: datetime,
    also: Sequence[Told] = (),
) -> None:
    """The owner's own act answers the issue's ladder; anybody else's is news to the owner."""
    silenced = [subject_of_step(step.id), subject_of_news(issue.id)]
    told = list(also)
    if who.id == issue.owner_id:
        silenced.append(subject_of(issue.id))
    else:
        told += for_owner(session, issue, step, kind, now)
    tell(session, silenced, told, now, Sender(who.id, issue.id))
    set_step_ladder(session, step, now)
    if who.id == issue.owner_id:
        set_ladder(session, issue, now, by=who.id)


def _withdraw(
    session: Session, step: Step, issue: Issue, actor_id: int | None, now: datetime
) -> list[Told]:
    _move(session, step, issue, now, state=StepState.WITHDRAWN, ended_at=now)
    about = _about(step) | ({"said_yes": True} if step.accepted_at else {})
    record(session, issue, Kind.WITHDRAWN, actor_id, now, step.need, about)
    return for_spared(session, issue, step, step.helper_id, now)


def _move(session: Session, step: Step, issue: Issue, now: datetime, **values: Any) -> None:
    """Write the step's new state, guarded by the one that was looked at, and touch its issue.

    The issue is locked, so that the guard cannot fail; should a lock ever be forgotten, it fails
    here instead of letting two people say yes to one step.
    """
    table = table_of(Step)
    guard = (table.c.id == step.id, table.c.state == step.state)
    written = session.connection().execute(update(table).where(*guard).values(values))
    if written.rowcount != 1:
        raise Overtaken
    session.refresh(step)
    write(session, issue, now)


def _about(step: Step) -> dict[str, Any]:
    return {"step": step.id, "helper": step.helper_id, "introduction": step.introduction}
