"""What is erased leaves the phones that kept it, as soon as they look again."""

from sqlmodel import select

from tests.browser.conftest import Staff
from tests.browser.kept_pages import everything, kept, ready, wait_until_kept
from tests.browser.store import Store
from tests.browser.test_reading_offline import ANA, add_photo
from tests.support.limits import LIMIT
from tests.support.served import until
from web.acts.core.tap import Unit
from web.acts.privacy import erasure
from web.cli.sample import Sample
from web.rules.retention import Extent
from web.store.tables.issues import Issue

CANARY = "Zqxkanarienvogel"


def test_what_is_erased_leaves_a_phone_that_looks_again(staff: Staff, store: Store) -> None:
    ana = ready(staff(ANA))
    ref = store.report(ANA, CANARY)
    photo = add_photo(store, ref)
    ana.page.goto("/")
    wait_until_kept(ana.page, f"/issues/{ref}", photo)
    assert CANARY in everything(ana.page)

    def erase(sample: Sample) -> None:
        issue = sample.session.exec(select(Issue).where(Issue.ref == ref)).one()
        erasure.erase(Unit(sample.session, sample.now), issue, Extent.ALL)

    store.sample(erase)
    ana.page.goto(f"/issues/{ref}")
    ana.page.goto("/")
    until(lambda: CANARY not in everything(ana.page), LIMIT, "erased words gone")
    until(lambda: photo not in kept(ana.page), LIMIT, "erased photo gone")
