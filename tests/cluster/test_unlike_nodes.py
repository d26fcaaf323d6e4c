"""Nodes that differ: by their clocks, and by their release. Runs last, since the last test leaves
a cluster of the next release."""

import time
from pathlib import Path

import pytest

from tests.cluster.facts import check
from tests.cluster.shop import Shop
from tests.cluster.test_faults import AFTER, BEFORE
from tests.support.limits import LIMIT
from tests.support.served import until
from tests.support.versions import NEXT, version_of

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def test_clocks_that_are_ten_minutes_off(shop: Shop) -> None:
    """As those of two machines are all the time here. They go by the clock that all share: none
    ends a lease of another, or rings early."""
    late, early, _ = shop.cluster.machines
    with shop.tapping() as crowd:
        crowd.go_on(2 * (BEFORE + AFTER))
    found = check(shop.cluster, crowd)
    assert "This machine's clock is 600 s behind that of the database" in late.running.output
    assert "This machine's clock is 600 s ahead of that of the database" in early.running.output
    print(f"two clocks, ten minutes late and early: {found}")


def test_a_rolling_upgrade_over_a_migration(
    shop_to_upgrade: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the first new node has migrated, old ones answer 503 and their workers rest, until they
    are replaced; Caddy soon asks the new one alone."""
    shop = shop_to_upgrade
    first, *others = shop.cluster.machines
    with shop.tapping() as crowd:
        crowd.go_on(BEFORE)
        first.stop()
        first.start(CLUSTER_RELEASE=str(tmp_path / "first"))
        until(lambda: version_of(shop.cluster.database) == NEXT, LIMIT, "migrated")
        until(first.is_ready, LIMIT, "the first new node answers")
        began = time.monotonic()
        crowd.go_on(AFTER)  # with one node of three
        seconds = time.monotonic() - began
        for number, one in enumerate(others):
            one.stop()
            one.start(CLUSTER_RELEASE=str(tmp_path / str(number)))
        shop.cluster.wait_until_ready()
        crowd.go_on(AFTER)
    monkeypatch.setattr("web.store.schema.HEAD", NEXT)  # as which the facts are read
    # An old worker cannot record any more what it had sent: that comes again.
    found = check(shop.cluster, crowd, may_repeat=True)
    print(f"an upgrade: {AFTER} taps in {seconds:.1f} s with one new node of three; {found}")
