"""Thanks to somebody off shift: one silent notification when their shift begins.

Nothing of it is an event, since nobody else reads of thanks (decision 97). No person is locked for
it: of a shift that begins at this moment they are told at the next, and find it on *Me* meanwhile.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete
from sqlmodel import Session

from push.model_fields import table_of
from push.outbox import QueuedMessage
from push.upsert import insert_into
from web.acts.core.tap import Unit
from web.acts.nudges.handoff_text import thanked_off_shift
from web.acts.nudges.recipient import nudge_to
from web.store.subjects import THANKS, subject_of_deferred, subject_of_thanks
from web.store.tables.accounts import Person
from web.store.tables.nudges import DeferredNudge

_LIFE = timedelta(hours=12)


def defer_thanks(unit: Unit, issue_id: int, people: Collection[Person]) -> None:
    if not people:
        return
    about = {"subject": subject_of_thanks(issue_id), "issue_id": issue_id, "at": unit.now}
    values = [{"person_id": person.id, **about} for person in people]
    insert = insert_into(unit.session, DeferredNudge).values(values)
    unit.session.exec(insert.on_conflict_do_nothing())


def withdraw_thanks(session: Session, issue_id: int) -> None:
    waits = table_of(DeferredNudge).c.subject == subject_of_thanks(issue_id)
    session.connection().execute(delete(table_of(DeferredNudge)).where(waits))


def is_about_thanks(row: DeferredNudge) -> bool:
    return row.subject.startswith(THANKS)


def news_of_thanks(
    unit: Unit, person: Person, rows: Sequence[DeferredNudge]
) -> list[QueuedMessage]:
    """One for all of them, which says neither how many nor whose."""
    if not rows:
        return []
    subject = rows[0].subject if len(rows) == 1 else subject_of_deferred(person.id)
    nudge = nudge_to(
        unit.session,
        person,
        thanked_off_shift,
        path="/me/thanks",
        tag="thanks",
        expires_at=unit.now + _LIFE,
        loud=False,
    )
    return [QueuedMessage(f"{subject}:{uuid4()}", subject, nudge)]
