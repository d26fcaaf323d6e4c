"""A site's policy for a trigger: the newest version, or the one that an escalation began with.

A running escalation has the number of its policy: a row’s, or minus its site’s id for the shipped
one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from push.model_fields import table_of
from web.rules.escalation import EscalationSteps
from web.rules.opening import OpeningHours
from web.rules.policies import SHIPPED, steps_of
from web.rules.site_texts import PlaceNames
from web.rules.vocabulary import Trigger
from web.store.errors import NotFound
from web.store.escalation_timing import opening_for
from web.store.opening_hours import HasOpeningHours
from web.store.tables.accounts import Site
from web.store.tables.issues import Issue
from web.store.tables.nudges import Policy

# Every act that restarts an escalation runs it, so it is built once.
_KNOWN = "ownit_policies"
_POLICY, _SITE = table_of(Policy), table_of(Site)
_THEIRS = (_POLICY.c.site_id == _SITE.c.id) & (_POLICY.c.trigger == bindparam("of_trigger"))
_IN_FORCE = (
    select_columns(
        _POLICY.c.id.label("policy_id"),
        _POLICY.c.steps,
        _SITE.c.zone,
        _SITE.c.opening_hours,
        _SITE.c.urgent_waits,
        _SITE.c.place_names,
    )
    .select_from(_SITE.outerjoin(_POLICY, _THEIRS))
    .where(_SITE.c.id == bindparam("site_id"))
    .order_by(_POLICY.c.version.desc())
    .limit(1)
)
# The same for promises as columns and joins of a query of issues, for acts that read one anyway.
_OTHERS = _POLICY.alias()
_NEWEST = (
    select_columns(func.max(_OTHERS.c.version))
    .where(_OTHERS.c.site_id == _SITE.c.id, _OTHERS.c.trigger == Trigger.PROMISE)
    .scalar_subquery()
)
_OF_PROMISES = (_POLICY.c.trigger == Trigger.PROMISE) & (_POLICY.c.version == _NEWEST)


def with_promise_policy(issues: Select[Any]) -> Select[Any]:
    """`issues` with what `remember_promise_policy` takes of each row."""
    columns = (_POLICY.c.id.label("policy_id"), _POLICY.c.steps)
    site = (_SITE.c.zone, _SITE.c.opening_hours, _SITE.c.urgent_waits, _SITE.c.place_names)
    joined = issues.join(_SITE, _SITE.c.id == col(Issue.site_id))
    theirs = (_POLICY.c.site_id == _SITE.c.id) & _OF_PROMISES
    return joined.outerjoin(_POLICY, theirs).add_columns(*columns, *site)


@dataclass(frozen=True)
class InForce:
    number: int  # the number in a running escalation
    steps: EscalationSteps
    site: HasOpeningHours
    place_names: PlaceNames | None  # of the site, which acts read with its policy


def in_force(session: Session, site_id: int, trigger: Trigger) -> InForce:
    """The policy for escalations that begin now: read once in a unit of work, which changes none
    before it asks. Raises NotFound for an unknown site."""
    known = _known(session)
    if (site_id, trigger) not in known:
        known[site_id, trigger] = _in_force(session, site_id, trigger)
    return known[site_id, trigger]


def opening_in_force(
    session: Session, site_id: int, trigger: Trigger, urgency: str
) -> OpeningHours | None:
    """The hours in which time counts; None: by the clock. The escalation of this trigger, which
    begins in the same unit, needs the same policy."""
    return opening_for(in_force(session, site_id, trigger).site, urgency)


def remember_promise_policy(session: Session, site_id: int, row: Any) -> None:
    """Of an issue of this site that was read `with_promise_policy`."""
    _known(session)[site_id, Trigger.PROMISE] = _of_row(row, site_id, Trigger.PROMISE)


def _known(session: Session) -> dict[tuple[int, Trigger], InForce]:
    known: dict[tuple[int, Trigger], InForce] = session.info.setdefault(_KNOWN, {})
    return known


def _in_force(session: Session, site_id: int, trigger: Trigger) -> InForce:
    values = {"site_id": site_id, "of_trigger": trigger}
    row = session.connection().execute(_IN_FORCE, values).first()
    if row is None:
        raise NotFound
    return _of_row(row, site_id, trigger)


def _of_row(row: Any, site_id: int, trigger: Trigger) -> InForce:
    if row.policy_id is None:
        return InForce(-site_id, SHIPPED[trigger], row, row.place_names)
    return InForce(row.policy_id, steps_of(trigger, row.steps), row, row.place_names)


def steps_of_version(session: Session, trigger: Trigger, number: int) -> EscalationSteps:
    """The policy of this number, however many came after it."""
    row = session.get(Policy, number) if number > 0 else None
    return steps_of(trigger, row.steps) if row else SHIPPED[trigger]


def newest(session: Session, site_id: int, trigger: Trigger) -> Policy | None:
    query = select(Policy).where(Policy.site_id == site_id, Policy.trigger == trigger)
    return session.exec(query.order_by(col(Policy.version).desc()).limit(1)).first()


def numbers_of(session: Session, site_id: int) -> Sequence[int]:
    """All numbers that running escalations of this site may have."""
    return [-site_id, *session.exec(select(Policy.id).where(Policy.site_id == site_id)).all()]


def older_numbers(session: Session, site_id: int, trigger: Trigger) -> Sequence[int]:
    """All numbers that running escalations of this site may have, except the newest."""
    query = select(Policy.id).where(Policy.site_id == site_id, Policy.trigger == trigger)
    numbers = session.exec(query.order_by(col(Policy.version))).all()
    return [-site_id, *numbers][:-1]
