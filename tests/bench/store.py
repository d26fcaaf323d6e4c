"""Fills a fresh database of the real program with as many issues as the floor has.

Ten thousand reports by the acts themselves would take most of a minute, so that rows go in
as they are; their ladders are set far ahead, and the worker has nothing to do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from push.models import Escalation
from tests.bench.shape import HOME_ROWS, ISSUES, LINKS, MINE, OWNERS, WORDS, ref, token
from tests.support.tables import make_tables
from web.acts.core.tokens import hash_of
from web.cli.sample import Sample
from web.rules.event_hash import GENESIS, event_hash
from web.rules.vocabulary import EventKind, IssueState, Trigger, Urgency
from web.store.engine import Database
from web.store.subjects import subject_of
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Event, Issue, StatusLink

_FAR = timedelta(days=365)


@dataclass(frozen=True)
class People:
    site_id: int  # where the owners work
    cookies: list[str]  # the owners’, then that of the person at home


def fill(url: str) -> People:
    database = Database(url)
    make_tables(database)
    with database.write() as session:
        people = _Filling(session, datetime.now(UTC)).fill()
    database.close()
    return people


class _Filling:
    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.sample = Sample(session, now)
        self.site = self.sample.site("Store 7")
        self.owners = [self.sample.person(self.site, f"Owner {one}") for one in range(OWNERS)]
        self.home = self.sample.site("Store 12", phone="+49 30 5550112")
        self.ana = self.sample.person(self.home, "Ana Berg")

    def fill(self) -> People:
        issues = [self._issue(number) for number in range(ISSUES)]
        for model, rows in (
            (Issue, issues),
            (Event, list(self._chained(self._events()))),
            (Escalation, [self._ladder(number) for number in range(ISSUES)]),
            (StatusLink, [self._link(number) for number in range(LINKS)]),
        ):
            self.session.execute(insert(model), rows)
        tokens = [self.sample.sign_in(person) for person in (*self.owners, self.ana)]
        return People(self.site.id, [f"ownit={one}" for one in tokens])

    def _issue(self, number: int) -> dict[str, Any]:
        site, reporter = self._place(number)
        is_owned = number < MINE
        return {
            "id": number + 1,
            "ref": ref(number),
            "site_id": site.id,
            "reporter_id": reporter.id,
            "state": IssueState.OWNED if is_owned else IssueState.UNOWNED,
            "urgency": Urgency.TODAY,
            "words": WORDS,
            "place": "Level 2, east",
            "owner_id": self.ana.id if is_owned else None,
            "owned_at": self.now if is_owned else None,
            "promise_at": self.now + _FAR if is_owned else None,
            "promised_at": self.now if is_owned else None,
            "waiting_since": None if is_owned else self.now,
            "created_at": self.now,
            "touched_at": self.now,
            "version": 1,
        }

    def _place(self, number: int) -> tuple[Site, Person]:
        return (self.home, self.ana) if number < HOME_ROWS else (self.site, self.owners[0])

    @staticmethod
    def _chained(events: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        previous = GENESIS
        for event in events:
            previous = event_hash(previous, event)
            yield event | {"hash": previous}

    def _events(self) -> Iterator[dict[str, Any]]:
        for number in range(ISSUES):
            kinds = [EventKind.REPORTED]
            if number < MINE:
                kinds += [EventKind.OWNED, EventKind.CUSTOMER_TOLD, EventKind.CUSTOMER_TOLD]
            for kind in kinds:
                actor = self._place(number)[1].id
                yield {
                    "issue_id": number + 1,
                    "kind": kind,
                    "actor_id": actor,
                    "at": self.now,
                    "tapped_at": None,
                    "version": 1,
                    "text": None,
                    "data": {},
                    "salt": None,
                    "commitment": None,
                }

    def _ladder(self, number: int) -> dict[str, Any]:
        return {
            "subject": subject_of(number + 1),
            "trigger": Trigger.PROMISE if number < MINE else Trigger.UNOWNED,
            "cycle": 1,
            "step": 0,
            "anchor_at": self.now,
            "next_at": self.now + _FAR,
            "step_at": self.now + _FAR,
            "started_at": self.now,
        }

    def _link(self, number: int) -> dict[str, Any]:
        return {
            "issue_id": number + 1,
            "nonce": str(number),
            "token_hash": hash_of(token(number)),
            "person_id": self.ana.id,
            "created_at": self.now,
            "revoked_at": None,
        }
