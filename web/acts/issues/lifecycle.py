"""Acts on issues. Each: load, ask the rules, guarded update, event, escalation.

Runs inside the caller's transaction; knows no HTTP and reads no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from web.acts.core.events import append_event
from web.acts.core.issue_rows import ConcurrentChange, load_for_act, update_issue
from web.acts.core.tap import Outcome, Tap, Unit
from web.acts.core.undoable import before
from web.acts.handoffs import owner_changes, stand_in, steps
from web.acts.handoffs.locks import lock_handoffs, lock_open_handoffs
from web.acts.images.uploads import NO_PHOTOS, ReceivedPhotos
from web.acts.issues import thanks, uses
from web.acts.issues.linking import news_of_fix
from web.acts.issues.photos import add_photos
from web.acts.issues.thanks import GivenThanks
from web.acts.issues.uses import Use
from web.acts.nudges.enqueue import replace_and_enqueue
from web.acts.nudges.schedule import restart_escalation, restart_reopened_escalation
from web.rules import promises
from web.rules.promises import PromisedBy
from web.rules.refs import as_typed
from web.rules.vocabulary import EventKind, IssueAct, IssueState, Trigger, Urgency
from web.store.policies import opening_in_force
from web.store.row_cache import lock_open_account
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class Resolution:
    """What the owner says about a resolved issue."""

    text: str  # what was done, and how the customer was told
    uses: Sequence[Use] = ()  # of what they may do without asking
    used_words: str | None = None  # the same, in a tap from before there was a list of it
    retold_count: int | None = None  # how often the customer had to repeat the story
    photos: ReceivedPhotos = NO_PHOTOS
    thanks: GivenThanks | None = None  # to everybody who helped


def own(tap: Tap, ref: str) -> Outcome:
    """Become the owner of an unowned issue: one wins, the others learn who."""
    issue, refused = load_for_act(tap, ref, IssueAct.OWN)
    if refused:
        return Outcome(issue.ref, refused)
    # It may have had another owner, whose open steps may ask the actor.
    handoffs = lock_open_handoffs(tap.session, issue.id)
    withdrawn = steps.withdraw_own(tap, issue, handoffs.steps)
    _take(tap, issue)
    append_event(tap, issue, EventKind.OWNED)
    if withdrawn:
        replace_and_enqueue(tap, withdrawn, ())
    restart_escalation(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def _take(tap: Tap, issue: Issue) -> None:
    """Set the owner and the first promise, which counts from the tap."""
    update_issue(
        tap,
        issue,
        state=IssueState.OWNED,
        owner_id=tap.actor.id,
        owned_at=tap.now,
        waiting_since=None,
        **_first_promise(tap, issue, tap.effective_time(issue)),
    )


def promise(tap: Tap, ref: str, by: PromisedBy) -> Outcome:
    """Choose another time by which the customer hears more."""
    issue, refused = load_for_act(tap, ref, IssueAct.PROMISE)
    if refused:
        return Outcome(issue.ref, refused)
    was = before(issue)
    _set_promise(tap, issue, by)
    append_event(tap, issue, EventKind.PROMISED, when=_iso(issue.promise_at), before=was)
    restart_escalation(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def told(
    tap: Tap, ref: str, text: str | None, by: PromisedBy, *, released: bool = False
) -> Outcome:
    """The customer was told: the promise is kept, and the next one made.

    `released`: they may read `text` on their page, of which `data["released"]` is the mark.
    """
    issue, refused = load_for_act(tap, ref, IssueAct.TOLD)
    if refused:
        return Outcome(issue.ref, refused)
    was = before(issue)
    _set_promise(tap, issue, by, customer_answer=None)
    data = _released(text, released=released) | {"when": _iso(issue.promise_at), "before": was}
    append_event(
        tap, issue, EventKind.CUSTOMER_TOLD, text, **data, **stand_in.for_owner(tap, issue)
    )
    stand_in.tell_owner(tap, issue)
    restart_escalation(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def acknowledge(tap: Tap, ref: str) -> Outcome:
    """“On it”: the escalation restarts from here. The promise stays."""
    issue, refused = load_for_act(tap, ref, IssueAct.ON_IT)
    if refused:
        return Outcome(issue.ref, refused)
    since = tap.effective_time(issue)
    was = before(issue)
    update_issue(tap, issue, acknowledged_at=since)
    append_event(tap, issue, EventKind.ACKNOWLEDGED, before=was)
    restart_escalation(tap, issue, since=since)
    return Outcome(issue.ref)


def postpone(tap: Tap, ref: str, why: str, by: PromisedBy, *, released: bool = False) -> Outcome:
    """No news yet: another promise, and the reason for it. `released`: as in `told`."""
    issue, refused = load_for_act(tap, ref, IssueAct.LATER)
    if refused:
        return Outcome(issue.ref, refused)
    was = before(issue)
    _set_promise(tap, issue, by, customer_answer=None)
    data = _released(why, released=released) | stand_in.for_owner(tap, issue)
    data |= {"when": _iso(issue.promise_at), "before": was}
    append_event(tap, issue, EventKind.POSTPONED, why, **data)
    stand_in.tell_owner(tap, issue)
    restart_escalation(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def add_note(tap: Tap, ref: str, text: str) -> Outcome:
    """Add a note. Only the owner's note answers the escalation."""
    issue, refused = load_for_act(tap, ref, IssueAct.NOTE)
    if refused:
        return Outcome(issue.ref, refused)
    update_issue(tap, issue)
    append_event(tap, issue, EventKind.NOTED, text)
    if issue.owner_id == tap.actor.id:
        restart_escalation(tap, issue)
    return Outcome(issue.ref)


def resolve(tap: Tap, ref: str, resolution: Resolution) -> Outcome:
    """Resolve: what was done, and how the customer was told. Open steps and owner changes end."""
    issue, refused = load_for_act(tap, ref, IssueAct.RESOLVE)
    refused = refused or uses.refuse_uses(tap, issue, resolution.uses)
    if refused:
        return Outcome(issue.ref, refused)
    was = before(issue)
    handoffs = lock_handoffs(tap.session, issue.id)
    withdrawn = steps.withdraw_open(tap, issue, handoffs.steps)
    withdrawn += owner_changes.withdraw_open(tap, issue, handoffs.change)
    update_issue(
        tap,
        issue,
        state=IssueState.RESOLVED,
        resolved_at=tap.now,
        customer_answer=None,
        promise_at=None,
        promised_at=None,
    )
    uses.record(tap, issue, resolution.uses)
    if resolution.used_words:
        append_event(tap, issue, EventKind.AUTHORITY_USED, resolution.used_words)
    again = resolution.retold_count
    data = {"before": was} | ({} if again is None else {"retold_count": again})
    append_event(tap, issue, EventKind.RESOLVED, resolution.text, **data)
    add_photos(tap, issue, resolution.photos)
    news = news_of_fix(tap, issue)
    if resolution.thanks:
        news += thanks.give_to_helpers(tap, issue, resolution.thanks)
    replace_and_enqueue(tap, handoffs.subjects, [*withdrawn, *news])
    restart_escalation(tap, issue)
    return Outcome(issue.ref)


def reopen(tap: Tap, ref: str, text: str | None) -> Outcome:
    """Back to the same owner; unowned, and loud, when their account is closed."""
    owner_id = tap.session.exec(select(Issue.owner_id).where(Issue.ref == as_typed(ref))).first()
    owner = lock_open_account(tap.session, owner_id)  # before the issue
    issue, refused = load_for_act(tap, ref, IssueAct.REOPEN)
    if refused:
        return Outcome(issue.ref, refused)
    if issue.owner_id != owner_id:
        raise ConcurrentChange
    reopen_for(tap, issue, owner, text)
    return Outcome(issue.ref)


def reopen_for(
    unit: Unit, issue: Issue, owner: Person | None, text: str | None, **data: Any
) -> None:
    """`owner`: with a locked account; None: theirs is closed. The issue is locked. `data`: of the
    event."""
    # The customer’s own answer stays until they are updated.
    answer = {} if unit.actor_id is None else {"customer_answer": None}
    if owner is None:
        _release(unit, issue, **answer)
        append_event(unit, issue, EventKind.REOPENED, text, **data)
        _orphaned(unit.by_system, issue)
        return
    # From now on, however late the tap: its owner hears of it only now.
    first = _first_promise(unit, issue, unit.now) | answer
    update_issue(unit, issue, state=IssueState.OWNED, resolved_at=None, **first)
    append_event(unit, issue, EventKind.REOPENED, text, **data)
    restart_escalation(unit.by_system, issue)
    if unit.actor_id != owner.id:  # except when the owner reopens it
        restart_reopened_escalation(unit, issue)


def orphan(unit: Unit, issue: Issue) -> None:
    """Its owner's account is closed: it is unowned, and everybody on shift is nudged."""
    _release(unit, issue)
    _orphaned(unit, issue)


def _release(unit: Unit, issue: Issue, **also: Any) -> None:
    update_issue(
        unit,
        issue,
        state=IssueState.UNOWNED,
        owner_id=None,
        resolved_at=None,
        promise_at=None,
        promised_at=None,
        waiting_since=unit.now,
        **also,
    )


def _orphaned(unit: Unit, issue: Issue) -> None:
    append_event(unit, issue, EventKind.ORPHANED)
    restart_escalation(unit, issue, at_once=True)


def _set_promise(tap: Tap, issue: Issue, by: PromisedBy, **also: Any) -> None:
    """Counts from the tap: the customer heard this span then. It may be overdue at once."""
    since = tap.effective_time(issue)
    opening = opening_in_force(tap.session, issue.site_id, Trigger.PROMISE, issue.urgency)
    at = promises.next_promise(by, since, opening)
    update_issue(tap, issue, promise_at=at, promised_at=since, acknowledged_at=None, **also)


def _released(text: str | None, *, released: bool) -> dict[str, Any]:
    return {"released": True} if released and text else {}


def _first_promise(unit: Unit, issue: Issue, since: datetime) -> dict[str, Any]:
    opening = opening_in_force(unit.session, issue.site_id, Trigger.PROMISE, issue.urgency)
    at = promises.first(Urgency(issue.urgency), since, opening)
    return {"promised_at": since, "promise_at": at, "acknowledged_at": None}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
