"""The people who are signed in to a cluster, with their phones, and a customer's page."""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import select

from tests.cluster.machines import Cluster
from tests.cluster.people import Crowd, tapping
from tests.push.running import Phone
from web.acts.core.tokens import hash_of
from web.rules.vocabulary import Role
from web.store.tables.issues import Issue, StatusLink

TOKEN = "a-customer-who-only-looks-at-it"
SLOW_PUSH = 0.1  # seconds; so that a worker that is killed has something under way


@dataclass(frozen=True)
class Shop:
    cluster: Cluster
    tokens: dict[str, str]  # of sessions, by name; `link`: the path of a customer's page
    phones: list[Phone]

    def tapping(self) -> AbstractContextManager[Crowd]:
        return tapping(self.cluster, self.tokens, self.phones)


def opened(cluster: Cluster) -> Shop:
    store, service = cluster.store, cluster.service
    service.before = lambda _: asyncio.sleep(SLOW_PUSH)
    tokens = {name: store.hire(name) for name in ("Ana", "Ben", "Cleo")}
    tokens[Role.LEAD] = store.hire("Lea Lead", Role.LEAD)
    phones = []
    for name in ("Dora", "Emil"):
        phones.append(Phone(service.subscribe()))
        tokens[name] = store.hire(name)
        store.subscribe(tokens[name], phones[-1])
    tokens["link"] = _link(cluster)
    return Shop(cluster, tokens, phones)


def _link(cluster: Cluster) -> str:
    ref = cluster.store.report("Ana", "The door is stuck")
    with cluster.database.write() as session:
        issue = session.exec(select(Issue).where(Issue.ref == ref)).one()
        link = StatusLink(
            issue_id=issue.id,
            nonce="1",
            token_hash=hash_of(TOKEN),
            person_id=issue.reporter_id,
            created_at=datetime.now(UTC),
        )
        session.add(link)
    return f"/s/{TOKEN}"
