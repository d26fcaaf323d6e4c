"""Time goes by for an issue without anybody waiting; what its ladder did meanwhile."""

from datetime import datetime, timedelta

from sqlmodel import Session, SQLModel, col, select

from push.models import Delivery, Escalation, Message
from tests.browser.store import Store
from tests.support.limits import LIMIT
from tests.support.served import until
from web.cli.sample import Sample
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue
from web.store.tables.nudges import DeferredNudge

# A promise made now is for in four hours, and its first nudge comes ten minutes before. What
# follows is as long after the moment before it.
TO_THE_WARNING = {"hours": 3, "minutes": 51}
TO_THE_PROMISE = {"minutes": 9.5}
TO_THE_LEAD = {"minutes": 15}


def time_goes_by(store: Store, *refs: str, **span: float) -> None:
    """As if the last thing had happened so much longer ago; for all of these in one moment.

    The words are those of timedelta. Every time that hangs on these issues is a column, and all
    of them are earlier afterwards.
    """

    def move(sample: Sample) -> None:
        for row in _rows(sample.session, refs):
            for name, value in row.model_dump().items():
                if isinstance(value, datetime):
                    setattr(row, name, value - timedelta(**span))
            sample.session.add(row)

    store.sample(move)


def _rows(session: Session, refs: tuple[str, ...]) -> list[SQLModel]:
    issues = session.exec(select(Issue).where(col(Issue.ref).in_(refs))).all()
    assert len(issues) == len(refs), refs
    about = [_subject(one) for one in issues]
    return [
        *issues,
        *session.exec(select(Escalation).where(col(Escalation.subject).in_(about))),
        *session.exec(select(Message).where(col(Message.subject).in_(about))),
        *session.exec(select(DeferredNudge).where(col(DeferredNudge.subject).in_(about))),
    ]


def wait_until_shown(store: Store, ref: str, count: int) -> None:
    """Of the nudges about this issue so many are noted as shown, and none waits to be."""
    query = select(Delivery.shown_at).join(Message).where(Message.subject == _of(store, ref))

    def are_shown() -> bool:
        rows = store.ask(lambda session: session.exec(query).all())
        return len(rows) == count and all(rows)

    until(are_shown, LIMIT, f"noted as shown: {count}")


def wait_until_accepted(store: Store, ref: str) -> None:
    """The push service has the one nudge about this issue, and the worker has noted it."""
    query = select(Delivery.accepted_at).join(Message).where(Message.subject == _of(store, ref))
    until(lambda: store.ask(lambda one: one.exec(query).first()) is not None, LIMIT, "accepted")


def wait_until_held(store: Store, name: str, *refs: str) -> None:
    query = select(Issue.ref).join(DeferredNudge, col(DeferredNudge.issue_id) == col(Issue.id))
    query = query.where(DeferredNudge.person_id == person_id(store, name))
    until(lambda: set(store.ask(lambda one: one.exec(query).all())) == set(refs), LIMIT, "held")


def written_to(store: Store, name: str) -> list[str]:
    """The titles of all nudges that were ever written for this person, oldest first."""
    query = select(Message).where(Message.person == str(person_id(store, name)))
    found = store.ask(lambda session: session.exec(query.order_by(col(Message.id))).all())
    return [str(one.content["title"]) for one in found]


def person_id(store: Store, name: str) -> int:
    first, _, last = name.partition(" ")
    query = select(Person.id).where(Person.site_id == store.site_id)
    query = query.where(Person.first_name == first, Person.last_name == last)
    return store.ask(lambda session: session.exec(query).one())


def _of(store: Store, ref: str) -> str:
    return _subject(store.issue(ref))


def _subject(issue: Issue) -> str:
    return f"issue:{issue.id}"
