"""Takes the next batch of what is due, and records what is known of it before it is sent."""

from dataclasses import replace
from datetime import datetime

from push import digest, escalation, leases, locks, totals
from push.leased import LeasedBatch, ids_of
from push.pacing import Units
from push.plan import Plan
from push.undeliverable import mark_dead

BATCH = 300  # a batch without answers takes 30 s: three rounds of the deadline


def take(database: Units, plan: Plan, now: datetime, seconds: float) -> LeasedBatch:
    """Leases it for so many seconds; may hold more than `BATCH` for phones, since several of one
    phone are sent in one."""
    # Reads first: an idle worker must not take SQLite's one write lock twice a second.
    with database.read() as session:
        found = leases.find(session, now, BATCH, escalation.oldest_due(session, now))
    if not found:
        return LeasedBatch([], [], {})
    with database.write() as session:
        ids = leases.take(session, found, now, seconds)
    with database.read() as session:
        taken = leases.load(session, ids, now)
    return replace(
        taken,
        to_phones=digest.group_into_digests(taken.to_phones, plan.bundle),
        to_channels=digest.group_into_digests(taken.to_channels, plan.bundle),
    )


def note(database: Units, taken: LeasedBatch, now: datetime) -> set[str]:
    """Returns the subjects that can reach nobody. What does not fit is given back."""
    rest = taken.to_phones[BATCH:]
    all_taken = (*taken.to_phones[:BATCH], *taken.to_channels)
    digests = [lease for lease in all_taken if lease.carries]
    if not (taken.hopeless or rest or digests):
        return set()
    with database.write() as session:
        locks.deliveries(session, [*ids_of((*digests, *rest)), *taken.hopeless])
        digest.note(session, digests)
        leases.give_back(session, rest, now)
        lost = mark_dead(session, taken.hopeless)
        totals.write(session)
        return lost
