"""People, a worker, crashes and a restless clock, over the real acts on a real database.

After each step what the database holds is compared with the model.
"""

from datetime import datetime, timedelta
from typing import Any

from hypothesis.stateful import (
    initialize,
    rule,
)
from sqlmodel import Session

from push.models import Message
from tests.model import acting, database_view
from tests.model.asks import Ask, Change, Step
from tests.model.kept_taps import KeptTaps
from tests.model.model import Issue as Modelled
from tests.model.model import left_open
from tests.model.moves import ROLES, days
from tests.model.team import Team
from tests.support.clock import Clock
from web.acts.accounts import people
from web.acts.core.tap import Outcome, Tap, Unit
from web.acts.nudges import policies
from web.acts.shifts import shifts
from web.acts.shifts import weekly_hours as weekly
from web.cli.sample import Sample
from web.rules.escalation import EscalationSteps
from web.rules.hours import Hours, shift_covering
from web.rules.owner_changes import shift_end
from web.rules.policies import faults
from web.rules.vocabulary import Introduction, Trigger
from web.store.policies import in_force
from web.store.tables import handoffs

PHONES = (0, 2, 3, 4)
SHIFT = timedelta(hours=8)
MOST_CLOSED = 2
MOST_ISSUES = 3  # so that each has a long story


class Machine(KeptTaps):
    """`database` is set by the test. Each run has a site and people of its own in it."""

    @initialize()
    def open_the_store(self) -> None:
        self.clock, self.models = Clock(), dict[str, Modelled]()
        self.message = database_view.newest(self.database, Message)
        with self.database.write() as session:
            sample = Sample(session, self.clock())
            site = sample.site()
            rows = [sample.person(site, f"P{n} Person", role) for n, role in enumerate(ROLES)]
            for row in rows:
                shifts.begin(Unit(session, self.clock()), row, self.clock() + SHIFT)
            for n in PHONES:
                database_view.give_phone(sample, rows[n], self.clock())
            self.people = [sample.viewer(row) for row in rows]
        ids = [one.id for one in self.people]
        until = self.clock() + SHIFT
        shifts_of: dict[int, datetime | None] = dict.fromkeys(ids, until)
        self.team = Team({ids[3]}, {ids[4]}, {ids[n] for n in PHONES}, shifts_of)
        self.site, self.news, self.begun_by = site.id, set(), {}
        self.hire_a_worker()
        self.forget_kept_taps()
        self._report(self.people[0], without_owner=False)

    @rule(moves=days)
    def day(self, moves: list[tuple[str, dict[str, Any]]]) -> None:
        for name, how in moves:
            getattr(self, name)(**how)
            self.everything_holds()

    # What people do

    def report(self, who: int, without_owner: bool) -> None:
        by = self.people[-1] if without_owner else self.people[who]
        if len(self.models) < MOST_ISSUES and by.id not in self.team.closed:
            self._report(by, without_owner=without_owner)

    def act(self, nth: int, what: int, who: int, crash: str, count: int) -> None:
        (ref, model), now = self._issue(nth), self.clock()
        name = acting.fitting(what, model.state)
        real, on_model = acting.ON_ISSUES[name]

        def act(tap: Tap, ref: str) -> Outcome:
            return real(tap, ref, count)

        by = self._one(who, model)
        if name in acting.FOR_ABSENT and model.stands_in(by.id, now):
            return
        self._do(act, ref, by, crash, lambda me: on_model(model, me, count, now))

    def ask(self, nth: int, who: int, helper: int, how: Introduction | None, crash: str) -> None:
        """`how` None: the owner walks over, and whoever scans the code is the helper."""
        (ref, model), now = self._issue(nth), self.clock()
        by = self._one(who, model)
        if model.stands_in(by.id, now):
            return
        helper_id = self._from(by, helper).id if how else None
        how = how or Introduction.IN_PERSON

        def on(me: int) -> bool:
            newest = database_view.newest(self.database, handoffs.Step)
            return model.ask(me, Step(newest, helper_id, now, how=how), now)

        self._do(acting.asks(helper_id, how), ref, by, crash, on)

    def hand_over(self, nth: int, who: int, to: int, crash: str) -> None:
        (ref, model), now = self._issue(nth), self.clock()
        by = self._one(who, model)
        if model.stands_in(by.id, now):
            return
        to_id = self._from(by, to).id

        def on(me: int) -> bool:
            newest = database_view.newest(self.database, handoffs.OwnerChange)
            return model.hand_over(me, Change(newest, to_id, now, before=me), now)

        self._do(acting.hands_over(to_id), ref, by, crash, on)

    def answer(self, nth: int, what: str, who: int, crash: str) -> None:
        if self._asks(Step):
            ref, step = self._pick(nth, self._asks(Step))
            self._answer(acting.ON_STEPS[what], ref, step, who, crash)

    def answer_change(self, nth: int, what: str, who: int, crash: str) -> None:
        if self._asks(Change):
            ref, change = self._pick(nth, self._asks(Change))
            self._answer(acting.ON_CHANGES[what], ref, change, who, crash)

    def _answer(self, how: Any, ref: str, ask: Ask, who: int, crash: str) -> None:
        real, on_model = how
        now, model = self.clock(), self.models[ref]

        def act(tap: Tap, _ref: str) -> Outcome:
            outcome: Outcome = real(tap, ask.id)
            return outcome

        by = self._one(who, model, ask)
        self._do(act, ref, by, crash, lambda me: on_model(model, me, ask, now))

    # People come and go

    def shift(self, who: int, hours: int, leave: bool) -> None:
        person, now = self.people[who], self.clock()
        if person.id in self.team.closed:
            return
        is_ending = hours == 0 and self.team.is_on_shift(person.id, now)
        ends_at = shift_end(self.team.shifts[person.id], now)
        left = left_open(self.models.values(), person.id, ends_at) if is_ending else []
        with self.database.write() as session:
            refused = shifts.set_shift(Tap(session, now, person), hours, leave=leave)
        assert (refused is not None) == bool(left and not leave)
        if not refused:
            self.team.set_shift(person.id, now + timedelta(hours=hours) if hours else None)
            self._left_open(left)
            leads = self.team.in_their_place(now, but=person.id)
            self.team.tell(f"shift:{person.id}", leads if left else set())

    def week(self, who: int, week: tuple[Hours, ...]) -> None:
        """Weekly hours: whoever should be at work by them is, at once."""
        person, now = self.people[who], self.clock()
        if person.id in self.team.closed:
            return
        with self.database.write() as session:
            weekly.set_week(Unit(session, now), person.id, week)
        self.team.weeks[person.id] = week
        stretch = shift_covering(week, self.team.zone, now)
        if stretch and not self.team.is_on_shift(person.id, now):
            self.team.set_shift(person.id, stretch.ends)

    def policy(self, change: tuple[Trigger, EscalationSteps], at_once: bool) -> None:
        """An admin changes a ladder; what runs goes on as it began, or as they say."""
        trigger, ladder = change
        assert not faults(trigger, ladder)
        with self.database.write() as session:
            tap = Tap(session, self.clock(), self.people[-1])
            policies.save(tap, self.site, trigger, ladder, apply_now=at_once)
            number = in_force(session, self.site, trigger).number
        if at_once:
            ours = [key for key in self.begun_by if key[1] == trigger]
            self.begun_by |= dict.fromkeys(ours, number)

    def close_account(self, who: int, crash: str) -> None:
        """The admin, the last of them, stays, and two more, so that something still happens."""
        person, now = self.people[who], self.clock()
        if person.id in self.team.closed or len(self.team.closed) == MOST_CLOSED:
            return

        def close(session: Session) -> None:
            assert people.close(Tap(session, now, self.people[-1]), person.id) is None

        self._crash(close, crash)
        with self.database.write() as session:
            close(session)
        self.team.close(person.id)
        for model in self.models.values():
            model.close_account(person.id, now)
