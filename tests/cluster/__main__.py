"""The long form, for `make soak`: many faults in random order while the same people tap.

ROUNDS=40 SEED=7 python -m tests.cluster
"""

import os
import random
import secrets
import sys
import tempfile
from pathlib import Path

from tests.cluster import faults, machines
from tests.cluster.facts import check
from tests.cluster.shop import opened

BETWEEN = 20  # taps that are answered between two faults


def main() -> int:
    rounds = int(os.environ.get("ROUNDS") or "40")
    seed = os.environ.get("SEED") or secrets.token_hex(4)
    print(f"the cluster: SEED={seed} ROUNDS={rounds}", flush=True)
    choose = random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="ownit-cluster-") as folder,
        machines.running(Path(folder)) as cluster,
    ):
        shop = opened(cluster)
        slowest = 0.0
        with shop.tapping() as crowd:
            for _ in range(rounds):
                fault = choose.choice(faults.ALL)
                fault(cluster, choose)
                seconds = cluster.wait_until_ready()
                print(f"{fault.__name__}: all ready again after {seconds:.1f} s", flush=True)
                slowest = max(slowest, seconds)
                crowd.go_on(BETWEEN)
        found = check(cluster, crowd, may_repeat=True)
        print(f"the slowest was ready again after {slowest:.1f} s; {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
