"""A store in the middle of its day, for tests that look at every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from tests.browser.store import Store
from web.cli.sample import Sample
from web.rules.money import Money
from web.rules.vocabulary import Role
from web.store.tables.accounts import Site

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrik"
WIDE = f"{LONG} {LONG.lower()}"


@dataclass(frozen=True)
class Busy:
    """A store in the middle of its day, in which every name is too long."""

    store: Store
    ana: str  # session tokens
    sam: str
    late: str  # references of issues: Ana’s, late
    mine: str
    unowned: str
    others: str
    settled: str


def make_busy(store: Store) -> Busy:
    ana, sam = store.hire("Ana Berg"), store.hire("Sam Ortiz", Role.ADMIN)
    store.hire("Ben Okafor")
    return store.sample(lambda sample: Busy(store, ana, sam, *_issues(sample, store)))


def _issues(sample: Sample, store: Store) -> Iterable[str]:
    ana, sam, ben = (store.person(sample, name) for name in ("Ana Berg", "Sam Ortiz", "Ben Okafor"))
    ana.first_name, ana.last_name, ben.last_name = LONG[:60], LONG[:60], LONG[:60]
    site = sample.session.get_one(Site, store.site_id)
    sample.place(site, LONG, f"A4{store.site_id}")
    sample.allowance(site, WIDE, limit=Money(9999999999, "EUR"))
    sample.allowance(site, LONG)
    earlier = sample.now - timedelta(hours=5)
    late = sample.report(ana, WIDE, at=earlier, place=LONG)
    sample.note(ana, late, WIDE, earlier)
    yield late
    yield sample.report(ana, WIDE, customer_name=LONG, customer_contact="+43 1 5550100")
    yield sample.report(sam, WIDE, without_owner=True, place=LONG)
    yield sample.report(ben, WIDE)
    settled = sample.report(ana, WIDE, at=earlier, customer_name=LONG, customer_contact=LONG)
    sample.resolve(ana, settled, WIDE, earlier + timedelta(minutes=5))
    yield settled
