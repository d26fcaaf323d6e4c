"""The figures of random histories, against a model that lives through them.

The model goes forward and restores what it was; the rule looks back from all events.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.issue_events import MINUTE, REPORTED, START, Event, promised
from web.rules.figures import IssueFigures, figures
from web.rules.vocabulary import EventKind

ACTS = (
    *("own", "told", "later", "promise", "ask", "cold", "resolve", "use", "reopen", "undo", "lose"),
    *("settled", "not_yet", "sent_away"),
)


UNDOABLE = {"customer_told", "postponed", "promised", "asked", "resolved"}


@dataclass
class Life:
    now: float = 0
    version: int = 1
    owner: bool = False
    resolved: bool = False
    promise: float | None = None
    figures: IssueFigures = field(default_factory=IssueFigures)
    events: list[Event] = field(default_factory=lambda: [REPORTED])
    last: tuple[EventKind, dict[str, Any]] | None = None  # what an undo restores

    def write(self, kind: EventKind, **data: Any) -> None:
        at = START + self.now * MINUTE
        self.events.append(Event(kind, at, version=self.version, data=data))

    def add(self, **more: Any) -> None:
        were = vars(self.figures)
        summed = {n: (were[n] or 0) + more[n] for n in more if not n.startswith("seconds")}
        self.figures = replace(self.figures, **{**more, **summed})

    def before(self) -> dict[str, Any]:
        return {} if self.promise is None else promised(self.promise)

    def ended(self) -> None:
        if self.promise is not None:
            self.add(promises_due=1, promises_kept=int(self.now < self.promise))

    def act(self, name: str) -> None:
        was = {n: getattr(self, n) for n in ("resolved", "promise", "figures")}
        kind = getattr(self, f"_{name}")()
        if kind is not None:
            self.last = (kind, was) if kind.value in UNDOABLE else None

    def _own(self) -> EventKind | None:
        if self.owner or self.resolved:
            return None
        self.version += 1
        self.owner, self.promise = True, self.now + 30
        if self.figures.seconds_to_owner is None:
            self.add(seconds_to_owner=round(self.now * 60))
        self.write(EventKind.OWNED)
        return EventKind.OWNED

    def _open(self) -> bool:
        return self.owner and not self.resolved

    def _updates(self, kind: EventKind) -> EventKind | None:
        if not self._open():
            return None
        before, self.version = self.before(), self.version + 1
        if kind is not EventKind.PROMISED:
            self.ended()
        elif self.promise is not None and self.now >= self.promise:
            self.add(promises_due=1)
        self.promise = self.now + 60
        self.write(kind, before=before)
        return kind

    def _told(self) -> EventKind | None:
        return self._updates(EventKind.CUSTOMER_TOLD)

    def _later(self) -> EventKind | None:
        return self._updates(EventKind.POSTPONED)

    def _promise(self) -> EventKind | None:
        return self._updates(EventKind.PROMISED)

    def _asks(self, introduction: str) -> EventKind | None:
        if not self._open():
            return None
        self.version += 1
        self.add(steps=1, cold_steps=int(introduction == "none"))
        self.write(EventKind.ASKED, introduction=introduction, before=self.before())
        return EventKind.ASKED

    def _ask(self) -> EventKind | None:
        return self._asks("call")

    def _cold(self) -> EventKind | None:
        return self._asks("none")

    def _resolve(self, used: bool = False) -> EventKind | None:
        if not self._open():
            return None
        before, self.version = self.before(), self.version + 1
        self.ended()
        self.promise, self.resolved = None, True
        self.figures = replace(self.figures, retold=2, seconds_to_resolved=round(self.now * 60))
        if used:
            self.add(authority_used=1)
            self.write(EventKind.AUTHORITY_USED)
        self.write(EventKind.RESOLVED, before=before, retold_count=2)
        return EventKind.RESOLVED

    def _use(self) -> EventKind | None:
        return self._resolve(used=True)

    def _reopen(self) -> EventKind | None:
        if not self.resolved:
            return None
        self.version += 1
        self.resolved, self.promise = False, self.now + 30
        self.figures = replace(self.figures, retold=None, seconds_to_resolved=None, settled=0)
        self.add(reopened=1)
        self.write(EventKind.REOPENED)
        return EventKind.REOPENED

    def _settled(self) -> EventKind | None:
        if not self.resolved:
            return None
        self.version += 1
        self.figures = replace(self.figures, settled=1)
        self.write(EventKind.CUSTOMER_ANSWERED, answer="settled")
        return EventKind.CUSTOMER_ANSWERED

    def _not_yet(self) -> EventKind | None:
        return self._objects("not_yet")

    def _sent_away(self) -> EventKind | None:
        return self._objects("sent_away")

    def _objects(self, answer: str) -> EventKind | None:
        if not self.resolved:
            return None
        self.add(**{answer: 1})
        self.write(EventKind.CUSTOMER_ANSWERED, answer=answer)
        return self._reopen()

    def _undo(self) -> EventKind | None:
        if self.last is None:
            return None
        (kind, was), undid = self.last, self.version
        self.version += 1
        for name, value_then in was.items():
            setattr(self, name, value_then)
        self.write(EventKind.UNDONE, undid=undid, undone=kind.value)
        return EventKind.UNDONE

    def _lose(self) -> EventKind | None:
        """The owner's account is closed."""
        if not self._open():
            return None
        self.version += 1
        self.owner, self.promise = False, None
        self.write(EventKind.ORPHANED)
        return EventKind.ORPHANED


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50)), max_size=25))
def test_random_histories_have_the_figures_of_the_model(moves: list[tuple[str, int]]) -> None:
    life = Life()
    for name, minutes in moves:
        life.now += minutes
        life.act(name)
        assert figures(life.events, None) == life.figures
