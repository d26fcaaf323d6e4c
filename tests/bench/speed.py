"""Answers a second: the real program against the floor, turn by turn, the best turn of each.

What both share (the machine, Python, Flask, gunicorn, the disk) cancels out in the ratio, so
that it means the same on another machine; the figures themselves do not.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from uuid import uuid4

from tests.bench.load import Run, drive, get, post
from tests.bench.rivals import Rival
from tests.bench.shape import HOME_ROWS, ISSUES, LINKS, WORDS, ref, token
from tests.bench.table import Row, print_table

TURNS = 3
SECONDS = 1.2  # of one turn


@dataclass(frozen=True)
class Case:
    name: str
    status: int  # that each answer must have
    goal: float  # the share of the floor that it must reach
    requests: Callable[[Rival], Iterator[bytes]]


@dataclass
class Taps:
    """Hands out the issues that nobody owns yet, each once to each rival."""

    left: dict[int, Iterator[int]] = field(default_factory=dict)

    def as_form(self, rival: Rival) -> Iterator[bytes]:
        return self._requests(rival)

    def by_htmx(self, rival: Rival) -> Iterator[bytes]:
        return self._requests(rival, HX_Request="true")

    def _requests(self, rival: Rival, **headers: str) -> Iterator[bytes]:
        numbers = self.left.setdefault(rival.port, iter(range(HOME_ROWS, ISSUES)))
        # A share for each turn of both kinds of taps: the last turn must not find them gone.
        some = itertools.islice(numbers, (ISSUES - HOME_ROWS) // (2 * TURNS))
        for cookie, number in zip(itertools.cycle(rival.cookies[:-1]), some, strict=False):
            form = {"key": str(uuid4()), "seen": "1"}
            yield post(f"/issues/{ref(number)}/own", form, Cookie=cookie, **headers)


def report(rival: Rival) -> Iterator[bytes]:
    for cookie in itertools.cycle(rival.cookies[:-1]):
        key = str(uuid4())
        # Never the same words twice: that would be asked about.
        form = {"key": key, "text": f"{WORDS} {key}", "place": "Till 4", "urgency": "today"}
        yield post("/issues", form | {"site_id": str(rival.site_id)}, Cookie=cookie)


def home(rival: Rival) -> Iterator[bytes]:
    return itertools.repeat(get("/", Cookie=rival.cookies[-1]))


def status(_rival: Rival) -> Iterator[bytes]:
    return itertools.cycle([get(f"/s/{token(number)}") for number in range(LINKS)])


def status_again(rival: Rival) -> Iterator[bytes]:
    """As the page polls: it has this very version already."""
    tags = [(number, _etag(rival, number)) for number in range(LINKS)]
    return itertools.cycle([get(f"/s/{token(one)}", If_None_Match=tag) for one, tag in tags])


def _etag(rival: Rival, number: int) -> str:
    connection = HTTPConnection("127.0.0.1", rival.port, timeout=10)
    connection.request("GET", f"/s/{token(number)}")
    tag = connection.getresponse().headers["ETag"]
    connection.close()
    return tag or ""


def cases() -> list[Case]:
    taps = Taps()
    return [
        Case("own, as a plain form", 303, 0.60, taps.as_form),
        Case("own, with the fresh card", 200, 0.60, taps.by_htmx),
        Case("report", 303, 0.60, report),
        Case("customer’s page", 200, 0.66, status),
        Case("customer’s page, 304", 304, 0.70, status_again),
        Case("home with 25 rows", 200, 0.49, home),
    ]


def measure(ours: Rival, floor: Rival) -> list[Row]:
    rows = []
    for case in cases():
        runs: dict[int, list[Run]] = {ours.port: [], floor.port: []}
        for _ in range(TURNS):
            for rival in (floor, ours):
                runs[rival.port].append(_turn(case, rival))
        rows.append(_row(case, _best(runs[ours.port]), _best(runs[floor.port])))
    return rows


def _turn(case: Case, rival: Rival) -> Run:
    run = drive(rival.port, case.requests(rival), SECONDS)
    if set(run.statuses) != {case.status}:
        raise AssertionError(f"{case.name}: {dict(run.statuses)} instead of {case.status} only")
    return run


def _best(runs: list[Run]) -> Run:
    return max(runs, key=lambda run: run.per_second)


def _row(case: Case, ours: Run, floor: Run) -> Row:
    share = ours.per_second / floor.per_second
    cells = (_figures(ours), _figures(floor), f"{share:.0%}")
    return Row(case.name, cells, f"≥ {case.goal:.0%}", share >= case.goal)


def _figures(run: Run) -> str:
    return f"{run.per_second:,.0f}/s {run.p50:.1f}/{run.p95:.1f}"


def show(rows: list[Row]) -> None:
    title = "Answers a second and p50/p95 in ms, 8 clients, 10,000 issues, SQLite WAL FULL"
    print_table(title, ("ours", "floor", "ours/floor"), rows)
