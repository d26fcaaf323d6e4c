"""Thanks for a resolution: to its owner and to everybody who helped, from the customer or the
owner. No event: nobody but whom it is for reads of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import delete, update
from sqlmodel import col, select

from push.model_fields import table_of
from web.acts.core.tap import Tap, Unit
from web.acts.nudges import handoff_text as texts
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.deferred_thanks import defer_thanks, withdraw_thanks
from web.acts.nudges.enqueue import LIFE
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipient import nudge_to
from web.rules.thanks import ThanksFacts, may_share, may_take_down
from web.store.errors import NotFound
from web.store.helpers_of import helpers_of
from web.store.subjects import subject_of_thanks
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue
from web.store.tables.thanks import Thanks, ThanksRecipient


@dataclass(frozen=True)
class GivenThanks:
    words: str | None = None
    by: str | None = None  # first name; None: the customer


def give(
    unit: Unit, issue: Issue, people: Collection[Person], given: GivenThanks, resolved_at: datetime
) -> list[QueuedNudge]:
    """One silent nudge to each of them who is on shift; the others get one when it begins."""
    if not people:
        return []
    thanks = Thanks(
        issue_id=issue.id,
        person_id=unit.actor_id,
        words=given.words,
        resolved_at=resolved_at,
        at=unit.now,
    )
    unit.session.add(thanks)
    unit.session.flush()
    unit.session.add_all(
        ThanksRecipient(thanks_id=thanks.id, person_id=person.id) for person in people
    )
    defer_thanks(unit, issue.id, [one for one in people if not on_shift(one, unit.now)])
    words = partial(texts.thanked, nudge_context(unit.session, issue), given.by)
    return [
        QueuedNudge(
            subject_of_thanks(issue.id),
            nudge_to(
                unit.session,
                person,
                words,
                path="/me/thanks",
                tag=f"{issue.ref}-thanks",
                expires_at=unit.now + LIFE,
                loud=False,
            ),
        )
        for person in people
        if on_shift(person, unit.now)
    ]


def give_to_helpers(tap: Tap, issue: Issue, given: GivenThanks) -> list[QueuedNudge]:
    """By whoever resolves the issue in this tap."""
    people = [one for one in helpers_of(tap.session, issue.id) if one.id != tap.actor.id]
    return give(tap, issue, people, replace(given, by=tap.actor.first_name), tap.now)


def take_back(tap: Tap, issue: Issue) -> list[str]:
    """Those of the resolution that is undone; the subjects of their nudges."""
    connection, thanks = tap.session.connection(), table_of(Thanks)
    given = (thanks.c.issue_id == issue.id) & (thanks.c.resolved_at == issue.resolved_at)
    ids = list(connection.execute(select(thanks.c.id).where(given)).scalars())
    if not ids:
        return []
    of_them = table_of(ThanksRecipient)
    connection.execute(delete(of_them).where(of_them.c.thanks_id.in_(ids)))
    connection.execute(delete(thanks).where(thanks.c.id.in_(ids)))
    withdraw_thanks(tap.session, issue.id)
    return [subject_of_thanks(issue.id)]


def erase_words(unit: Unit, issue_id: int) -> None:
    """That somebody was thanked stays."""
    thanks = table_of(Thanks)
    erased = update(thanks).where(thanks.c.issue_id == issue_id).values(words=None)
    unit.session.connection().execute(erased)


def share(tap: Tap, recipient_id: int) -> None:
    """On the wall of the site where they work now."""
    row, facts = _find(tap, recipient_id)
    if may_share(facts):
        row.wall_site_id = tap.actor.site_id
        tap.session.add(row)
    elif not facts.is_recipient:
        raise NotFound


def take_down(tap: Tap, recipient_id: int) -> None:
    row, facts = _find(tap, recipient_id)
    if may_take_down(facts):
        row.wall_site_id = None
        tap.session.add(row)
    elif not facts.is_recipient:
        raise NotFound


def _find(tap: Tap, recipient_id: int) -> tuple[ThanksRecipient, ThanksFacts]:
    query = select(ThanksRecipient).where(col(ThanksRecipient.id) == recipient_id)
    row = tap.session.exec(query.with_for_update(key_share=True)).first()
    if row is None:
        raise NotFound
    facts = ThanksFacts(
        is_recipient=row.person_id == tap.actor.id,
        is_on_wall=row.wall_site_id is not None,
        is_of_this_site=row.wall_site_id == tap.actor.site_id,
        is_lead=tap.actor.is_lead,
    )
    return row, facts
