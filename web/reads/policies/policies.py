"""Escalation policies of a site as its admins read and change them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from push.models import Escalation
from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.policies import EDITABLE, MAX_STEPS, SHIPPED, Fault, steps_of
from web.rules.text import natural_key
from web.rules.vocabulary import Recipient, Role, Trigger
from web.store.errors import NotFound
from web.store.policies import newest, older_numbers
from web.store.tables.accounts import Person, Site

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class EscalationStepView:
    """One escalation step, for reading and for the form. Times are whole minutes."""

    after: int  # from the anchor; negative: before it
    whom: tuple[Recipient, ...]
    person_id: int | None = None
    person: str | None = None  # full name
    is_urgent: bool = False
    every: int | None = None
    at_most: int | None = None
    again: bool = False  # as long again as the time to answer; `after` is 0 then


@dataclass(frozen=True)
class PolicyView:
    trigger: Trigger
    rungs: tuple[EscalationStepView, ...]
    version: int  # 0: as shipped
    made_by: str | None
    made_at: datetime | None


@dataclass(frozen=True)
class PoliciesPage:
    site_id: int
    site_name: str
    hours: str  # see `hours_of`
    ladders: tuple[PolicyView, ...]
    other_sites: tuple[tuple[int, str], ...]  # to which they can be copied


@dataclass(frozen=True)
class EscalationStepRow:
    """One row of the form as typed; empty rows are left out when it is saved."""

    after: str = ""
    is_before: bool = False  # that many minutes before the time, not after it
    whom: frozenset[str] = frozenset()  # values of Whom
    person: str = ""  # id
    urgent: bool = False
    every: str = ""
    at_most: str = ""
    again: bool = False


def policies_page(session: Session, site_id: int) -> PoliciesPage:
    site = site_or_404(session, site_id)
    others = session.exec(select(Site).where(Site.id != site.id))
    by_name = sorted(others, key=lambda one: natural_key(one.name))
    return PoliciesPage(
        site_id=site.id,
        site_name=site.name,
        hours=hours_of(site),
        ladders=tuple(_ladder(session, site.id, trigger) for trigger in EDITABLE),
        other_sites=tuple((one.id, one.name) for one in by_name),
    )


def site_or_404(session: Session, site_id: int) -> Site:
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    return site


def hours_of(site: Site) -> str:
    """Which time counts: "all", "open" (only while the site is open), or "not_urgent" (the same,
    and urgent issues do not wait)."""
    if site.opening_hours is None:
        return "all"
    return "open" if site.urgent_waits else "not_urgent"


def people_to_name(session: Session, site: Site) -> tuple[tuple[int, str], ...]:
    """People who can be named in a policy of this site: its own, and the admins."""
    query = select(Person).where(
        col(Person.closed_at).is_(None),
        (col(Person.site_id) == site.id) | (col(Person.role) == Role.ADMIN),
    )
    rows = session.exec(query.order_by(col(Person.first_name), col(Person.last_name))).all()
    return tuple((row.id, row.name) for row in rows)


def rows_of(ladder: EscalationSteps) -> tuple[EscalationStepRow, ...]:
    """The form's rows, with an empty one at the end."""
    rows = tuple(_row(step) for step in ladder)
    return rows if len(rows) >= MAX_STEPS else (*rows, EscalationStepRow())


def how_many_run(session: Session, site_id: int, trigger: Trigger) -> int:
    """Escalations that run by another version than the one that a change would make."""
    last = newest(session, site_id, trigger)
    numbers = [*older_numbers(session, site_id, trigger), last.id if last else -site_id]
    query = select(func.count(col(Escalation.id))).where(
        Escalation.trigger == trigger,
        col(Escalation.policy).in_(numbers),
        col(Escalation.next_at).is_not(None),
    )
    return session.exec(query).one()


def _ladder(session: Session, site_id: int, trigger: Trigger) -> PolicyView:
    row = newest(session, site_id, trigger)
    ladder, version = latest(session, site_id, trigger)
    by = session.get(Person, row.made_by) if row else None
    names = _names(session, ladder)
    return PolicyView(
        trigger=trigger,
        rungs=tuple(_view(step, names) for step in ladder),
        version=version,
        made_by=by.name if by and version else None,
        made_at=row.made_at if row and version else None,
    )


def _names(session: Session, ladder: EscalationSteps) -> dict[int, str]:
    ids = [step.person_id for step in ladder if step.person_id]
    query = select(Person).where(col(Person.id).in_(ids), col(Person.closed_at).is_(None))
    rows = session.exec(query).all() if ids else []
    return {row.id: row.name for row in rows}


def _view(step: EscalationStep, names: Mapping[int, str]) -> EscalationStepView:
    return EscalationStepView(
        after=step.after // _A_MINUTE,
        whom=step.whom,
        person_id=step.person_id,
        person=names.get(step.person_id or 0),
        is_urgent=step.is_urgent,
        every=step.every // _A_MINUTE if step.every else None,
        at_most=step.at_most,
        again=step.again,
    )


def _row(step: EscalationStep) -> EscalationStepRow:
    return EscalationStepRow(
        after=str(abs(step.after) // _A_MINUTE),
        is_before=step.after < timedelta(0),
        whom=frozenset(
            str(recipient) for recipient in step.whom if recipient is not Recipient.PERSON
        ),
        person=str(step.person_id or ""),
        urgent=step.is_urgent,
        every=str(step.every // _A_MINUTE) if step.every else "",
        at_most=str(step.at_most or ""),
        again=step.again,
    )


def latest(session: Session, site_id: int, trigger: Trigger) -> tuple[EscalationSteps, int]:
    """The policy in force, and its version; 0: as shipped."""
    row = newest(session, site_id, trigger)
    ladder = steps_of(trigger, row.steps) if row else SHIPPED[trigger]
    return ladder, row.version if row and ladder != SHIPPED[trigger] else 0


def newest_version(session: Session, site_id: int, trigger: Trigger) -> int:
    """0 before any change."""
    row = newest(session, site_id, trigger)
    return row.version if row else 0


def errors_by_field(faults: Sequence[Fault]) -> tuple[tuple[str, str], ...]:
    """By field of the form; `step-2` for a whole row."""
    return tuple(
        (f"{field or 'step'}-{row}" if row is not None else "", sentence)
        for row, field, sentence in faults
    )
