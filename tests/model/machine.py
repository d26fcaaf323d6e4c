"""People, a worker, crashes and a restless clock, over the real acts on a real database.

After each step what the database holds is compared with the model.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import hypothesis.strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlmodel import Session

from push import escalation
from tests.model import looking
from tests.model.model import Issue as Modelled
from tests.support.clock import Clock
from web.acts import issues, people, taps
from web.acts.nudging import Ladder
from web.acts.outcome import Outcome
from web.cli.sample import Sample
from web.rules.people import Viewer
from web.rules.words import Kind, Role, State, Trigger
from web.store.engine import Database
from web.store.errors import NotThere
from web.store.tables import Issue, Person

BY_THE_SYSTEM = {Kind.NUDGED, Kind.HELD, Kind.UNREACHED}
ROLES = (Role.EMPLOYEE, Role.EMPLOYEE, Role.EMPLOYEE, Role.LEAD, Role.ADMIN)
CRASHES = ("no", "no", "no", "web.acts.issues.record", "web.acts.issues.set_ladder", "at the end")
Act = Callable[[Session, Viewer, str], Outcome]
crashes = st.sampled_from(CRASHES)
# Negative: whoever owns the issue, so that not most acts are refused.
whos, actors = st.integers(0, len(ROLES) - 1), st.integers(-len(ROLES), len(ROLES) - 1)
minutes = st.integers(1, 300)


class Crash(Exception):
    pass


class Machine(RuleBasedStateMachine):
    """`database` is set by the test. Each run has a site and people of its own in it."""

    database: Database
    refs = Bundle("refs")

    @initialize()
    def open_the_store(self) -> None:
        self.clock, self.closed, self.models = Clock(), set[int](), dict[str, Modelled]()
        with self.database.write() as session:
            sample = Sample(session, self.clock())
            site = sample.site()
            rows = [sample.person(site, f"P{n} Person", role) for n, role in enumerate(ROLES)]
            self.people = [sample.viewer(row) for row in rows]
            for who in self.people[::2]:
                looking.give_phone(session, who, self.clock())

    # What people do

    @rule(target=refs, who=whos)
    def report(self, who: int) -> Any:
        return self._report(self.people[who], without_owner=False)

    @rule(target=refs)
    def log(self) -> Any:
        return self._report(self.people[-1], without_owner=True)

    @rule(ref=refs, who=actors, crash=crashes)
    def own(self, ref: str, who: int, crash: str) -> None:
        def act(session: Session, one: Viewer, ref: str) -> Outcome:
            return issues.own(session, one, ref, self.clock())

        self._do(act, ref, who, crash, lambda it, me: it.own(me, self.clock()))

    @rule(ref=refs, who=actors, crash=crashes, count=minutes)
    def promise(self, ref: str, who: int, crash: str, count: int) -> None:
        def act(session: Session, one: Viewer, ref: str) -> Outcome:
            return issues.promise(session, one, ref, count, self.clock())

        now = self.clock()
        self._do(act, ref, who, crash, lambda it, me: it.told(me, now, count, Kind.PROMISED))

    @rule(ref=refs, who=actors, crash=crashes, count=minutes)
    def told(self, ref: str, who: int, crash: str, count: int) -> None:
        def act(session: Session, one: Viewer, ref: str) -> Outcome:
            return issues.told(session, one, ref, None, count, self.clock())

        self._do(act, ref, who, crash, lambda it, me: it.told(me, self.clock(), count))

    @rule(ref=refs, who=actors, crash=crashes)
    def note(self, ref: str, who: int, crash: str) -> None:
        def act(session: Session, one: Viewer, ref: str) -> Outcome:
            return issues.note(session, one, ref, "seen", self.clock())

        self._do(act, ref, who, crash, lambda it, _me: it.note())

    @rule(ref=refs, who=actors, crash=crashes)
    def resolve(self, ref: str, who: int, crash: str) -> None:
        def act(session: Session, one: Viewer, ref: str) -> Outcome:
            return issues.resolve(session, one, ref, "done", self.clock())

        self._do(act, ref, who, crash, lambda it, me: it.resolve(me))

    @rule(ref=refs, who=actors, crash=crashes)
    def reopen(self, ref: str, who: int, crash: str) -> None:
        def act(session: Session, one: Viewer, ref: str) -> Outcome:
            return issues.reopen(session, one, ref, None, self.clock())

        self._do(act, ref, who, crash, lambda it, _me: it.reopen(self.clock(), self.closed))

    @rule(who=whos, hours=st.sampled_from([0, 1, 8]))
    def shift(self, who: int, hours: int) -> None:
        with suppress(NotThere), self.database.write() as session:
            people.set_shift(session, self.people[who], hours, self.clock())

    @precondition(lambda self: len(self.closed) < 2)
    @rule(who=st.integers(0, 3))
    def close_account(self, who: int) -> None:
        """The admin, the last of them, stays, and two more, so that something still happens."""
        person = self.people[who]
        with suppress(NotThere), self.database.write() as session:
            people.close(session, self.people[-1], person.id, self.clock())
        self.closed.add(person.id)
        for model in self.models.values():
            model.close_account(self.closed)

    # What happens by itself

    @rule(count=st.sampled_from([-180, -10, 5, 15, 60, 240, 300, 3000]))
    def clock_jumps(self, count: int) -> None:
        self.clock.now += timedelta(minutes=count)

    @rule()
    def worker(self) -> None:
        """Whatever is due takes its step, and its issue's timeline says what came of it."""
        for one in looking.due(self.database, self.models, self.clock()):
            before = looking.count_events(self.database, one.subject)
            with self.database.write() as session:
                assert escalation.advance(session, Ladder(), one, self.clock())
            after = looking.count_events(self.database, one.subject)
            assert after > before, "a rung that left no trace"

    # What must hold after each step

    @invariant()
    def everything_holds(self) -> None:
        found = looking.issues(self.database, self.models)
        assert len(found) == len(self.models)
        for row, events in found:
            self._agrees(row, events, self.models[row.ref])
            self._has_one_owner_who_is_here(row)
        running = looking.running_ladders(self.database)
        for row, _ in found:
            # A clock runs exactly where somebody must act.
            expected = {State.UNOWNED: [Trigger.UNOWNED], State.OWNED: [Trigger.PROMISE]}
            assert running.get(f"issue:{row.id}", []) == expected.get(State(row.state), [])
            if row.state == State.RESOLVED:
                assert looking.waiting(self.database, row.ref) == 0

    def _agrees(self, row: Issue, events: list[Kind], model: Modelled) -> None:
        assert (State(row.state), row.owner_id) == (model.state, model.owner)
        assert row.promise_at == model.promise_at
        assert [one for one in events if one not in BY_THE_SYSTEM] == model.events

    def _has_one_owner_who_is_here(self, row: Issue) -> None:
        assert (row.state == State.UNOWNED) == (row.owner_id is None)
        if row.state == State.OWNED:
            assert row.owner_id not in self.closed
            assert row.promise_at is not None

    # How it is done

    def _report(self, who: Viewer, *, without_owner: bool) -> Any:
        if who.id in self.closed:
            return multiple()
        with self.database.write() as session:
            person = session.get_one(Person, who.id)
            sample = Sample(session, self.clock())
            ref = sample.report(person, "broken", without_owner=without_owner)
        model = self.models[ref] = Modelled(owner=None)
        if not without_owner:
            model.own(who.id, self.clock())
        return ref

    def _do(
        self, act: Act, ref: str, who: int, crash: str, on: Callable[[Modelled, int], bool]
    ) -> None:
        """Act, then send the same again. A crash leaves no trace, and the repeat then does it."""
        key, model = str(uuid4()), self.models[ref]
        person = self._actor(who, model)
        if crash != "no":
            with suppress(Crash, NotThere):
                self._crash(act, ref, person, key, crash)
        if person.id in self.closed:
            return
        first, applied = self._tap(act, ref, person, key)
        assert applied
        assert (first.refusal is None) == on(model, person.id)
        assert self._tap(act, ref, person, key) == (first, False)
        if first.refusal is None and model.owner == person.id:
            assert looking.waiting(self.database, ref) == 0, "a nudge for what is handled"

    def _actor(self, who: int, model: Modelled) -> Viewer:
        owner = next((one for one in self.people if one.id == model.owner), self.people[who])
        return owner if who < 0 else self.people[who]

    def _crash(self, act: Act, ref: str, person: Viewer, key: str, where: str) -> None:
        if where != "at the end":
            with patch(where, side_effect=Crash):
                self._tap(act, ref, person, key, end=Crash)
        self._tap(act, ref, person, key, end=Crash)

    def _tap(
        self, act: Act, ref: str, person: Viewer, key: str, end: type[Crash] | None = None
    ) -> tuple[Outcome, bool]:
        with self.database.write() as session:
            people.still_here(session, person)
            done = taps.once(
                session, person, key, "same", self.clock(), lambda: act(session, person, ref)
            )
            if end:
                raise end
            return done
