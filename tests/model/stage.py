"""What the machine stands on: its people, how they tap, how everything stops, what must hold."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from unittest.mock import patch
from uuid import uuid4

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlmodel import Session

from push.models import Escalation
from tests.model import database_view, holding
from tests.model.acting import Act, Beside
from tests.model.asks import Ask
from tests.model.model import Issue as Modelled
from tests.model.story import Story
from tests.model.team import Team, Told
from tests.support.clock import Clock
from web.acts.core import idempotency
from web.acts.core.tap import Outcome, Tap
from web.cli.sample import Sample
from web.rules.people import Viewer
from web.rules.vocabulary import Trigger
from web.store.engine import Database
from web.store.errors import NotFound
from web.store.tables.accounts import Person

OWNER, ASKED = -1, -2
OF_PEOPLE = ("shift", "hours", "deferred")


class Crash(BaseException):
    """As a killed process: nothing catches it."""


class Stage(RuleBasedStateMachine):
    database: Database
    clock: Clock
    people: list[Viewer]
    team: Team
    models: dict[str, Modelled]
    message: int  # the newest one that was looked at
    news: set[Told]  # what acts have said since the last look
    begun_by: dict[tuple[str, str, int], int]  # by which policy a ladder's cycle runs

    @invariant()
    def everything_holds(self) -> None:
        self._learn()
        assert self.news == self.team.told
        self.news, self.team.told = set(), set()
        models = {one.id: one for one in self.models.values()}
        with self.database.read() as session:
            found = database_view.issues(session, models)
            running = database_view.running(session)
            waiting = database_view.waiting(session, self._subjects)
        assert len(found) == len(models)
        for seen in found:
            holding.agrees(seen, models[seen.row.id])
            holding.has_one_owner_who_is_here(seen, self.team.closed)
            holding.moved_only_by_acceptance(seen)
            holding.walks_in_order(seen, self.team.closed)
        self._clocks_run([one for one in running if one.subject in self._subjects])
        assert waiting == self.team.waiting

    def _clocks_run(self, running: Sequence[Escalation]) -> None:
        must = holding.ladders_of_people(self.team)
        # What had ended by a clock that was ahead may run again.
        may: set[holding.Ladder] = {(f"shift:{one}", Trigger.SHIFT) for one in self.team.ended}
        for model in self.models.values():
            must |= holding.ladders_of(model)
            may |= holding.ladders_that_may_run(model)
        names = {(one.subject, one.trigger) for one in running}
        assert must <= names <= must | may
        for one in running:
            begun_by = self.begun_by.setdefault((one.subject, one.trigger, one.cycle), one.policy)
            assert one.policy == begun_by, "a ladder goes on by the version that it began by"

    def _learn(self, ladders: int | None = None) -> None:
        """Looks at what was written since the last look: by acts, by shifts that begin, and in a
        worker's pass by so many due_steps."""
        with self.database.read() as session:
            found = database_view.since(session, self.message, self.team.shifts)
        self.message = max((one.id for one in found), default=self.message)
        for one in found:
            assert self.team.is_on_shift(int(one.person), self.clock()), "nudged off shift"
        told = [one for one in found if database_view.OF_AN_ACT.match(one.key)]
        self.news |= {database_view.name_of(one) for one in told}
        others = [one for one in found if one not in told and one.subject in self._subjects]
        self.team.waiting |= {
            database_view.name_of(one) for one in others if int(one.person) in self.team.phones
        }
        rungs = [one for one in others if not one.key.startswith("deferred:")]
        assert ladders is None or len(rungs) == ladders, "a key that came twice"
        assert ladders is not None or not rungs

    @property
    def _subjects(self) -> set[str]:
        of_issues = {name for one in self.models.values() for name in holding.subjects_of(one)}
        of_people = {f"{kind}:{who}" for who in self.team.shifts for kind in OF_PEOPLE}
        return of_issues | of_people

    @property
    def _ids(self) -> list[int]:
        return [one.id for one in self.models.values()]

    def _report(self, who: Viewer, *, without_owner: bool) -> None:
        with self.database.write() as session:
            person = session.get_one(Person, who.id)
            sample = Sample(session, self.clock())
            ref = sample.report(person, "broken", without_owner=without_owner)
        story = Story(self.clock())
        story.goes_on(who.id, self.clock())
        model = Modelled(database_view.issue_id(self.database, ref), self.team, story)
        self.models[ref] = model
        if not without_owner:
            model.own(who.id, self.clock())

    def _do(
        self,
        act: Act,
        ref: str,
        by: Viewer,
        crash: str,
        on_model: Callable[[int], bool],
        key: str = "",
        beside: Beside | None = None,
    ) -> Outcome | None:
        """Act, then send the same again. A crash leaves no trace, and the repeat then does it.
        None for who is not here any more."""
        key, model = key or str(uuid4()), self.models[ref]
        if by.id in self.team.closed:
            with suppress(NotFound):
                self._tap(act, ref, by, key, beside)
                raise AssertionError("somebody acted who is not here any more")
            return None
        self._crash(lambda session: self._once(session, act, ref, by, key, beside), crash)
        with self.database.read() as session:
            self.team.rings = database_view.may_show(session, model.subject, self.clock())
        first, applied = self._tap(act, ref, by, key, beside)
        assert applied
        model.story.goes_on(by.id, self.clock(), beside.tapped_at if beside else None)
        assert (first.refusal is None) == on_model(by.id)
        assert self._tap(act, ref, by, key, beside) == (first, False)
        return first

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

    def _tap(
        self, act: Act, ref: str, by: Viewer, key: str, beside: Beside | None = None
    ) -> tuple[Outcome, bool]:
        with self.database.write() as session:
            return self._once(session, act, ref, by, key, beside)

    def _once(
        self,
        session: Session,
        act: Act,
        ref: str,
        by: Viewer,
        key: str,
        beside: Beside | None,
    ) -> tuple[Outcome, bool]:
        tapped_at, seen = (beside.tapped_at, beside.seen) if beside else (None, None)
        tap = Tap(session, self.clock(), by, tapped_at, seen)
        return idempotency.apply_once(tap, key, "same", lambda tap: act(tap, ref))
