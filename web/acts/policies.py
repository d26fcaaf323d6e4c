"""A site's admins change a ladder: a new version, which what begins from now on follows."""

from dataclasses import replace

from sqlmodel import Session, select

from push import escalation
from web.acts.security_log import Fields, SecurityEvent, report_on_commit
from web.acts.tap import Tap
from web.rules.issue import Refusal
from web.rules.nudges import Ladder
from web.rules.policies import SHIPPED, as_data, in_order
from web.rules.words import Trigger
from web.store.errors import NotThere
from web.store.nudge_tables import Policy
from web.store.policies import newest, older_numbers
from web.store.tables import Site


def save(
    tap: Tap,
    site_id: int,
    trigger: Trigger,
    ladder: Ladder,
    *,
    apply_now: bool = False,
) -> Refusal | None:
    """`apply_now`: also for what runs already; else that keeps the version it began by. What
    `tap.seen` names is the newest version that whoever saves has looked at."""
    _hold(tap.session, site_id)
    last = newest(tap.session, site_id, trigger)
    if tap.seen is not None and tap.seen != (last.version if last else 0):
        return Refusal(
            "Somebody has changed this ladder meanwhile. What you wrote is still here: "
            "save it again, and it takes the place of theirs."
        )
    row = Policy(
        site_id=site_id,
        trigger=trigger,
        version=last.version + 1 if last else 1,
        steps=as_data(in_order(ladder)),
        made_at=tap.now,
        made_by=tap.actor.id,
    )
    tap.session.add(row)
    tap.session.flush()
    fields: Fields = {"person": tap.actor.id, "what": "policy", "policy": row.id}
    report_on_commit(tap.session, SecurityEvent.SETTINGS_CHANGED, **fields)
    if apply_now:
        older = older_numbers(tap.session, site_id, trigger)
        escalation.apply_policy(tap.session, trigger, older, row.id, tap.now)
    return None


def go_back(tap: Tap, site_id: int, trigger: Trigger) -> None:
    """To the ladder as shipped, as a version of its own: what was there stays on record."""
    save(replace(tap, seen=None), site_id, trigger, SHIPPED[trigger])


def _hold(session: Session, site_id: int) -> None:
    """One version after the other."""
    query = select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    if session.exec(query).first() is None:
        raise NotThere
