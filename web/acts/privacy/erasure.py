"""Erases the words of an issue and its customer's data. Times and states stay.

Each erasure is an event of the issue and a row of the erase list, neither with what was erased.
"""

from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlmodel import Session, col

from push import pruning
from push.model_fields import table_of
from web.acts.core.events import append_event, erase_customer_texts, erase_texts
from web.acts.core.issue_rows import update_issue
from web.acts.core.security_log import SecurityEvent, report_on_commit
from web.acts.core.tap import Outcome, Tap, Unit
from web.acts.handoffs.locks import lock_handoffs
from web.acts.issues import thanks
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issues import Refusal
from web.rules.people import Viewer
from web.rules.retention import Extent
from web.rules.vocabulary import EventKind, IssueState
from web.store import issue_search
from web.store.errors import NotFound
from web.store.full_text import SIMILAR_STEP
from web.store.subjects import subject_of, subject_of_change, subject_of_handoffs, subject_of_step
from web.store.tables.accounts import Place
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue, Photo, StatusLink
from web.store.tables.privacy import Erasure
from web.store.visibility import Lock, find_issue

_STILL_OPEN = N_(
    "This issue is still open, and its words are needed. Remove the customer’s name and contact "
    "now, and the words once it is resolved."
)
_NO_CUSTOMER = {"customer_name": None, "customer_contact": None}


def find_for_lead(session: Session, who: Viewer, ref: str, lock: Lock = Lock.NONE) -> Issue:
    """The issue, for a lead of its site or an admin; else raises NotFound."""
    issue = find_issue(session, who, ref, lock)
    if not who.is_lead or not (who.is_admin or issue.site_id == who.site_id):
        raise NotFound
    return issue


def on_request(tap: Tap, ref: str, extent: Extent) -> Outcome:
    """Erases at somebody's request."""
    issue = find_for_lead(tap.session, tap.actor, ref, Lock.WAIT)
    if extent is Extent.ALL and issue.state != IssueState.RESOLVED:
        return Outcome(issue.ref, Refusal(_(_STILL_OPEN)))
    erase(tap, issue, extent)
    return Outcome(issue.ref)


def erase(
    unit: Unit,
    issue: Issue,
    extent: Extent,
    *,
    erased_at: datetime | None = None,
    with_photos: bool = True,
) -> None:
    """The issue is locked. Its version grows, so that phones read the page again; when it was last
    changed stays. `erased_at`: of an earlier erasure, for a restored database."""
    if extent is Extent.ALL:
        _erase_words(unit, issue)
        if with_photos:
            erase_photos(unit.session, issue.id)
    else:
        same = {"touched_at": issue.touched_at, "retention_from": issue.retention_from}
        update_issue(unit, issue, **same, **_NO_CUSTOMER)
        erase_customer_texts(unit.session, issue.id)
    kind = EventKind.ERASED if extent is Extent.ALL else EventKind.CUSTOMER_ERASED
    append_event(unit, issue, kind)
    at, by = erased_at or unit.now, unit.actor_id
    unit.session.add(Erasure(issue_ref=issue.ref, extent=extent, at=at, person_id=by))
    fields = {"person": by, "issue": issue.id, "extent": extent}
    report_on_commit(unit.session, SecurityEvent.ERASED, **fields)


def erase_photos(session: Session, issue_id: int) -> None:
    session.connection().execute(delete(Photo).where(col(Photo.issue_id) == issue_id))


def _erase_words(unit: Unit, issue: Issue) -> None:
    connection = unit.session.connection()
    lock_handoffs(unit.session, issue.id)
    steps = _ids(unit.session, Step, issue)
    changes = _ids(unit.session, OwnerChange, issue)
    subjects = [subject_of(issue.id), subject_of_handoffs(issue.id)]
    subjects += [subject_of_step(one) for one in steps]
    subjects += [subject_of_change(one) for one in changes]
    pruning.forget_subjects(unit.session, subjects)
    place = issue.place if _is_ours(unit.session, issue) else None
    left = {
        "words": "",
        "place": place,
        "erased_at": unit.now,
        "retention_from": None,
        **_NO_CUSTOMER,
    }
    update_issue(unit, issue, touched_at=issue.touched_at, **left)
    step, change = table_of(Step), table_of(OwnerChange)
    of_step, of_change = step.c.issue_id == issue.id, change.c.issue_id == issue.id
    connection.execute(update(step).where(of_step).values(need="", proposed_helper=None))
    connection.execute(update(change).where(of_change).values(reason_text=None))
    connection.execute(delete(StatusLink).where(col(StatusLink.issue_id) == issue.id))
    SIMILAR_STEP.forget(unit.session, steps)
    issue_search.forget_words(unit.session, issue.id)
    thanks.erase_words(unit, issue.id)
    erase_texts(unit.session, issue.id)


def _ids(session: Session, model: type[Step] | type[OwnerChange], issue: Issue) -> list[int]:
    query = select(col(model.id)).where(col(model.issue_id) == issue.id)
    return list(session.connection().execute(query.order_by(col(model.id))).scalars())


def _is_ours(session: Session, issue: Issue) -> bool:
    """Whether its place is one of the site's; else somebody typed it."""
    ours = exists().where(col(Place.site_id) == issue.site_id, col(Place.name) == issue.place)
    return bool(session.connection().execute(select(ours)).scalar())
