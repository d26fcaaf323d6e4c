"""Reports: a new issue, owned by its reporter, or unowned and loud."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from web.acts.core.events import append_event
from web.acts.core.tap import Outcome, Tap
from web.acts.images.uploads import NO_PHOTOS, ReceivedPhotos
from web.acts.issues.photos import add_photos
from web.acts.nudges.schedule import begin_escalation
from web.language.messages import gettext as _
from web.rules import promises
from web.rules.issues import Refusal
from web.rules.refs import new_ref
from web.rules.site_texts import main_name
from web.rules.vocabulary import EventKind, IssueState, Trigger, Urgency
from web.store.errors import NotFound
from web.store.policies import in_force, opening_in_force
from web.store.tables.accounts import Place
from web.store.tables.issues import Event, Issue

# Length of a reference, by the number of collisions at shorter ones.
_REF_LENGTHS = (4, 4, 4, 5, 5, 5, 6, 6, 7, 8)
_A_MOMENT = timedelta(minutes=10)


@dataclass(frozen=True)
class Report:
    words: str
    urgency: Urgency
    site_id: int
    place: str | None = None
    customer_name: str | None = None
    customer_contact: str | None = None
    photos: ReceivedPhotos = NO_PHOTOS
    without_owner: bool = False
    sign: str | None = None  # the code of the sign that they stand before
    is_another: bool = False  # the same words as a moment ago, on purpose


def report(tap: Tap, seen: Report) -> Outcome:
    """Save it; the reporter is the owner from this moment, unless it was logged without one."""
    refused = _refuse(tap, seen) or _repeated(tap, seen)
    if refused:
        return refused
    issue = _new_issue(tap, seen)
    append_event(tap, issue, EventKind.REPORTED)
    if not seen.without_owner:
        append_event(tap, issue, EventKind.OWNED)
    add_photos(tap, issue, seen.photos)
    begin_escalation(tap, issue, at_once=seen.without_owner, since=issue.promised_at)
    return Outcome(issue.ref)


def _refuse(tap: Tap, seen: Report) -> Outcome | None:
    begins = Trigger.UNOWNED if seen.without_owner else Trigger.PROMISE
    in_force(tap.session, seen.site_id, begins)  # raises NotFound; its escalation needs it as well
    is_theirs = seen.site_id == tap.actor.site_id or tap.actor.is_lead
    if not is_theirs and not _stands_there(tap.session, seen):
        raise NotFound
    if seen.without_owner and not tap.actor.is_lead:
        sentence = _("Only a lead can report something without an owner. You saw it: you own it.")
        return Outcome("", Refusal(sentence))
    return None


def _stands_there(session: Session, seen: Report) -> bool:
    """The place of a sign of that site; it may have been removed since they scanned it."""
    query = select(Place.id).where(Place.code == seen.sign, Place.site_id == seen.site_id)
    return seen.sign is not None and session.exec(query).first() is not None


def _repeated(tap: Tap, seen: Report) -> Outcome | None:
    """Detects that the answer to a report was lost and the form sent again with another key.
    Returns the reference of the existing report. Reports that waited on a phone are compared by
    their taps."""
    if seen.is_another:
        return None
    at = tap.effective_time()
    reported_at = func.coalesce(Event.tapped_at, Event.at)
    query = (
        select(Issue.ref)
        .join(Event, col(Event.issue_id) == col(Issue.id))
        .where(
            Issue.reporter_id == tap.actor.id,
            Issue.site_id == seen.site_id,
            Issue.words == seen.words,
            col(Issue.touched_at) > at - _A_MOMENT,
            Event.kind == EventKind.REPORTED,
            reported_at > at - _A_MOMENT,
            reported_at < at + _A_MOMENT,
        )
    )
    ref = tap.session.exec(query.limit(1)).first() if seen.words else None
    if ref is None:
        return None
    sentence = _(
        "You just reported this: it is %(ref)s. If this is a different one, tap again.", ref=ref
    )
    return Outcome(ref, Refusal(sentence))


def _new_issue(tap: Tap, seen: Report) -> Issue:
    """Reported at its tap: no event can be older than the issue."""
    since = tap.effective_time()
    begins = Trigger.UNOWNED if seen.without_owner else Trigger.PROMISE
    names = in_force(tap.session, seen.site_id, begins).place_names
    issue = Issue(
        ref=free_ref(tap.session),
        site_id=seen.site_id,
        reporter_id=tap.actor.id,
        state=IssueState.UNOWNED if seen.without_owner else IssueState.OWNED,
        urgency=seen.urgency,
        words=seen.words,
        place=main_name(seen.place, names),
        customer_name=seen.customer_name,
        customer_contact=seen.customer_contact,
        created_at=since,
        touched_at=tap.now,
    )
    if seen.without_owner:
        issue.waiting_since = tap.now
    else:
        issue.owner_id, issue.owned_at = tap.actor.id, since
        opening = opening_in_force(tap.session, issue.site_id, Trigger.PROMISE, issue.urgency)
        issue.promised_at, issue.promise_at = since, promises.first(seen.urgency, since, opening)
    tap.session.add(issue)
    tap.session.flush()
    return issue


def free_ref(session: Session) -> str:
    """An unused reference; the unique column catches two that pick the same at once."""
    for length in _REF_LENGTHS:
        ref = new_ref(length)
        if session.exec(select(Issue.id).where(col(Issue.ref) == ref)).first() is None:
            return ref
    raise RuntimeError("found no free reference")
