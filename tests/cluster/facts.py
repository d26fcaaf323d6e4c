"""What people were answered, compared with what stands in the database and at the push service."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import col, func, select

from push.models import Delivery, DeliveryState, Message, Subscription
from tests.cluster.machines import Cluster
from tests.cluster.people import Crowd
from tests.push.running import Phone
from tests.server.test_two_nodes import open_deliveries, rings_of
from tests.support.limits import LIMIT
from tests.support.served import until
from web.reads import event_chain
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Event, Issue

_DEAD_WORKERS = (
    "UPDATE push_delivery SET next_at = clock_timestamp() - interval '1 hour' "
    "WHERE state = 'leased'"
)
_ALL_DUE = (
    "SELECT (SELECT count(*) FROM push_escalation WHERE next_at < clock_timestamp()) + "
    "(SELECT count(*) FROM push_delivery WHERE state = 'pending')"
)


@dataclass(frozen=True)
class Facts:
    """What one test found, for its report; that it is right was asserted."""

    taps: int
    nudges: int
    again: int  # nudges that came once more than once
    p50: float  # milliseconds
    p99: float
    longest: float  # seconds from a tap to its answer, all attempts together
    passing: Counter[int]  # answers that asked to come again, by status

    def __str__(self) -> str:
        passing = ", ".join(f"{count} x {status}" for status, count in sorted(self.passing.items()))
        return (
            f"{self.taps} taps once each, {self.nudges} nudges delivered ({self.again} again); "
            f"p50 {self.p50:.0f} ms, p99 {self.p99:.0f} ms, the longest tap "
            f"{self.longest:.1f} s; in between {passing or 'nothing'}"
        )


def check(cluster: Cluster, crowd: Crowd, *, may_repeat: bool = False) -> Facts:
    """`may_repeat`: a worker was killed, so what it had sent without recording it came again."""
    only_asked_to_come_again(crowd)
    each_tap_is_there_once(cluster, crowd)
    each_has_one_owner(cluster, crowd)
    settle(cluster, has_dead=may_repeat)
    delivered, again = each_nudge_rang(cluster, crowd)
    assert may_repeat or not again
    with cluster.database.read() as session:
        assert event_chain.verify(session).fault is None
    taken = sorted(one.seconds * 1000 for one in crowd.answers if not one.is_passing())
    passing = Counter(one.status for one in crowd.answers if one.is_passing())
    p50, p99 = taken[len(taken) // 2], taken[len(taken) * 99 // 100]
    longest = max(one.longest for one in crowd.answered)
    return Facts(crowd.done(), delivered, again, p50, p99, longest, passing)


def only_asked_to_come_again(crowd: Crowd) -> None:
    """Nobody, customer or employee, got an answer that ends something."""
    other = {
        one.status for one in crowd.answers if not one.is_passing() and one.status not in (200, 409)
    }
    assert other == set()


def each_tap_is_there_once(cluster: Cluster, crowd: Crowd) -> None:
    with cluster.database.read() as session:
        ours = select(Issue.words, Issue.ref).where(Issue.site_id == cluster.store.site_id)
        reported = Counter((words, ref) for words, ref in session.exec(ours))
        noted_there = (
            select(Event.text, Issue.ref)
            .join(Issue, col(Issue.id) == col(Event.issue_id))
            .where(Event.kind == EventKind.NOTED)
        )
        noted = Counter((text, ref) for text, ref in session.exec(noted_there))
    reports = {(f"Tap {key}", ref) for one in crowd.answered for key, ref in one.reports.items()}
    notes = {(f"Note {key}", ref) for one in crowd.answered for key, ref in one.notes.items()}
    assert {what: reported[what] for what in reports if reported[what] != 1} == {}
    assert {what: noted[what] for what in notes if noted[what] != 1} == {}
    keys = {words for words, _ in reports}
    # Nobody's lost answer has become a second issue.
    assert sum(count for (words, _), count in reported.items() if words in keys) == len(reports)
    assert all(count == 1 for count in (reported + noted).values())


def each_has_one_owner(cluster: Cluster, crowd: Crowd) -> None:
    """Of all who tapped on one, one was answered that it is theirs."""
    answered = [tapper.answered for tapper in crowd.tappers]
    won = Counter(ref for each in answered for ref in each.owned)
    wanted = {ref for each in answered for ref in (*each.owned, *each.lost_to_others)}
    assert set(won.values()) <= {1}
    assert set(won) == wanted
    with cluster.database.read() as session:
        owned = session.exec(
            select(Issue.ref, func.count(col(Event.id)))
            .join(Event, col(Event.issue_id) == col(Issue.id))
            .where(Event.kind == EventKind.OWNED, col(Issue.ref).in_(wanted))
            .group_by(col(Issue.ref))
        )
        assert dict(owned.all()) == dict.fromkeys(wanted, 1)


def settle(cluster: Cluster, *, has_dead: bool) -> None:
    """Until all that is due was sent. `has_dead`: a worker was killed, whose leases would run out
    within a minute; it passes at once."""
    until(lambda: _count(cluster, _ALL_DUE) == 0, LIMIT, "taken by a worker")
    if has_dead:
        with cluster.database.engine.begin() as connection:
            connection.execute(text(_DEAD_WORKERS))
    until(lambda: open_deliveries(cluster.store) == 0, LIMIT, "all written down")


def each_nudge_rang(cluster: Cluster, crowd: Crowd) -> tuple[int, int]:
    """Each issue that nobody took rang on each phone: how many nudges, and how many came again, at
    most as often as they were leased."""
    heard = [_of_phone(cluster, crowd, one) for one in crowd.phones]
    return sum(count for count, _ in heard), sum(again for _, again in heard)


def _of_phone(cluster: Cluster, crowd: Crowd, phone: Phone) -> tuple[int, int]:
    rings = rings_of(phone, cluster.service)
    left = select(Issue.id).where(col(Issue.ref).in_(crowd.lead.left))
    with cluster.database.read() as session:
        subjects = {f"issue:{number}" for number in session.exec(left)}
        query = (
            select(Delivery, Message.subject)
            .join(Message, col(Message.id) == col(Delivery.message_id))
            .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
            .where(Subscription.endpoint == phone.endpoint, col(Message.subject).in_(subjects))
        )
        rows = session.exec(query).all()
    assert {subject for _, subject in rows} == subjects, "somebody was never notified"
    assert {row.state for row, _ in rows} <= {DeliveryState.ACCEPTED}
    times = [(rings[row.receipt[:8]], row.attempt) for row, _ in rows]
    assert all(1 <= count <= attempts for count, attempts in times), times
    return len(times), sum(count - 1 for count, _ in times)


def _count(cluster: Cluster, query: str) -> int:
    with cluster.database.engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())
