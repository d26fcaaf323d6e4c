"""What the machine stands on: its people, how they tap, how everything stops, what must hold."""

from collections.abc import Callable
from contextlib import suppress
from unittest.mock import patch
from uuid import uuid4

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlmodel import Session

from tests.model import holding, looking
from tests.model.asks import Ask
from tests.model.model import Issue as Modelled
from tests.model.team import Team
from tests.support.clock import Clock
from web.acts import people, taps
from web.acts.outcome import Outcome
from web.cli.sample import Sample
from web.rules.people import Viewer
from web.rules.words import State
from web.store.engine import Database
from web.store.errors import NotThere
from web.store.tables import Person

OWNER, ASKED = -1, -2
Act = Callable[[Session, Viewer, str], Outcome]


class Crash(BaseException):
    """As a killed process: nothing catches it."""


class Stage(RuleBasedStateMachine):
    database: Database
    clock: Clock
    people: list[Viewer]
    team: Team
    models: dict[str, Modelled]
    message: int  # the newest one that was looked at

    @invariant()
    def everything_holds(self) -> None:
        models, subjects = {one.id: one for one in self.models.values()}, self._subjects
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
        # Admins hear of every site; those of earlier runs do, too.
        assert {one for one in told if one[1] in self.team.shifts} == self.team.told
        self.team.told = set()
        assert {one for one in waiting if not one[0].startswith("issue:")} == self.team.waiting

    @property
    def _subjects(self) -> set[str]:
        of_issues = {name for one in self.models.values() for name in holding.subjects_of(one)}
        return of_issues | {f"shift:{who}" for who in self.team.shifts}

    @property
    def _ids(self) -> list[int]:
        return [one.id for one in self.models.values()]

    def _report(self, who: Viewer, *, without_owner: bool) -> None:
        with self.database.write() as session:
            person = session.get_one(Person, who.id)
            sample = Sample(session, self.clock())
            ref = sample.report(person, "broken", without_owner=without_owner)
        model = self.models[ref] = Modelled(looking.issue_id(self.database, ref), self.team)
        if not without_owner:
            model.own(who.id, self.clock())

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

    def _issue(self, nth: int) -> tuple[str, Modelled]:
        return list(self.models.items())[nth % len(self.models)]

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
