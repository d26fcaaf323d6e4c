"""One issue as its page shows it: what to do next, its line, what comes if nobody acts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import and_, bindparam, exists
from sqlmodel import Session, col, or_, select

from web.reads.handoffs import step_page
from web.reads.handoffs.brief import contact_of, photo_ids
from web.reads.handoffs.calls import call_of
from web.reads.handoffs.change_page import change_view
from web.reads.issues import causes
from web.reads.issues.allowances import AllowanceChoice, allowance_choice
from web.reads.issues.causes import Behind, LinkedTo
from web.reads.issues.facts import facts_of
from web.reads.issues.line import line
from web.reads.issues.next_nudges import planned
from web.reads.issues.timeline import History, history_of, timeline
from web.reads.issues.view import CustomerView, IssueHours, IssueView, Offer, OwnerView
from web.reads.opening import open_now
from web.reads.requests import words_of
from web.reads.undo import undo_among
from web.rules.event_data import known
from web.rules.issues import IssueFacts, legal_acts
from web.rules.people import Viewer, is_on_shift
from web.rules.phrases import Phrases
from web.rules.site_texts import place_in_words
from web.rules.steps import OPEN_STORED
from web.rules.vocabulary import CustomerAnswer, EventKind, IssueAct, IssueState, StepState, Urgency
from web.store.escalation_timing import opening_for
from web.store.phrases import IS_OF_SITE
from web.store.rule_inputs import issue_facts
from web.store.tables.accounts import Person, Site
from web.store.tables.allowances import Allowance
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue, StatusLink
from web.store.tables.phrases import SitePhrases
from web.store.visibility import find_issue

_ANSWERS = (StepState.DONE, StepState.DECLINED)
# Of each page and card, so built once: see `web.store.visibility`.
_IS_SHARED = exists().where(
    col(StatusLink.issue_id) == bindparam("issue_id"),
    col(StatusLink.revoked_at).is_(None),
    or_(col(StatusLink.ends_at).is_(None), col(StatusLink.ends_at) > bindparam("now")),
)
# None but its owner's.
_THEIRS = and_(
    col(Allowance.site_id) == bindparam("allowed_at"),
    col(Allowance.role).in_(bindparam("roles", expanding=True)),
    col(Allowance.removed_at).is_(None),
)
_SITE: Any = (
    select(
        Site,
        Allowance,
        _IS_SHARED.label("is_shared"),
        *causes.CAUSE_COLUMNS,
    )
    .add_columns(col(SitePhrases.own).label("phrases"))
    .select_from(Site)
    .outerjoin(Allowance, _THEIRS)
    .outerjoin(SitePhrases, IS_OF_SITE)
    .outerjoin(causes.CAUSE, causes.IS_CAUSE_OF)
    .outerjoin(causes.CAUSE_OWNER, causes.IS_ITS_OWNER)
    .where(col(Site.id) == bindparam("site_id"))
    .order_by(col(Allowance.position), col(Allowance.id))
)
_OF_A_NUDGE = (EventKind.NUDGED, EventKind.UNREACHED)


def issue_page(
    session: Session, viewer: Viewer, ref: str, now: datetime, *, just_owned: bool = False
) -> IssueView:
    """Raises NotFound for an issue that is unknown or not visible to the viewer."""
    issue = find_issue(session, viewer, ref)
    history = history_of(session, issue)
    site, around = _around(session, issue, viewer, now, just_owned=just_owned)
    owner = history.owner
    rows = timeline(session, history.events, history.people, viewer, of_cause=issue.is_cause)
    return IssueView(
        ref=issue.ref,
        version=issue.version,
        words=words_of(issue.words, issue.erased_at),
        place=place_in_words(issue.place, site.place_names),
        site_name=site.name,
        hours=_hours(site, issue, now),
        state=IssueState(issue.state),
        urgency=Urgency(issue.urgency),
        owner=_owner(session, owner, history, viewer, now) if owner else None,
        waiting_since=issue.waiting_since,
        resolved_at=issue.resolved_at,
        promise_at=issue.promise_at,
        promised_at=issue.promised_at,
        acknowledged_at=issue.acknowledged_at,
        acknowledged_by=_who_is_on_it(history, viewer),
        customer=_customer(issue, site),
        photo_ids=photo_ids(session, issue.id),
        acts=_acts(issue_facts(session, issue, viewer, now), history, viewer) - _idle(around),
        read_at=now,
        line=line(history, rows, owner, viewer, now),
        rows=rows,
        next_nudges=planned(session, issue, history, viewer, now),
        just_owned=just_owned and (issue.owner_id, issue.state) == (viewer.id, IssueState.OWNED),
        helped=_helped(history, viewer) if history.steps else (),
        steps=step_page.views(session, issue, _shown(issue, history.steps), viewer, now),
        change=change_view(session, issue, history.change, viewer, now) if history.change else None,
        facts=facts_of(session, issue.id) if issue.state == IssueState.RESOLVED else None,
        offers=_offers(issue, history, viewer),
        **around,
        undo=None if just_owned else undo_among(history.events, history.people, issue, viewer, now),
    )


def _customer(issue: Issue, site: Site) -> CustomerView:
    answer = known(CustomerAnswer, issue.customer_answer) if issue.customer_answer else None
    return CustomerView(issue.customer_name, contact_of(issue, site), answer)


def _hours(site: Site, issue: Issue, now: datetime) -> IssueHours:
    if site.opening_hours is None:
        return IssueHours(site.zone)
    return IssueHours(site.zone, opening_for(site, issue.urgency), open_now(site, now))


def _owner(
    session: Session, owner: Person, history: History, viewer: Viewer, now: datetime
) -> OwnerView:
    changes = (one for one in history.on_the_line if one.kind == EventKind.CHANGED)
    newest = history.events[-1]
    nudged = newest.data.get("people", ()) if newest.kind in _OF_A_NUDGE else ()
    is_me = owner.id == viewer.id
    return OwnerView(
        name=owner.name,
        first_name=owner.first_name,
        is_me=is_me,
        is_on_shift=is_on_shift(owner.on_shift_until, now),
        has_it_from_me=not is_me
        and any(viewer.id == one.data.get("former_owner") for one in changes),
        is_nudged=owner.id in nudged or viewer.id in nudged,
        call=() if is_me else call_of(session, owner),
    )


def _acts(facts: IssueFacts, history: History, viewer: Viewer) -> frozenset[IssueAct]:
    """The legal ones, without offering to help by those who offered, or were asked already."""
    legal = legal_acts(facts, viewer.id, is_lead=viewer.is_lead)
    helps = any(step.helper_id == viewer.id and step.state in OPEN_STORED for step in history.steps)
    return legal - {IssueAct.OFFER} if helps or viewer.id in history.offering else legal


def _idle(around: "_Around") -> frozenset[IssueAct]:
    return frozenset() if around["allowances"] else frozenset({IssueAct.USE})


def _offers(issue: Issue, history: History, viewer: Viewer) -> tuple[Offer, ...]:
    """All for the owner; for others their own."""
    is_owner, people = issue.owner_id == viewer.id, history.people
    return tuple(
        Offer(person.id, person.first_name)
        for person in (people[id_] for id_ in history.offering if id_ in people)
        if not person.closed_at and (is_owner or person.id == viewer.id)
    )


def _shown(issue: Issue, steps: Sequence[Step]) -> Sequence[Step]:
    """Those that matter now: open ones, and an answer until the owner has asked again. The line
    shows the others, and all of them once it is resolved."""
    if issue.state == IssueState.RESOLVED:
        return ()
    asked = [step.asked_at for step in steps]
    return [
        step
        for step in steps
        if step.ended_at is None or (step.state in _ANSWERS and step.ended_at >= max(asked))
    ]


class _Around(TypedDict):
    """What one statement beside the issue reads, as `IssueView` names it."""

    allowances: tuple[AllowanceChoice, ...]
    is_shared: bool
    phrases: Phrases | None
    is_cause: bool
    linked_to: LinkedTo | None
    behind: Behind | None


def _around(
    session: Session, issue: Issue, viewer: Viewer, now: datetime, *, just_owned: bool
) -> tuple[Site, _Around]:
    values: dict[str, Any] = {"issue_id": issue.id, "site_id": issue.site_id, "now": now}
    may_use = issue.owner_id == viewer.id and not issue.is_cause
    values |= {"allowed_at": issue.site_id if may_use else None}
    values |= {"roles": viewer.roles}
    looks = just_owned and not issue.is_cause and issue.cause_id is None
    likely_at = issue.site_id if looks else None
    values |= {"cause_id": issue.cause_id, "likely_at": likely_at, "place": issue.place}
    rows = session.execute(_SITE, values).all()
    row = rows[0]
    # Other issues of the site are not for a helper from elsewhere, who sees this one alone.
    sees_others = viewer.is_admin or viewer.site_id == issue.site_id
    linked = causes.linked_to(issue, row, viewer) if row.cause_row and sees_others else None
    has_linked = issue.is_cause or issue.cause_id == issue.id
    behind = causes.behind(session, issue, now) if has_linked and sees_others else None
    return row.Site, {
        "allowances": tuple(allowance_choice(one.Allowance) for one in rows if one.Allowance),
        "is_shared": row.is_shared,
        "phrases": row.phrases,
        "is_cause": issue.is_cause,
        "linked_to": linked,
        "behind": behind,
    }


def _helped(history: History, viewer: Viewer) -> tuple[str, ...]:
    said_yes = {step.helper_id or 0 for step in history.steps if step.accepted_at} - {viewer.id}
    people = (history.people[id_] for id_ in sorted(said_yes) if id_ in history.people)
    return tuple(person.first_name for person in people if not person.closed_at)


def _who_is_on_it(history: History, viewer: Viewer) -> str | None:
    """First name of who acknowledged last; "": the viewer."""
    acknowledged = (one for one in history.by_people if one.kind == EventKind.ACKNOWLEDGED)
    actors = [event.actor_id or 0 for event in acknowledged]
    if not actors or actors[-1] not in history.people:
        return None
    return "" if actors[-1] == viewer.id else history.people[actors[-1]].first_name
