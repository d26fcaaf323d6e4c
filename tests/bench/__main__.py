"""`make bench`: speed, memory, bytes and sending, each beside its goal. Fails nothing.

The figures of one run are only compared with one another: how fast this machine is today
is not the question. What other programs do is not measured here.
"""

import tempfile
from pathlib import Path

from tests.bench import speed
from tests.bench.rivals import own_it, the_floor


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ownit-bench-") as name:
        folder = Path(name)
        with own_it(folder) as (ours, _served), the_floor(folder) as floor:
            speed.show(speed.measure(ours, floor))


if __name__ == "__main__":
    main()
