"""What the running program weighs: each process's memory, shared parts counted once.

PSS (proportional set size, Linux) shares a page that several processes use among them, so
that the sum is what the program really takes; the sum of RSS counts such pages again.
"""

from pathlib import Path

from tests.bench.table import Row, print_table
from tests.support.served import Served

GOAL = 160.0  # MiB, web and worker together


def measure(served: Served) -> list[Row]:
    groups = {name: _family(served.child(name)) for name in ("web", "worker")}
    sizes = {name: [_sizes(pid) for pid in pids] for name, pids in groups.items()}
    rows = [_row(f"{name}, {len(found)} processes", found) for name, found in sizes.items()]
    supervisor = [_sizes(served.process.pid)]
    both = [size for found in sizes.values() for size in found]
    total = sum(pss for pss, _ in both)
    goal = Row("web and worker", _cells(both), f"≤ {GOAL:.0f}", total <= GOAL)
    return [*rows, goal, _row("their supervisor, besides", supervisor)]


def _row(name: str, sizes: list[tuple[float, float]]) -> Row:
    return Row(name, _cells(sizes))


def _cells(sizes: list[tuple[float, float]]) -> tuple[str, str]:
    return f"{sum(pss for pss, _ in sizes):.0f}", f"{sum(rss for _, rss in sizes):.0f}"


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _sizes(pid: int) -> tuple[float, float]:
    """PSS and RSS in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kib = {line.partition(":")[0]: int(line.split()[1]) for line in lines}
    return kib["Pss"] / 1024, kib["Rss"] / 1024


def show(rows: list[Row]) -> None:
    print_table("Memory in MiB, after the load above", ("PSS", "RSS"), rows)
