"""A store in which every step and owner change is in another state, and every name is too long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.browser.store import Store
from web.acts.core.tap import Tap
from web.acts.handoffs import steps
from web.cli.sample import Sample
from web.rules.money import Money
from web.rules.vocabulary import ChangeReason, DeclineReason, Introduction, Role
from web.store.tables.accounts import Person, Site

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrik"
WIDE = f"{LONG} {LONG.lower()}"
NAMES = ("Ana Berg", "Ben Okafor", "Mika Saari", "Noor Haddad", "Kim Novak")


@dataclass(frozen=True)
class LongWalk:
    """Everything is Ana's, and Ben is who is asked. Paths, by what they show."""

    store: Store
    tokens: dict[str, str]  # of sessions, by first name
    steps: dict[str, str]
    changes: dict[str, str]
    plain: str  # an issue that nobody was asked about
    line: str  # an issue with twelve steps, three at a time, and a knot
    settled: str  # the same, resolved


def make_long_walk(store: Store) -> LongWalk:
    roles = {"Kim Novak": Role.LEAD}
    tokens = {
        name.partition(" ")[0]: store.hire(name, roles.get(name, Role.EMPLOYEE)) for name in NAMES
    }
    return store.sample(lambda sample: _Making(sample, store).walk(tokens))


class _Making:
    """One transaction of making; all of it happened within the last hours."""

    def __init__(self, sample: Sample, store: Store) -> None:
        self.sample, self.store = sample, store
        self.ana, self.ben, self.mika, self.noor, self.kim = (
            store.person(sample, name) for name in NAMES
        )

    def walk(self, tokens: dict[str, str]) -> LongWalk:
        for person in (self.ana, self.ben, self.mika, self.noor):
            # Of one long word, which no line can break by itself.
            person.first_name = f"{person.first_name}{LONG}"[:60]
            person.last_name = LONG[:60]
            self.sample.skills(person, f"{LONG[:40]}, tills, {LONG.lower()[:38]}")
        site = self.sample.session.get_one(Site, self.store.site_id)
        self.sample.allowance(site, WIDE, limit=Money(9999999999, "EUR"))
        self.sample.allowance(site, LONG)
        return LongWalk(
            store=self.store,
            tokens=tokens,
            steps={name: f"/steps/{number}" for name, number in self.steps()},
            changes={name: f"/owner-changes/{number}" for name, number in self.changes()},
            plain=f"/issues/{self.report(self.ana)}",
            line=f"/issues/{self.line()}",
            settled=f"/issues/{self.settled()}",
        )

    def ago(self, minutes: float) -> datetime:
        return self.sample.now - timedelta(minutes=minutes)

    def report(self, by: Person, minutes: float = 60) -> str:
        at = self.ago(minutes)
        return self.sample.report(by, WIDE, at=at, place=LONG, customer_name=LONG)

    def asked(
        self,
        how: Introduction = Introduction.MESSAGE,
        helper: Person | None = None,
        minutes: float = 1,
    ) -> int:
        """The id of a step of an issue of its own."""
        ref, at = self.report(self.ana), self.ago(minutes)
        return self.sample.ask(self.ana, ref, helper, WIDE, at, how)

    def steps(self) -> Iterable[tuple[str, int]]:
        ben, sample = self.ben, self.sample
        yield "asked", self.asked(helper=ben)
        yield "called", self.asked(Introduction.CALL, ben)
        yield "code", self.asked(Introduction.IN_PERSON)
        yield "unanswered", self.asked(helper=ben, minutes=50)
        yield "unscanned", self.asked(Introduction.IN_PERSON, minutes=50)
        accepted = self.asked(Introduction.NONE, ben)
        sample.accept(ben, accepted, sample.now)
        steps.propose(Tap(sample.session, sample.now, sample.viewer(ben)), accepted, WIDE[:80])
        yield "accepted", accepted
        declined = self.asked(helper=ben)
        sample.decline(ben, declined, DeclineReason.NOT_MINE, WIDE[:80], sample.now)
        yield "declined", declined
        done = self.asked(helper=ben)
        sample.accept(ben, done, sample.now)
        sample.done(ben, done, WIDE, sample.now)
        yield "done", done

    def changes(self) -> Iterable[tuple[str, int]]:
        for name, minutes in (("asked", 1), ("unanswered", 50)):
            ref, at = self.report(self.ana), self.ago(minutes)
            self.sample.ask(self.ana, ref, self.mika, WIDE, at, Introduction.CALL)
            yield name, self.sample.hand_over(self.ana, ref, self.ben, ChangeReason.ABSENCE, at)
        ref = self.report(self.mika)
        taken = self.sample.hand_over(
            self.mika, ref, self.ana, ChangeReason.BETTER_PLACED, self.sample.now
        )
        self.sample.take_over(self.ana, taken, self.sample.now)
        yield "accepted", taken

    def line(self) -> str:
        """Kim begins it, and Ana takes it over after half of the steps."""
        ref = self.report(self.kim, 300)
        for round_ in (0, 1):
            self.three_at_once(self.kim, ref, 290 - 60 * round_)
        at = self.ago(150)
        change = self.sample.hand_over(self.kim, ref, self.ana, ChangeReason.SHIFT_ENDS, at)
        self.sample.take_over(self.ana, change, self.ago(149))
        self.three_at_once(self.ana, ref, 140)
        self.sample.told(self.ana, ref, WIDE, 240, self.ago(60))
        for minutes, helper in ((50, self.ben), (40, self.mika), (4, self.noor)):
            asked = self.sample.ask(self.ana, ref, helper, WIDE, self.ago(minutes))
            if helper is not self.noor:
                self.sample.accept(helper, asked, self.ago(minutes - 5))
        return ref

    def three_at_once(self, owner: Person, ref: str, minutes: float) -> None:
        """Each begins before the others end; the last without an introduction."""
        hows = (Introduction.IN_PERSON, Introduction.MESSAGE, Introduction.NONE)
        helpers = (self.ben, self.mika, self.noor)
        begun = []
        for place, (helper, how) in enumerate(zip(helpers, hows, strict=True)):
            at = minutes - 5 * place
            step = self.sample.ask(owner, ref, helper, WIDE, self.ago(at), how)
            self.sample.accept(helper, step, self.ago(at - 2))
            begun.append((helper, step))
        for place, (helper, step) in enumerate(begun):
            self.sample.done(helper, step, None, self.ago(minutes - 20 - 5 * place))

    def settled(self) -> str:
        ref = self.line()
        self.sample.resolve(self.ana, ref, WIDE, self.sample.now)
        return ref
