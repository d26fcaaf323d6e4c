"""A network that breaks at a byte, between a real Chromium and the app: each tap is done once."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from random import Random

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.offline import BROKEN, events, open_page, open_waiting, queue
from tests.browser.store import Store
from tests.faults.plan import Fault, Kind, Scripted
from tests.faults.proxy import Carried, Proxy
from tests.faults.wire import Request
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.store.tables.issues import Event

ANA = "Ana Berg"
SEED = os.environ.get("SEED") or secrets.token_hex(4)  # printed with each failure


@dataclass
class Line:
    """Ana's phone, the network that it has, and an issue of hers that is open on it."""

    phone: Phone
    way: Proxy
    store: Store
    ref: str
    numbers: Iterator[int]

    def meet(self, *faults: Fault, act: str = "note") -> Scripted:
        """What befalls the next taps of this kind."""
        self.way.plan = plan = Scripted(list(faults), lambda one: is_tap(one, act))
        return plan

    def note(self) -> str:
        words = f"Note {next(self.numbers)}"
        actions.note(self.phone, words)
        return words

    def come_back(self) -> None:
        """As whoever looks at their phone again does: then what waits goes out."""
        open_page(self.phone, f"/issues/{self.ref}")
        until(lambda: self.waiting() == [], LIMIT, "an empty queue")

    def waiting(self) -> list[str]:
        return [tap["key"] for tap in queue(self.phone.page) if tap["state"] == "waiting"]

    def written(self, words: str) -> list[Event]:
        return [one for one in events(self.store, self.ref, "noted") if one.text == words]

    def taps(self) -> list[Carried]:
        return [one for one in self.way.carried if one.method == "POST" and one.key]


def is_tap(request: Request, act: str) -> bool:
    return request.method == "POST" and request.path.endswith(f"/{act}")


@pytest.fixture
def line(store: Store, phone: SwitchOn) -> Iterator[Line]:
    with Proxy(store.url, Scripted([])) as way:
        ana = phone("Ana", base_url=way.url)
        ana.forgive(BROKEN)
        store.hand_over(ana, store.hire(ANA), url=way.url)
        made = Line(ana, way, store, store.report(ANA, "Till 4 is dead"), count(1))
        open_page(ana, f"/issues/{made.ref}")
        yield made
        ana.context.close()  # before its network goes


def some(chance: Random, edges: list[int], total: int, more: int = 3) -> list[int]:
    return sorted({*edges, *(chance.randrange(total) for _ in range(more))})


def note_and_come_back(line: Line, *faults: Fault) -> None:
    """One note that meets these faults, one after the other; it is written once."""
    plan = line.meet(*faults)
    words = line.note()
    until(lambda: not plan.faults, LIMIT, f"seed {SEED}: {faults} met")
    actions.expect_no_sheet(line.phone.page)
    line.come_back()
    assert len(line.written(words)) == 1, f"seed {SEED}: {words} after {faults}"
    open_page(line.phone, f"/issues/{line.ref}")
    actions.expect_in_history(line.phone.page, words)


@pytest.mark.parametrize("with_reset", [True, False], ids=["reset", "closed"])
def test_an_answer_that_is_cut_at_any_byte(line: Line, with_reset: bool) -> None:
    line.note()
    until(lambda: bool(line.taps()), LIMIT, "the first note sent")
    actions.expect_no_sheet(line.phone.page)
    line.come_back()
    fair = line.taps()[-1]
    chance = Random(f"{SEED}/answer")
    in_head = some(chance, [0, 1, fair.head - 1], fair.head)
    for at in (*in_head, fair.head, fair.total - 1):
        note_and_come_back(line, Fault(Kind.CUT_ANSWER, at=at, with_reset=with_reset))


def test_a_request_that_is_cut_at_any_byte(line: Line) -> None:
    chance = Random(f"{SEED}/request")
    shares = [0.0, *(chance.random() for _ in range(4)), 0.99, 1.0]
    for share in shares:
        note_and_come_back(line, Fault(Kind.CUT_REQUEST, share=share))


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(Kind.TWICE)],
        [Fault(Kind.AT_ONCE)],
        [Fault(Kind.ANSWER, status=503)],
        [Fault(Kind.ANSWER, status=502)],
        [Fault(Kind.ANSWER_AFTER, status=504)],
        [Fault(Kind.CUT_ANSWER), Fault(Kind.CUT_REQUEST, share=0.5), Fault(Kind.TWICE)],
        [Fault(Kind.TRICKLE, seconds=1.5)],
        [Fault(Kind.DELAY, seconds=1.5)],
    ],
    ids=["twice", "at once", "503", "502", "504 after", "three in a row", "trickle", "delay"],
)
def test_what_else_a_network_does(line: Line, faults: list[Fault]) -> None:
    line.meet(*faults)
    words = line.note()
    for _ in faults:
        until(lambda: line.waiting() == [] or said_kept(line), LIMIT, "kept or sent")
        open_page(line.phone, f"/issues/{line.ref}")
    line.come_back()
    assert len(line.written(words)) == 1


def said_kept(line: Line) -> bool:
    return line.phone.page.locator("#banner-kept").is_visible()


def test_a_request_that_comes_after_its_own_repetition(line: Line) -> None:
    """The first try hangs in the network, the page is loaded anew and sends it again with what
    came later; at last the first try arrives, too."""
    line.meet(Fault(Kind.HOLD, behind=2))
    first = line.note()
    until(lambda: len(line.taps()) == 1, LIMIT, "the first try held")
    line.phone.page.goto(f"/issues/{line.ref}")  # while its sheet is still open
    line.come_back()
    second = line.note()
    until(lambda: len(line.taps()) >= 3 and all(one.statuses for one in line.taps()), LIMIT, "all")
    line.come_back()
    notes = [one.text for one in events(line.store, line.ref, "noted")]
    assert notes == [first, second]


def settle_elsewhere(line: Line) -> None:
    """By Ana herself on another phone, while this one still offers what is over now."""
    now = datetime.now(UTC)
    line.store.sample(
        lambda sample: sample.resolve(line.store.person(sample, ANA), line.ref, "Repaired", now)
    )


def test_a_refusal_whose_answer_is_cut_is_read_in_full_later(line: Line) -> None:
    settle_elsewhere(line)
    sentence = "This is resolved. Reopen it first."
    line.meet(Fault(Kind.CUT_ANSWER, share=0.9), act="update")
    actions.update(line.phone, "It is being repaired.")
    until(lambda: len(line.taps()) == 1 and line.taps()[0].statuses == [409], LIMIT, "refused")
    until(lambda: bool(queue(line.phone.page)), LIMIT, "known to be unread")
    open_waiting(line.phone)
    expect(line.phone.page.locator("#waiting-answered li")).to_contain_text(sentence)
    expect(line.phone.page.locator("#waiting-answered li")).to_contain_text("It is being repaired.")


def test_what_may_have_arrived_cannot_be_taken_back(line: Line) -> None:
    """The answer to the first try is lost; the second one, which a browser makes by itself where
    it had used the connection before, meets a server that is too busy. That nothing was done is
    true of that one alone."""
    faults = [Fault(Kind.CUT_ANSWER), Fault(Kind.ANSWER, status=503, retry_after=60)]
    line.meet(*faults)
    words = line.note()
    until(lambda: said_kept(line), LIMIT, "kept")
    open_page(line.phone, f"/issues/{line.ref}")
    until(lambda: len(line.taps()) == len(faults), LIMIT, "tried twice")
    assert len(line.written(words)) == 1, "it has arrived by the first try"
    open_waiting(line.phone)
    row = line.phone.page.locator("#waiting-unsent li")
    expect(row).to_contain_text(words)
    expect(row.get_by_role("button", name="Withdraw")).to_be_hidden()
