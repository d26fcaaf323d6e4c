"""People who tap through Caddy, each as a phone's queue does: the same again until it is answered.

What they were answered is compared with the history.
"""

import json
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

from tests.cluster.machines import Cluster
from tests.push.running import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.rules.vocabulary import Role

PATIENCE = 15.0  # seconds; phones wait as long
PAUSE = 0.1  # seconds between what one person does; a node that starts needs time, too
AGAIN = 0.2  # seconds until the same is sent once more
BROKEN = 0  # no answer at all


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    is_ours: bool = False  # not one of Caddy's own
    retry_after: str | None = None
    body: Any = None

    def is_passing(self) -> bool:
        """A node, or all of them, could not be reached just now: sent again later."""
        if self.is_ours:
            return self.status == 503 and self.retry_after is not None
        return self.status in (502, 503, 504, BROKEN)


def ask(port: int, method: str, path: str, token: str = "", **fields: str) -> Answer:
    """Of 127.0.0.1. A field `key` and others are sent as a form."""
    headers = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
    if token:
        headers["Cookie"] = f"ownit={token}"
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, urllib.parse.urlencode(fields) or None, headers)
        got = connection.getresponse()
        content = got.read()
    except (OSError, HTTPException):
        return Answer(BROKEN, time.monotonic() - began)
    finally:
        connection.close()
    is_json = got.headers.get_content_type() == "application/json"
    return Answer(
        got.status,
        time.monotonic() - began,
        "Ownit-Protocol" in got.headers,
        got.headers["Retry-After"],
        json.loads(content) if is_json and content else None,
    )


@dataclass
class Answered:
    """All that one person was answered."""

    reports: dict[str, str] = field(default_factory=dict)  # by key: the reference
    notes: dict[str, str] = field(default_factory=dict)
    owned: list[str] = field(default_factory=list)  # references
    lost_to_others: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    longest: float = 0.0  # seconds from a tap to the answer that counts, all attempts together


class Tapper(threading.Thread):
    """One person. Reports, writes notes, and owns what others have logged as well."""

    def __init__(self, port: int, token: str, site_id: int, logged: list[str]) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.site_id, self.logged = port, token, site_id, logged
        self.stop, self.answered = threading.Event(), Answered()
        self._next = 0  # of `logged`

    def run(self) -> None:
        while not self.stop.wait(PAUSE):
            key = uuid.uuid4().hex
            ref = self.report(key)
            self.answered.reports[key] = ref
            note = uuid.uuid4().hex
            self.tap(f"/issues/{ref}/note", note, text=f"Note {note}")
            self.answered.notes[note] = ref
            self.look("/")
            self._race()

    def report(self, key: str, **more: str) -> str:
        site = str(self.site_id)
        body = self.tap("/issues", key, text=f"Tap {key}", site_id=site, again="yes", **more).body
        return str(body["ref"])

    def _race(self) -> None:
        """Others want the same ones at the same time."""
        while self._next < len(self.logged):
            ref, self._next = self.logged[self._next], self._next + 1
            won = self.tap(f"/issues/{ref}/own", uuid.uuid4().hex).status == 200
            (self.answered.owned if won else self.answered.lost_to_others).append(ref)

    def tap(self, path: str, key: str, **fields: str) -> Answer:
        """Until it is answered: done, or 409."""
        began = time.monotonic()
        while True:
            answer = ask(self.port, "POST", path, self.token, key=key, **fields)
            self.answered.answers.append(answer)
            took = time.monotonic() - began
            self.answered.longest = max(self.answered.longest, took)
            if not answer.is_passing():
                return answer
            assert took < LIMIT, f"{path} is never answered"
            time.sleep(AGAIN)

    def look(self, path: str) -> None:
        self.answered.answers.append(ask(self.port, "GET", path, self.token))


class Lead(Tapper):
    """Logs issues without an owner: each other one for the tappers, the rest nobody takes."""

    def __init__(self, port: int, token: str, site_id: int, logged: list[str]) -> None:
        super().__init__(port, token, site_id, logged)
        self.left: list[str] = []  # so everybody on shift is nudged about it

    def run(self) -> None:
        while not self.stop.wait(3 * PAUSE):
            for to in (self.left, self.logged):
                key = uuid.uuid4().hex
                ref = self.report(key, intent="log", urgency="now")
                self.answered.reports[key] = ref
                to.append(ref)


class Customer(threading.Thread):
    """Looks at a status link over and over."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__(daemon=True)
        self.port, self.path = port, path
        self.stop, self.answers = threading.Event(), list[Answer]()

    def run(self) -> None:
        while not self.stop.wait(PAUSE):
            self.answers.append(ask(self.port, "GET", self.path))


@dataclass
class Crowd:
    lead: Lead
    tappers: list[Tapper]
    customer: Customer
    phones: list[Phone]

    @property
    def answered(self) -> list[Answered]:
        return [one.answered for one in (self.lead, *self.tappers)]

    @property
    def answers(self) -> list[Answer]:
        return [
            *self.customer.answers,
            *(answer for one in self.answered for answer in one.answers),
        ]

    def done(self) -> int:
        """Taps that were answered so far."""
        return sum(len(one.reports) + len(one.notes) for one in self.answered)

    def go_on(self, taps: int) -> None:
        """Until so many more are answered."""
        before = self.done()
        until(lambda: self.done() >= before + taps, LIMIT, "they tap")


@contextmanager
def tapping(cluster: Cluster, tokens: dict[str, str], phones: list[Phone]) -> Iterator[Crowd]:
    """A crowd at work; at the end everybody finishes what they began."""
    port, site = int(cluster.store.url.rpartition(":")[2]), cluster.store.site_id
    logged: list[str] = []
    lead = Lead(port, tokens[Role.LEAD], site, logged)
    tappers = [Tapper(port, tokens[name], site, logged) for name in ("Ana", "Ben", "Cleo")]
    crowd = Crowd(lead, tappers, Customer(port, tokens["link"]), phones)
    threads: list[Tapper | Customer] = [lead, *tappers, crowd.customer]
    for one in threads:
        one.start()
    try:
        yield crowd
    finally:
        for one in threads:
            one.stop.set()
        for one in threads:
            one.join(LIMIT)
