"""Ownership moves, and only when the next owner says yes. Until then nothing has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from push.models import table_of
from web.acts import steps
from web.acts.guard import Overtaken, load, look_and_lock, write
from web.acts.hand_limit import soften, soften_ask
from web.acts.history import record
from web.acts.ladders import set_change_ladder, set_ladder
from web.acts.message import Told
from web.acts.outcome import Outcome
from web.acts.tap import Tap, Unit
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.acts.walk_news import for_asker, for_next_owner, for_spared_owner
from web.rules import changes as rules
from web.rules.issue import Refusal
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


def ask(tap: Tap, ref: str, asked: HandOver) -> Outcome:
    """Ask somebody to become the owner."""
    # Before the issue: their account cannot close between this look and the commit.
    query = select(Person).where(Person.id == asked.to_id, col(Person.closed_at).is_(None))
    to = tap.session.exec(query.with_for_update(read=True, key_share=True)).first()
    issue, refused = load(tap, ref, Act.HAND_OVER)
    refused = refused or _refuse_ask(tap, issue, to)
    if refused or to is None:
        return Outcome(issue.ref, refused)
    hold_walk(tap.session, issue.id)
    change = OwnerChange(
        issue_id=issue.id,
        from_id=tap.actor.id,
        to_id=to.id,
        reason=asked.reason,
        reason_text=asked.line,
        state=ChangeState.ASKED,
        asked_at=tap.now,
        answer_by=tap.now + rules.ANSWER_WITHIN,
    )
    tap.session.add(change)
    tap.session.flush()
    write(tap, issue)
    about = _about(change) | {"reason": asked.reason}
    event = record(tap, issue, Kind.CHANGE_ASKED, asked.line, **about)
    told = for_next_owner(tap, issue, change, to)
    softened, silent = soften_ask(tap, issue.id, told)
    event.update(silent)
    tell(tap, (subject_of(issue.id),), softened)
    set_ladder(tap, issue)
    set_change_ladder(tap, change)
    return Outcome(issue.ref)


def accept(tap: Tap, change_id: int) -> Outcome:
    """The knot in the line: from here on the issue is theirs, with all that it has promised."""
    change, issue, refused = _load(tap, change_id, ChangeAct.ACCEPT)
    if refused:
        return Outcome(issue.ref, refused)
    walk = hold_walk(tap.session, issue.id)
    if (issue.owner_id, issue.state) != (change.from_id, State.OWNED):
        raise Overtaken  # whatever moves an issue ends its owner change; should that be forgotten
    _end(tap, change, ChangeState.ACCEPTED)
    # A step that they were asked for is their own from here on.
    spared = steps.withdraw_own(tap, issue, walk.steps)
    write(tap, issue, owner_id=tap.actor.id, owned_at=tap.now)
    about = _about(change) | {"former_owner": change.from_id}
    record(tap, issue, Kind.CHANGED, **about)
    told = for_asker(tap, issue, change, Kind.CHANGED)
    _tell(tap, issue, change, told, spared)
    set_ladder(tap, issue)
    return Outcome(issue.ref)


def decline(tap: Tap, change_id: int, text: str | None) -> Outcome:
    change, issue, refused = _load(tap, change_id, ChangeAct.DECLINE)
    if refused:
        return Outcome(issue.ref, refused)
    hold_walk(tap.session, issue.id)
    _end(tap, change, ChangeState.DECLINED)
    write(tap, issue)
    record(tap, issue, Kind.CHANGE_DECLINED, text, **_about(change))
    told = for_asker(tap, issue, change, Kind.CHANGE_DECLINED)
    # The issue's own nudges stay: its owner has not acted.
    subjects = (subject_of_news(issue.id), subject_of_change(change.id))
    tell(tap, subjects, soften(tap, issue.id, told))
    return Outcome(issue.ref)


def withdraw(tap: Tap, change_id: int) -> Outcome:
    change, issue, refused = _load(tap, change_id, ChangeAct.WITHDRAW)
    if refused:
        return Outcome(issue.ref, refused)
    hold_walk(tap.session, issue.id)
    _tell(tap, issue, change, _withdraw(tap, change, issue))
    set_ladder(tap, issue)
    return Outcome(issue.ref)


def withdraw_open(unit: Unit, issue: Issue, change: OwnerChange | None) -> list[Told]:
    """Nothing is to move any more; gives what the person who was asked is to be told."""
    return _withdraw(unit, change, issue) if change else []


def end_of_closed(unit: Unit, change: OwnerChange, issue: Issue) -> list[Told]:
    """The account of the person who was asked is closed: the owner has to ask somebody else."""
    _withdraw(unit, change, issue)
    return for_asker(unit, issue, change, Kind.CHANGE_WITHDRAWN)


def _load(tap: Tap, change_id: int, act: ChangeAct) -> tuple[OwnerChange, Issue, Refusal | None]:
    (change, issue), refused = look_and_lock(
        tap.session,
        lambda lock: find_change(tap.session, tap.actor, change_id, lock),
        lambda found: found[1].id,
        lambda found: rules.refusal(
            act, change_standing(tap.session, found[0], tap.now), tap.actor.id
        ),
    )
    return change, issue, refused


def _refuse_ask(tap: Tap, issue: Issue, to: Person | None) -> Refusal | None:
    if to is None:
        return Refusal("They are not here any more. Ask somebody else.")
    if to.id == tap.actor.id:
        return Refusal("You own this already. Choose somebody else.")
    waiting = open_change(tap.session, issue.id)
    if waiting:
        asked = isolated(tap.session.get_one(Person, waiting.to_id).name)
        return Refusal(f"You have asked {asked} already. Take that back first.")
    return None


def _withdraw(unit: Unit, change: OwnerChange, issue: Issue) -> list[Told]:
    _end(unit, change, ChangeState.WITHDRAWN)
    write(unit, issue)
    record(unit, issue, Kind.CHANGE_WITHDRAWN, **_about(change))
    return for_spared_owner(unit, issue, change)


def _end(unit: Unit, change: OwnerChange, state: ChangeState) -> None:
    """Guarded by what was looked at, like every write of the walk."""
    table = table_of(OwnerChange)
    guard = (table.c.id == change.id, table.c.state == ChangeState.ASKED)
    ended = update(table).where(*guard).values(state=state, ended_at=unit.now)
    if unit.session.connection().execute(ended).rowcount != 1:
        raise Overtaken
    unit.session.refresh(change)
    set_change_ladder(unit, change)


def _tell(
    unit: Unit, issue: Issue, change: OwnerChange, told: list[Told], also: Sequence[str] = ()
) -> None:
    ours = (subject_of(issue.id), subject_of_news(issue.id), subject_of_change(change.id))
    tell(unit, (*ours, *also), told)


def _about(change: OwnerChange) -> dict[str, Any]:
    return {"change": change.id, "helper": change.to_id}
