"""What an owner used of what they may do without asking: an event each, and a row to add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select

from push.model_fields import table_of
from web.acts.core.events import append_event
from web.acts.core.issue_rows import load_for_act, update_issue
from web.acts.core.tap import Outcome, Tap
from web.acts.core.undoable import before
from web.acts.nudges.schedule import restart_escalation
from web.language.messages import gettext as _
from web.rules.allowances import is_above
from web.rules.issues import Refusal, refusal
from web.rules.money import Money
from web.rules.vocabulary import EventKind, IssueAct
from web.store.allowances import limit
from web.store.rule_inputs import issue_facts
from web.store.tables.allowances import Allowance, AllowanceUse
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class Use:
    allowance_id: int
    money: Money | None = None  # None: not said, or it has no amount


def use(tap: Tap, ref: str, uses: Sequence[Use]) -> Outcome:
    """Before it is resolved. `uses`: at least one."""
    issue, refused = load_for_act(tap, ref, IssueAct.USE)
    refused = refused or refuse_uses(tap, issue, uses)
    if refused:
        return Outcome(issue.ref, refused)
    was = before(issue)
    update_issue(tap, issue)
    record(tap, issue, uses, before=was)
    restart_escalation(tap, issue)
    return Outcome(issue.ref)


def refuse_uses(tap: Tap, issue: Issue, uses: Sequence[Use]) -> Refusal | None:
    """With a resolution, too. What was removed from the list since the form was shown was used all
    the same."""
    if uses and issue.is_cause:
        facts = issue_facts(tap.session, issue, tap.actor, tap.now)
        return refusal(IssueAct.USE, facts, tap.actor.id)
    if not {one.allowance_id for one in uses} <= {*_named(tap, issue, uses)}:
        return Refusal(_("What you chose is not on your list here. Look at it, and choose again."))
    return None


def record(tap: Tap, issue: Issue, uses: Sequence[Use], **data: Any) -> None:
    """With the version that the issue has now. `data`: of each event."""
    found = _named(tap, issue, uses)
    for one in uses:
        row, money = found[one.allowance_id], one.money
        above = limit(row) if is_above(money, limit(row)) else None
        its = {"amount": money.amount, "currency": money.currency} if money else {}
        its |= {"limit": above.amount} if above else {}
        its |= {"allowance": row.id, **data}
        append_event(tap, issue, EventKind.AUTHORITY_USED, row.words, **its)
        tap.session.add(
            AllowanceUse(
                issue_id=issue.id,
                site_id=issue.site_id,
                allowance_id=row.id,
                amount=money.amount if money else None,
                currency=money.currency if money else None,
                above_limit=above is not None,
                at=tap.now,
                event_version=issue.version,
            )
        )


def take_back(tap: Tap, issue: Issue, after: int, until: int) -> None:
    """Those of an act that is undone: of versions after `after`, up to `until`."""
    uses = table_of(AllowanceUse)
    of_act = (uses.c.issue_id == issue.id, uses.c.event_version.between(after + 1, until))
    tap.session.connection().execute(delete(uses).where(*of_act))


def _named(tap: Tap, issue: Issue, uses: Sequence[Use]) -> dict[int, Allowance]:
    """By id: those of the actor's list at the issue's site."""
    if not uses:
        return {}
    query = select(Allowance).where(
        col(Allowance.id).in_([one.allowance_id for one in uses]),
        col(Allowance.site_id) == issue.site_id,
        col(Allowance.role).in_(tap.actor.roles),
    )
    return {row.id: row for row in tap.session.exec(query)}
