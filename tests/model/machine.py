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
from push.models import Message
from tests.model import acting, holding, looking
from tests.model.asks import Ask, Change, Step
from tests.model.model import Issue as Modelled
from tests.model.model import left_open
from tests.model.team import Team
from tests.support.clock import Clock
from web.acts import people, shifts, taps
from web.acts.nudging import Ladder
from web.acts.outcome import Outcome
from web.cli.sample import Sample
from web.rules.people import Viewer
from web.rules.words import Introduction, Kind, Role, State
from web.store import walk_tables
from web.store.engine import Database
from web.store.errors import NotThere
from web.store.tables import Person

ROLES = (Role.EMPLOYEE, Role.EMPLOYEE, Role.EMPLOYEE, Role.LEAD, Role.ADMIN)
PHONES = (0, 2, 3)
SHIFT = timedelta(hours=8)
# Sessions end by themselves after 30 days of silence; that is another story.
LATEST = Clock()() + timedelta(days=25)
MOST_ISSUES = 3  # so that each has a long story
OWNER, ASKED = -1, -2
ISSUES = ("issues", "record", "set_ladder", "tell")
STEPS = ("steps", "record", "tell", "set_step_ladder")
CHANGES = ("owner_changes", "record", "tell", "set_change_ladder")
UP_TO_3: dict[str, Any] = {"min_size": 1, "max_size": 3}
Act = Callable[[Session, Viewer, str], Outcome]
whos, others = st.integers(0, len(ROLES) - 1), st.integers(1, len(ROLES) - 1)
# Most often whoever may, so that not most acts are refused.
actors = st.sampled_from((OWNER,) * 12 + tuple(range(len(ROLES))))
walkers = st.sampled_from((OWNER, ASKED, ASKED) * 4 + tuple(range(len(ROLES))))
steps, changes = st.sampled_from(list(acting.ON_STEPS)), st.sampled_from(list(acting.ON_CHANGES))
hows = st.sampled_from((None, *Introduction))
numbers, minutes = st.integers(0, 40), st.integers(1, 300)


def crashes(module: str, *where: str) -> st.SearchStrategy[str]:
    """Most often none; else the function at whose call everything stops."""
    points = [f"web.acts.{module}.{one}" for one in where]
    return st.sampled_from(["no"] * (2 * len(points)) + [*points, "at the end"])


class Crash(BaseException):
    """As a killed process: nothing catches it."""


class Machine(RuleBasedStateMachine):
    """`database` is set by the test. Each run has a site and people of its own in it."""

    database: Database
    refs = Bundle("refs")

    @initialize(target=refs)
    def open_the_store(self) -> Any:
        self.clock, self.models = Clock(), dict[str, Modelled]()
        self.message = looking.newest(self.database, Message)
        with self.database.write() as session:
            sample = Sample(session, self.clock())
            site = sample.site()
            rows = [sample.person(site, f"P{n} Person", role) for n, role in enumerate(ROLES)]
            for row in rows:
                shifts.begin(session, row, self.clock() + SHIFT, self.clock())
            for n in PHONES:
                looking.give_phone(sample, rows[n], self.clock())
            self.people = [sample.viewer(row) for row in rows]
        ids = [one.id for one in self.people]
        until = self.clock() + SHIFT
        self.team = Team(leads={ids[3]}, shifts=dict.fromkeys(ids, until))
        return self._report(self.people[0], without_owner=False)

    # What people do

    @precondition(lambda self: len(self.models) < MOST_ISSUES)
    @rule(target=refs, who=whos, without_owner=st.booleans())
    def report(self, who: int, without_owner: bool) -> Any:
        by = self.people[-1] if without_owner else self.people[who]
        return self._report(by, without_owner=without_owner)

    @rule(ref=refs, what=numbers, who=actors, crash=crashes(*ISSUES), count=minutes)
    def act(self, ref: str, what: int, who: int, crash: str, count: int) -> None:
        now, model = self.clock(), self.models[ref]
        real, on_model = acting.ON_ISSUES[acting.fitting(what, model.state)]

        def act(session: Session, one: Viewer, ref: str) -> Outcome:
            return real(session, one, ref, count, now)

        by = self._one(who, model)
        self._do(act, ref, by, crash, lambda me: on_model(model, me, count, now))

    @rule(ref=refs, who=actors, helper=others, how=hows, crash=crashes(*STEPS))
    def ask(self, ref: str, who: int, helper: int, how: Introduction | None, crash: str) -> None:
        """`how` None: the owner walks over, and whoever scans the code is the helper."""
        now, model = self.clock(), self.models[ref]
        by = self._one(who, model)
        helper_id = self._from(by, helper).id if how else None
        how = how or Introduction.IN_PERSON

        def on(me: int) -> bool:
            newest = looking.newest(self.database, walk_tables.Step)
            return model.ask(me, Step(newest, helper_id, now, how=how), now)

        self._do(acting.asks(helper_id, how, now), ref, by, crash, on)

    @rule(ref=refs, who=actors, to=others, crash=crashes(*CHANGES))
    def hand_over(self, ref: str, who: int, to: int, crash: str) -> None:
        now, model = self.clock(), self.models[ref]
        by = self._one(who, model)
        to_id = self._from(by, to).id

        def on(me: int) -> bool:
            newest = looking.newest(self.database, walk_tables.OwnerChange)
            return model.hand_over(me, Change(newest, to_id, now, before=me), now)

        self._do(acting.hands_over(to_id, now), ref, by, crash, on)

    @precondition(lambda self: self._asks(Step))
    @rule(nth=numbers, answers=st.lists(st.tuples(steps, walkers, crashes(*STEPS)), **UP_TO_3))
    def answer(self, nth: int, answers: list[tuple[str, int, str]]) -> None:
        for what, who, crash in answers:
            ref, step = self._pick(nth, self._asks(Step))
            self._answer(acting.ON_STEPS[what], ref, step, who, crash)

    @precondition(lambda self: self._asks(Change))
    @rule(nth=numbers, what=changes, who=walkers, crash=crashes(*CHANGES))
    def answer_change(self, nth: int, what: str, who: int, crash: str) -> None:
        ref, change = self._pick(nth, self._asks(Change))
        self._answer(acting.ON_CHANGES[what], ref, change, who, crash)

    def _answer(self, how: Any, ref: str, ask: Ask, who: int, crash: str) -> None:
        real, on_model = how
        now, model = self.clock(), self.models[ref]

        def act(session: Session, one: Viewer, _ref: str) -> Outcome:
            outcome: Outcome = real(session, one, ask.id, now)
            return outcome

        by = self._one(who, model, ask)
        self._do(act, ref, by, crash, lambda me: on_model(model, me, ask, now))
        self.everything_holds()

    # People come and go

    @rule(who=whos, hours=st.sampled_from([0, 0, 1, 8]), leave=st.booleans())
    def shift(self, who: int, hours: int, leave: bool) -> None:
        person, now = self.people[who], self.clock()
        if person.id in self.team.closed:
            return
        is_ending = hours == 0 and self.team.is_on_shift(person.id, now)
        left = left_open(self.models.values(), person.id, now) if is_ending else []
        with self.database.write() as session:
            refused = shifts.set_shift(session, person, hours, leave=leave, now=now)
        assert (refused is not None) == bool(left and not leave)
        if not refused:
            self.team.set_shift(person.id, now + timedelta(hours=hours) if hours else None)
            self._left_open(person.id, left)

    @precondition(lambda self: len(self.team.closed) < 2)
    @rule(who=st.integers(0, 3), crash=crashes("people", "tell", "set_shift_ladder"))
    def close_account(self, who: int, crash: str) -> None:
        """The admin, the last of them, stays, and two more, so that something still happens."""
        person, now = self.people[who], self.clock()
        if person.id in self.team.closed:
            return

        def close(session: Session) -> None:
            assert people.close(session, self.people[-1], person.id, now) is None

        self._crash(close, crash)
        with self.database.write() as session:
            close(session)
        self.team.close(person.id)
        for model in self.models.values():
            model.close_account(person.id, now)

    # What happens by itself

    @precondition(lambda self: self.clock() < LATEST)
    @rule(count=st.sampled_from([-180, -10, 5, 15, 60, 240, 300, 3000]))
    def clock_jumps(self, count: int) -> None:
        self.clock.now += timedelta(minutes=count)

    @rule(crash=crashes("nudging", "record", "told_by"))
    def worker(self, crash: str) -> None:
        """Whatever is due takes its step, and the timeline says what came of it."""
        asks = {one.subject: (model, one) for model in self.models.values() for one in model.asks}
        issues = {one.subject: one for one in self.models.values()}
        of_shifts = {f"shift:{one}": one for one in self.team.shifts}
        for one in looking.due(self.database, {*asks, *issues, *of_shifts}, self.clock()):
            before = looking.count_events(self.database, self._ids)

            def advance(session: Session, one: escalation.Due = one) -> None:
                assert escalation.advance(session, Ladder(), one, self.clock())

            self._crash(advance, crash)
            with self.database.write() as session:
                advance(session)
            after = looking.count_events(self.database, self._ids)
            assert after > before or one.subject not in issues, "a rung that left no trace"
            if one.subject in asks:
                model, ask = asks[one.subject]
                model.silence(ask, self.clock())
            if one.subject in of_shifts:
                self._shift_ends(of_shifts[one.subject])

    def _shift_ends(self, who: int) -> None:
        until, now = self.team.shifts[who], self.clock()
        assert until is not None
        left = left_open(self.models.values(), who, until)
        if now < until:
            self.team.tell(f"shift:{who}", {who} if left else set())
        else:
            self.team.ended.add(who)
            self._left_open(who, left)

    def _left_open(self, who: int, left: list[Modelled]) -> None:
        leads = self.team.leads_on_shift(self.clock(), but=who)
        self.team.tell(f"shift:{who}", leads if left else set())
        for model in left:
            model.events.append(Kind.LEFT_OPEN)

    # What must hold after each step

    @invariant()
    def everything_holds(self) -> None:
        models = {one.id: one for one in self.models.values()}
        subjects = {subject for one in models.values() for subject in holding.subjects_of(one)}
        subjects |= {f"shift:{who}" for who in self.team.shifts}
        with self.database.read() as session:
            found = looking.issues(session, models)
            running = looking.running_ladders(session)
            waiting = looking.waiting(session, subjects)
            self.message, told = looking.told_since(session, self.message)
        assert len(found) == len(models)
        expected = holding.ladders_of_shifts(self.team)
        for seen in found:
            model = models[seen.row.id]
            holding.agrees(seen, model)
            holding.has_one_owner_who_is_here(seen, self.team.closed)
            holding.moved_only_by_acceptance(seen)
            holding.walks_in_order(seen, self.team.closed)
            expected |= holding.ladders_of(model)
            if model.state is State.RESOLVED:
                assert model.subject not in {subject for subject, _ in waiting}
        assert {key: one for key, one in running.items() if key in subjects} == expected
        assert told == self.team.told
        self.team.told = set()
        ringing = {self.people[one].id for one in PHONES}
        of_the_walk = {one for one in waiting if not one[0].startswith("issue:")}
        assert of_the_walk == {one for one in self.team.waiting if one[1] in ringing}

    # How it is done

    @property
    def _ids(self) -> list[int]:
        return [one.id for one in self.models.values()]

    def _report(self, who: Viewer, *, without_owner: bool) -> Any:
        if who.id in self.team.closed:
            return multiple()
        with self.database.write() as session:
            person = session.get_one(Person, who.id)
            sample = Sample(session, self.clock())
            ref = sample.report(person, "broken", without_owner=without_owner)
        model = self.models[ref] = Modelled(looking.issue_id(self.database, ref), self.team)
        if not without_owner:
            model.own(who.id, self.clock())
        return ref

    def _do(
        self, act: Act, ref: str, by: Viewer, crash: str, on_model: Callable[[int], bool]
    ) -> None:
        """Act, then send the same again. A crash leaves no trace, and the repeat then does it."""
        key, model = str(uuid4()), self.models[ref]
        if by.id in self.team.closed:
            with suppress(NotThere):
                self._tap(act, ref, by, key)
                raise AssertionError("somebody acted who is not here any more")
            return
        self._crash(lambda session: self._once(session, act, ref, by, key), crash)
        first, applied = self._tap(act, ref, by, key)
        assert applied
        assert (first.refusal is None) == on_model(by.id)
        assert self._tap(act, ref, by, key) == (first, False)
        if first.refusal is None and model.owner == by.id:
            with self.database.read() as session:
                waits = looking.waiting(session, [model.subject])
            assert not waits, "a nudge for what is handled"

    def _one(self, who: int, model: Modelled, ask: Ask | None = None) -> Viewer:
        wanted = {OWNER: model.owner, ASKED: ask.who if ask else None}.get(who)
        return next((one for one in self.people if one.id == wanted), self.people[who])

    def _from(self, one: Viewer, steps: int) -> Viewer:
        """Somebody else."""
        return self.people[(self.people.index(one) + steps) % len(self.people)]

    def _asks(self, kind: type[Ask]) -> list[tuple[str, Ask]]:
        found = [(ref, one) for ref, model in self.models.items() for one in model.asks]
        return [(ref, one) for ref, one in found if isinstance(one, kind)]

    def _pick(self, nth: int, found: list[tuple[str, Ask]]) -> tuple[str, Ask]:
        """Most often one that is open; now and then one that has ended."""
        open_ones = [(ref, one) for ref, one in found if one.is_open]
        chosen = open_ones if open_ones and nth % 5 else found
        return chosen[nth % len(chosen)]

    def _crash(self, unit: Callable[[Session], object], where: str) -> None:
        """Everything stops at the call of `where`, or just before the commit."""
        if where == "no":
            return
        with suppress(Crash), self.database.write() as session:
            if where != "at the end":
                with patch(where, side_effect=Crash):
                    unit(session)
            else:
                unit(session)
            raise Crash

    def _tap(self, act: Act, ref: str, by: Viewer, key: str) -> tuple[Outcome, bool]:
        with self.database.write() as session:
            return self._once(session, act, ref, by, key)

    def _once(
        self, session: Session, act: Act, ref: str, by: Viewer, key: str
    ) -> tuple[Outcome, bool]:
        people.still_here(session, by)
        now = self.clock()
        return taps.once(session, by, key, "same", now, lambda: act(session, by, ref))
