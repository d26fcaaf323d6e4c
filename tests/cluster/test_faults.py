"""Three web nodes, two workers and one PostgreSQL while people tap: what breaks costs no tap and no
nudge, and everything answers again within seconds."""

import time
from random import Random

import pytest

from tests.cluster import faults
from tests.cluster.facts import check
from tests.cluster.faults import Fault
from tests.cluster.shop import Shop

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

BEFORE, AFTER = 8, 8  # taps that are answered before the fault, and once it is over


@pytest.mark.parametrize("fault", faults.ALL, ids=lambda fault: fault.__name__)
def test_it_costs_no_tap_and_no_nudge(shop: Shop, fault: Fault) -> None:
    with shop.tapping() as crowd:
        crowd.go_on(BEFORE)
        began = time.monotonic()
        fault(shop.cluster, Random(0))
        shop.cluster.wait_until_ready()
        seconds = time.monotonic() - began
        crowd.go_on(AFTER)
    found = check(shop.cluster, crowd, may_repeat=fault in faults.ENDS_A_WORKER)
    print(f"{fault.__name__}: all ready again after {seconds:.1f} s; {found}")
