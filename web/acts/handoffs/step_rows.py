"""Loads a step for an act, with its refusal, and updates it: every change of its row passes here.

Runs inside the caller's transaction; knows no HTTP and reads no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from push.model_fields import table_of
from web.acts.core.issue_rows import ConcurrentChange, lock_issue, set_written, update_issue
from web.acts.core.tap import Tap, Unit
from web.acts.handoffs.locks import lock_handoffs
from web.language.messages import gettext as _
from web.language.messages import ngettext
from web.rules import steps as rules
from web.rules.issues import Refusal
from web.rules.vocabulary import Introduction, StepAct
from web.store.rule_inputs import scan_facts, step_facts
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue
from web.store.visibility import find_step, issue_of_step


@dataclass(frozen=True)
class Ask:
    """`helper_id` None: whoever scans the code, so only when walking over."""

    need: str
    introduction: Introduction
    helper_id: int | None


def load_step(tap: Tap, step_id: int, act: StepAct) -> tuple[Step, Issue, Refusal | None]:
    """The step and its issue, locked with all its handoffs unless the act is refused."""
    (step, issue), refused = lock_issue(
        tap.session,
        lambda lock: find_step(tap.session, tap.actor, step_id, lock),
        _issue_id,
        lambda found: rules.refusal(act, step_facts(tap.session, *found, tap.now), tap.actor.id),
    )
    if not refused:
        lock_handoffs(tap.session, issue.id)
    return step, issue, refused


def load_scanned(tap: Tap, step_id: int, *, is_good: bool) -> tuple[Step, Issue, Refusal | None]:
    """For whoever has scanned its code, and so may see it."""

    def judge(found: tuple[Step, Issue]) -> Refusal | None:
        step, issue = found
        standing = scan_facts(tap.session, step, issue, tap.now)
        refused = rules.refuse_scan(standing, tap.actor.id, is_good=is_good)
        if (
            not refused
            and step.helper_id != tap.actor.id
            and is_asked(tap.session, issue, tap.actor.id)
        ):
            refused = Refusal(_("You have another request on this issue. Answer that one."))
        return refused

    (step, issue), refused = lock_issue(
        tap.session, lambda lock: issue_of_step(tap.session, step_id, lock), _issue_id, judge
    )
    if not refused:
        lock_handoffs(tap.session, issue.id)
    return step, issue, refused


def _issue_id(found: tuple[Step, Issue]) -> int:
    return found[1].id


def refuse_ask(
    tap: Tap, issue: Issue, ask: Ask, helper: Person | None, open_steps: Sequence[Step]
) -> Refusal | None:
    if ask.helper_id is None and ask.introduction is not Introduction.IN_PERSON:
        return Refusal(_("Choose whom to ask. You can leave it open only when you walk over."))
    if ask.helper_id == issue.owner_id:
        return refuse_owner(tap, issue)
    if ask.helper_id in (None, tap.actor.id) and issue.owner_id != tap.actor.id:
        return Refusal(_("Ask someone other than yourself."))
    if ask.helper_id is not None and helper is None:
        return Refusal(_("They have left. Ask someone else."))
    if helper and any(step.helper_id == helper.id for step in open_steps):
        return Refusal(
            _("You have already asked %(who)s, and that request is still open.", who=helper.name)
        )
    if len(open_steps) >= rules.MOST_OPEN:
        return Refusal(
            ngettext(
                "%(num)s request is already open. Finish or cancel one first.",
                "%(num)s requests are already open. Finish or cancel one first.",
                rules.MOST_OPEN,
            )
        )
    return None


def refuse_owner(tap: Tap, issue: Issue) -> Refusal:
    """Nobody asks the owner to help, or to become the owner."""
    if issue.owner_id == tap.actor.id:
        return Refusal(_("You already own this. Ask someone else."))
    owner = tap.session.get_one(Person, issue.owner_id).first_name
    return Refusal(_("%(owner)s already owns this. Ask someone else.", owner=owner))


def is_asked(session: Session, issue: Issue, person_id: int) -> bool:
    """Whether an open step of the issue is theirs: a person has one at a time."""
    query = select(Step.id).where(
        Step.issue_id == issue.id,
        Step.helper_id == person_id,
        col(Step.state).in_(rules.OPEN_STORED),
    )
    return session.exec(query.limit(1)).first() is not None


def move_step(unit: Unit, step: Step, issue: Issue, **values: Any) -> None:
    """Update the step, guarded by the state that was read, and touch its issue.

    The issue is locked, so the guard cannot fail; should a lock ever be forgotten, it fails here
    instead of letting two people accept one step.
    """
    table = table_of(Step)
    guard = (table.c.id == step.id, table.c.state == step.state)
    written = unit.session.connection().execute(update(table).where(*guard).values(values))
    if written.rowcount != 1:
        raise ConcurrentChange
    set_written(step, values)
    update_issue(unit, issue)


def end_steps(unit: Unit, steps: Sequence[Step], issue: Issue, **values: Any) -> None:
    """`move_step` for open steps of one issue, which change nothing of it but its version."""
    table = table_of(Step)
    guard = (table.c.id.in_([step.id for step in steps]), table.c.state.in_(rules.OPEN_STORED))
    written = unit.session.connection().execute(update(table).where(*guard).values(values))
    if written.rowcount != len(steps):
        raise ConcurrentChange
    for step in steps:
        set_written(step, values)
    update_issue(unit, issue)


def about_step(step: Step) -> dict[str, Any]:
    return {"step": step.id, "helper": step.helper_id, "introduction": step.introduction}
