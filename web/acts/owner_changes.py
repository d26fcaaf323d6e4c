"""Ownership moves, and only when the next owner says yes. Until then nothing has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from push.models import table_of
from web.acts import steps
from web.acts.guard import Overtaken, load, look_and_lock, write
from web.acts.hand_limit import Sender, soften_ask
from web.acts.history import record
from web.acts.ladders import set_change_ladder, set_ladder
from web.acts.message import Told
from web.acts.outcome import Outcome
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.acts.walk_news import for_asker, for_next_owner, for_spared_owner
from web.rules import changes as rules
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.rules.text import isolated
from web.rules.words import Act, ChangeAct, ChangeReason, ChangeState, Kind, State
from web.store.standing import change_standing, open_change
from web.store.subjects import subject_of, subject_of_change, subject_of_news
from web.store.tables import Issue, Person
from web.store.visible import find_change
from web.store.walk_tables import OwnerChange


@dataclass(frozen=True)
class HandOver:
    to_id: int
    reason: ChangeReason
    line: str | None = None


def ask(session: Session, who: Viewer, ref: str, asked: HandOver, now: datetime) -> Outcome:
    """Ask somebody to become the owner."""
    # Before the issue: their account cannot close between this look and the commit.
    query = select(Person).where(Person.id == asked.to_id, col(Person.closed_at).is_(None))
    to = session.exec(query.with_for_update(read=True, key_share=True)).first()
    issue, refused = load(session, who, ref, Act.HAND_OVER)
    refused = refused or _refuse_ask(session, issue, to, who)
    if refused or to is None:
        return Outcome(issue.ref, refused)
    hold_walk(session, issue.id)
    change = OwnerChange(
        issue_id=issue.id,
        from_id=who.id,
        to_id=to.id,
        reason=asked.reason,
        line=asked.line,
        state=ChangeState.ASKED,
        asked_at=now,
        answer_by=now + rules.ANSWER_WITHIN,
    )
    session.add(change)
    session.flush()
    write(session, issue, now)
    about = _about(change) | {"reason": asked.reason}
    event = record(session, issue, Kind.CHANGE_ASKED, who.id, now, asked.line, about)
    told = for_next_owner(session, issue, change, to, isolated(who.first_name), now)
    softened, silent = soften_ask(session, Sender(who.id, issue.id), told, now)
    event.update(silent)
    tell(session, (subject_of(issue.id),), softened, now)
    set_ladder(session, issue, now, by=who.id)
    set_change_ladder(session, change, now)
    return Outcome(issue.ref)


def accept(session: Session, who: Viewer, change_id: int, now: datetime) -> Outcome:
    """The knot in the line: from here on the issue is theirs, with all that it has promised."""
    change, issue, refused = _load(session, who, change_id, ChangeAct.ACCEPT, now)
    if refused:
        return Outcome(issue.ref, refused)
    if (issue.owner_id, issue.state) != (change.from_id, State.OWNED):
        raise Overtaken  # whatever moves an issue ends its owner change; should that be forgotten
    _end(session, change, ChangeState.ACCEPTED, now)
    # A step that they were asked for is their own from here on.
    spared = steps.withdraw_of(session, issue, who.id, now)
    write(session, issue, now, owner_id=who.id, owned_at=now)
    about = _about(change) | {"before": change.from_id}
    record(session, issue, Kind.CHANGED, who.id, now, None, about)
    told = for_asker(session, issue, change, Kind.CHANGED, now)
    _tell(session, issue, change, told, now, spared)
    set_ladder(session, issue, now, by=who.id)
    return Outcome(issue.ref)


def decline(
    session: Session, who: Viewer, change_id: int, text: str | None, now: datetime
) -> Outcome:
    change, issue, refused = _load(session, who, change_id, ChangeAct.DECLINE, now)
    if refused:
        return Outcome(issue.ref, refused)
    _end(session, change, ChangeState.DECLINED, now)
    write(session, issue, now)
    record(session, issue, Kind.CHANGE_DECLINED, who.id, now, text, _about(change))
    told = for_asker(session, issue, change, Kind.CHANGE_DECLINED, now)
    # The issue's own nudges stay: its owner has not acted.
    subjects = (subject_of_news(issue.id), subject_of_change(change.id))
    tell(session, subjects, told, now, Sender(who.id, issue.id))
    return Outcome(issue.ref)


def withdraw(session: Session, who: Viewer, change_id: int, now: datetime) -> Outcome:
    change, issue, refused = _load(session, who, change_id, ChangeAct.WITHDRAW, now)
    if refused:
        return Outcome(issue.ref, refused)
    _tell(session, issue, change, _withdraw(session, change, issue, who.id, now), now)
    set_ladder(session, issue, now, by=who.id)
    return Outcome(issue.ref)


def withdraw_open(
    session: Session, issue: Issue, actor_id: int | None, now: datetime
) -> list[Told]:
    """Nothing is to move any more; gives what the person who was asked is to be told."""
    change = open_change(session, issue.id)
    return _withdraw(session, change, issue, actor_id, now) if change else []


def end_of_closed(session: Session, change: OwnerChange, issue: Issue, now: datetime) -> list[Told]:
    """The account of the person who was asked is closed: the owner has to ask somebody else."""
    _withdraw(session, change, issue, None, now)
    return for_asker(session, issue, change, Kind.CHANGE_WITHDRAWN, now)


def _load(
    session: Session, who: Viewer, change_id: int, act: ChangeAct, now: datetime
) -> tuple[OwnerChange, Issue, Refusal | None]:
    (change, issue), refused = look_and_lock(
        session,
        lambda lock: find_change(session, who, change_id, lock),
        lambda found: found[1].id,
        lambda found: rules.refusal(act, change_standing(session, found[0], now), who.id),
    )
    if not refused:
        hold_walk(session, issue.id)
    return change, issue, refused


def _refuse_ask(session: Session, issue: Issue, to: Person | None, who: Viewer) -> Refusal | None:
    if to is None:
        return Refusal("They are not here any more. Ask somebody else.")
    if to.id == who.id:
        return Refusal("You own this already. Choose somebody else.")
    waiting = open_change(session, issue.id)
    if waiting:
        asked = isolated(session.get_one(Person, waiting.to_id).name)
        return Refusal(f"You have asked {asked} already. Take that back first.")
    return None


def _withdraw(
    session: Session, change: OwnerChange, issue: Issue, actor_id: int | None, now: datetime
) -> list[Told]:
    _end(session, change, ChangeState.WITHDRAWN, now)
    write(session, issue, now)
    record(session, issue, Kind.CHANGE_WITHDRAWN, actor_id, now, None, _about(change))
    return for_spared_owner(session, issue, change, now)


def _end(session: Session, change: OwnerChange, state: ChangeState, now: datetime) -> None:
    """Guarded by what was looked at, like every write of the walk."""
    table = table_of(OwnerChange)
    guard = (table.c.id == change.id, table.c.state == ChangeState.ASKED)
    ended = update(table).where(*guard).values(state=state, ended_at=now)
    if session.connection().execute(ended).rowcount != 1:
        raise Overtaken
    session.refresh(change)
    set_change_ladder(session, change, now)


def _tell(
    session: Session,
    issue: Issue,
    change: OwnerChange,
    told: list[Told],
    now: datetime,
    also: Sequence[str] = (),
) -> None:
    ours = (subject_of(issue.id), subject_of_news(issue.id), subject_of_change(change.id))
    tell(session, (*ours, *also), told, now)


def _about(change: OwnerChange) -> dict[str, Any]:
    return {"change": change.id, "helper": change.to_id}
