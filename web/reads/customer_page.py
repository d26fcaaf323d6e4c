"""The customer's page. A read model of its own: only fields chosen here can appear."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from web.reads.customer_link import StatusKey
from web.reads.customer_stops import StatusStop, stops_of
from web.rules.clock import time_zone
from web.rules.contacts import ContactPart, contact_parts
from web.rules.countries import country_at
from web.rules.promises import is_late
from web.rules.released import RELEASES
from web.rules.vocabulary import IssueState, StepState
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event, Issue

_MOST_STEPS = 30

# However long ago it was released.
_SUBJECT = (
    select(col(Event.text))
    .where(col(Event.issue_id) == bindparam("issue_id"), col(Event.kind).in_(RELEASES))
    .where(col(Event.text).is_not(None))
    .order_by(col(Event.id).desc())
    .limit(1)
)
_ASKER, _HELPER = aliased(Person), aliased(Person)
# Declined and withdrawn steps are not shown to the customer.
_IS_SHOWN = (col(Step.issue_id) == col(Issue.id)) & or_(
    col(Step.accepted_at).is_not(None), col(Step.state) == StepState.ASKED
)
# A row for each step, and one without a step where there is none.
_PAGE: Any = (
    select(
        _SUBJECT.scalar_subquery().label("subject"),
        col(Issue.ref),
        col(Issue.state),
        col(Issue.created_at),
        col(Issue.promise_at),
        col(Site.name),
        col(Site.phone),
        col(Site.country),
        col(Site.zone),
        col(Person.first_name),
        col(Step.state).label("step_state"),
        col(Step.introduction),
        col(Step.asked_at),
        col(Step.accepted_at),
        col(Step.ended_at),
        col(_ASKER.first_name).label("asked_by"),
        col(_HELPER.first_name).label("helper"),
    )
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
    .join(Step, _IS_SHOWN, isouter=True)
    .join(_ASKER, col(_ASKER.id) == col(Step.asked_by), isouter=True)
    .join(_HELPER, col(_HELPER.id) == col(Step.helper_id), isouter=True)
    .where(col(Issue.id) == bindparam("issue_id"))
    .order_by(col(Step.id).desc())
    .limit(_MOST_STEPS)
)


@dataclass(frozen=True)
class StatusView:
    """What the customer may see: every field here was chosen for that, and nothing else is."""

    subject: str | None  # what it is about, as its owner released it
    ref: str
    reported_at: datetime
    state: IssueState
    owner_first_name: str | None
    promise_at: datetime | None
    is_late: bool
    was_due_today: bool  # else its day is said, too
    answer: str | None  # to the newest resolution, or the one before
    ends_at: datetime | None  # when this page ends; None: it is not resolved
    site_name: str
    site_phone: tuple[ContactPart, ...]
    stops: tuple[StatusStop, ...]
    zone: str


def status_page(session: Session, key: StatusKey, now: datetime) -> StatusView:
    rows = session.connection().execute(_PAGE, {"issue_id": key.issue_id}).all()
    row = rows[0]
    due, zone = row.promise_at, time_zone(row.zone)
    return StatusView(
        subject=row.subject,
        ref=row.ref,
        reported_at=row.created_at,
        state=IssueState(row.state),
        owner_first_name=row.first_name,
        promise_at=due,
        is_late=is_late(due, now),
        was_due_today=bool(due) and due.astimezone(zone).date() == now.astimezone(zone).date(),
        answer=key.answer,
        ends_at=key.ends_at,
        site_name=row.name,
        site_phone=contact_parts(row.phone or "", country_at(row.country, row.zone)),
        stops=stops_of(
            session, key.issue_id, row.first_name, [one for one in rows if one.step_state]
        ),
        zone=row.zone,
    )
