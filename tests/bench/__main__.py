"""`make bench`: speed, memory, bytes and sending, each beside its goal. Fails nothing.

Only figures of one run are compared with one another: how fast this machine is today is not
the question. What other programs do is not measured here.
"""

import tempfile
from pathlib import Path

from tests.bench import (
    backlog,
    jobs,
    journey,
    lighthouse,
    memory,
    sending,
    speed,
    strangers,
    suggesting,
    sweep,
    tapping,
    weight,
)
from tests.bench.rivals import own_it, the_floor


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ownit-bench-") as name:
        folder = Path(name)
        with own_it(folder) as (ours, served):
            with the_floor(folder) as floor:
                speed.show(speed.measure(ours, floor))
            memory.show(memory.measure(served))
            weight.show(weight.measure(ours))
            lighthouse.show(lighthouse.measure(ours))
            tapping.show(tapping.measure(ours))
            strangers.show(strangers.measure(ours, served))
    jobs.show(jobs.measure())
    sweep.show(sweep.measure())
    suggesting.show(suggesting.measure())
    sending.show(sending.measure())
    journey.show(journey.measure())
    backlog.show(backlog.measure())


if __name__ == "__main__":
    main()
