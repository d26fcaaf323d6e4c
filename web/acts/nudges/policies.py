"""Admins change a site's escalation policy: a new version for whatever begins from now on."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from sqlmodel import Session, select

from push import replanning
from web.acts.core.security_log import Fields, SecurityEvent, report_on_commit
from web.acts.core.tap import Tap
from web.language.messages import gettext as _
from web.rules.escalation import EscalationSteps
from web.rules.issues import Refusal
from web.rules.policies import SHIPPED, as_data, in_order
from web.rules.seen import REMINDERS, refuse_unseen
from web.rules.vocabulary import Role, Trigger
from web.store.errors import NotFound
from web.store.policies import in_force, newest, older_numbers
from web.store.tables.accounts import Person, Site
from web.store.tables.nudges import Policy


def save(
    tap: Tap,
    site_id: int,
    trigger: Trigger,
    policy_steps: EscalationSteps,
    *,
    apply_now: bool = False,
) -> Refusal | None:
    """`apply_now`: also for running escalations; else they keep their version. `tap.seen`: the
    newest version that the admin has looked at."""
    _lock(tap.session, site_id)
    last = newest(tap.session, site_id, trigger)
    refused = refuse_unseen(tap.seen, last.version if last else 0, REMINDERS)
    if refused:
        return refused
    row = Policy(
        site_id=site_id,
        trigger=trigger,
        version=last.version + 1 if last else 1,
        steps=as_data(in_order(policy_steps)),
        made_at=tap.now,
        made_by=tap.actor.id,
    )
    tap.session.add(row)
    tap.session.flush()
    fields: Fields = {"person": tap.actor.id, "what": "policy", "policy": row.id}
    report_on_commit(tap.session, SecurityEvent.SETTINGS_CHANGED, **fields)
    if apply_now:
        older = older_numbers(tap.session, site_id, trigger)
        replanning.apply_policy(tap.session, trigger, older, row.id, tap.now)
    return None


def go_back(tap: Tap, site_id: int, trigger: Trigger) -> None:
    """To the shipped policy, as a new version: the old ones stay on record."""
    save(replace(tap, seen=None), site_id, trigger, SHIPPED[trigger])


def copy(
    tap: Tap, site_id: int, triggers: Sequence[Trigger], to_sites: Sequence[int]
) -> Refusal | None:
    """The policies in force here, as new versions there; none of them where one names a person
    whom the other site cannot name."""
    _lock(tap.session, site_id)
    copied = {trigger: in_force(tap.session, site_id, trigger).steps for trigger in triggers}
    others = sorted(to_sites)
    for other, steps in product(others, copied.values()):
        stranger = _not_at(tap.session, other, steps)
        if stranger:
            return stranger
    for other, trigger in product(others, copied):
        save(replace(tap, seen=None), other, trigger, copied[trigger])
    return None


def _not_at(session: Session, site_id: int, steps: EscalationSteps) -> Refusal | None:
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    for step in steps:
        person = session.get(Person, step.person_id) if step.person_id else None
        if person and person.role != Role.ADMIN and person.site_id != site_id:
            return Refusal(
                _(
                    "%(who)s is named here, and is not at %(site)s. "
                    "Choose leads or admins instead, then copy again.",
                    who=person.name,
                    site=site.name,
                )
            )
    return None


def _lock(session: Session, site_id: int) -> None:
    """One version after the other."""
    query = select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    if session.exec(query).first() is None:
        raise NotFound
