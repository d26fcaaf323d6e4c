"""What issues and their walk should do, said a second time and as simply as can be.

The machine’s model. Knows nothing of the app but its vocabulary and how it names what it tells
of. Each act gives back whether it changes anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.model.asks import NEAR, Ask, Change, Step
from tests.model.story import Story
from tests.model.team import Team
from web.rules.vocabulary import EventKind, Introduction, IssueState, StepState

MOST_OPEN = 12


@dataclass
class Issue:
    id: int
    team: Team
    story: Story
    owner: int | None = None
    state: IssueState = IssueState.UNOWNED
    promise_at: datetime | None = None
    events: list[EventKind] = field(default_factory=lambda: [EventKind.REPORTED])
    steps: list[Step] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def subject(self) -> str:
        return f"issue:{self.id}"

    @property
    def news(self) -> str:
        return f"walk:{self.id}"

    @property
    def change(self) -> Change | None:
        return next((one for one in self.changes if one.is_asked), None)

    @property
    def asks(self) -> list[Ask]:
        return [*self.steps, *self.changes]

    def open_steps(self, *who: int | None) -> list[Step]:
        """All of them, or those of `who`."""
        return [one for one in self.steps if one.is_open and (not who or one.who in who)]

    def is_owned_by(self, who: int) -> bool:
        return (self.state, self.owner) == (IssueState.OWNED, who)

    def stands_in(self, who: int, now: datetime) -> bool:
        """Whether `who` is a lead, and the owner is absent: what leads may do for them then is not
        in this model, but in tests/web/test_stand_in.py."""
        owner, is_lead = self.owner, who in self.team.leads | self.team.admins
        if self.state is not IssueState.OWNED or owner is None or owner == who or not is_lead:
            return False
        return not (self.team.is_on_shift(owner, now) and owner in self.team.phones)

    # The issue itself

    def own(self, who: int, now: datetime) -> bool:
        if self.state is not IssueState.UNOWNED:
            return False
        self._end_steps(who)
        self.team.handled(self.subject, now)
        return self._owned(who, now, EventKind.OWNED)

    def told(
        self, who: int, now: datetime, minutes: int, kind: EventKind = EventKind.CUSTOMER_TOLD
    ) -> bool:
        if not self.is_owned_by(who):
            return False
        at = self.story.since() + timedelta(minutes=max(5, minutes), milliseconds=500)
        self.promise_at = at.replace(microsecond=0)  # people are told no fractions
        return self._acted(who, now, kind)

    def on_it(self, who: int, now: datetime) -> bool:
        is_lead = who in self.team.leads | self.team.admins
        if self.state is not IssueState.OWNED or not (who == self.owner or is_lead):
            return False
        return self._acted(who, now, EventKind.ACKNOWLEDGED)

    def note(self, who: int, now: datetime) -> bool:
        if who == self.owner:
            self.team.handled(self.subject, now)
        return self._happened(EventKind.NOTED)

    def resolve(self, who: int, now: datetime) -> bool:
        if not self.is_owned_by(who):
            return False
        over = [one for one in [*self.open_steps(), self.change] if one]
        self._end_steps()
        self._end_change(EventKind.CHANGE_WITHDRAWN)
        self.state, self.promise_at = IssueState.RESOLVED, None
        self.team.silence(self.news)
        for one in over:
            self.team.tell(one.subject, self._spared(one, now))
        return self._acted(who, now, EventKind.RESOLVED)

    def reopen(self, now: datetime) -> bool:
        if self.state is not IssueState.RESOLVED or self.owner is None:
            return False
        self.team.silence(self.subject)
        self._owned(self.owner, now, EventKind.REOPENED)
        if self.owner in self.team.closed:
            self._orphaned()
        return True

    # Steps

    def ask(self, me: int, step: Step, now: datetime) -> bool:
        nobody = step.who is None and step.how is not Introduction.IN_PERSON
        gone = step.who == me or step.who in self.team.closed
        twice = step.who is not None and bool(self.open_steps(step.who))
        if not self.is_owned_by(me) or nobody or gone or twice:
            return False
        if len(self.open_steps()) >= MOST_OPEN:
            return False
        self.steps.append(step)
        self.team.tell(step.subject, self.team.if_on_shift(step.who, now))
        return self._acted(me, now, EventKind.ASKED)

    def accept(self, me: int, step: Step, now: datetime) -> bool:
        is_heard = step.who is not None and me == self.owner and step.how in NEAR
        if not step.is_asked or not (me == step.who or is_heard):
            return False
        return self._answer(me, step, StepState.ACCEPTED, EventKind.ACCEPTED, now)

    def scan(self, me: int, step: Step, now: datetime) -> bool:
        is_busy = me != step.who and bool(self.open_steps(me))
        if not step.is_asked or me == self.owner or is_busy:
            return False
        spared = step.who if step.who != me else None
        step.who = me
        self._answer(me, step, StepState.ACCEPTED, EventKind.ACCEPTED, now)
        self.team.tell(step.subject, self.team.if_rung(step.subject, spared, now))
        return True

    def decline(self, me: int, step: Step, now: datetime) -> bool:
        if not step.is_open or me != step.who:
            return False
        return self._answer(me, step, StepState.DECLINED, EventKind.DECLINED, now)

    def done(self, me: int, step: Step, now: datetime) -> bool:
        if step.state is not StepState.ACCEPTED or me not in (step.who, self.owner):
            return False
        return self._answer(me, step, StepState.DONE, EventKind.DONE, now)

    def propose(self, me: int, step: Step, now: datetime) -> bool:
        if not step.is_open or me != step.who:
            return False
        self.team.silence(self.news)
        self.team.tell(self.news, self.team.if_on_shift(self.owner, now))
        return self._happened(EventKind.PROPOSED)

    def withdraw(self, me: int, step: Step, now: datetime) -> bool:
        if not step.is_open or me != self.owner:
            return False
        self._answer(me, step, StepState.WITHDRAWN, EventKind.WITHDRAWN, now)
        self.team.tell(step.subject, self._spared(step, now))
        return True

    def _answer(
        self, me: int, step: Step, state: StepState, kind: EventKind, now: datetime
    ) -> bool:
        step.to(state)
        self.team.silence(step.subject, self.news)
        if me != self.owner:
            told = self.team.if_on_shift(self.owner, now)
            if kind is EventKind.DECLINED:
                told = self.team.must_act(self.owner, now)
            self.team.tell(self.news, told)
        else:
            self.team.handled(self.subject, now)
        return self._happened(kind)

    # Owner changes

    def hand_over(self, me: int, change: Change, now: datetime) -> bool:
        gone = change.who == me or change.who in self.team.closed
        if not self.is_owned_by(me) or gone or self.change:
            return False
        self.changes.append(change)
        self.team.tell(change.subject, self.team.if_on_shift(change.who, now))
        return self._acted(me, now, EventKind.CHANGE_ASKED)

    def take_over(self, me: int, change: Change, now: datetime) -> bool:
        if not change.is_asked or me != change.who:
            return False
        self._end_steps(me)
        self._end_change(EventKind.CHANGED)
        self.owner = me
        self._answered(change, change.subject, self.team.if_on_shift(change.before, now))
        self.team.handled(self.subject, now)
        return True

    def not_me(self, me: int, change: Change, now: datetime) -> bool:
        if not change.is_asked or me != change.who:
            return False
        self._end_change(EventKind.CHANGE_DECLINED)
        self._answered(change, self.news, self.team.must_act(self.owner, now))
        return True

    def keep(self, me: int, change: Change, now: datetime) -> bool:
        if not change.is_asked or me != change.before:
            return False
        self._end_change(EventKind.CHANGE_WITHDRAWN)
        self._answered(change, change.subject, self._spared(change, now))
        self.team.handled(self.subject, now)
        return True

    def _answered(self, change: Change, subject: str, told: set[int]) -> None:
        self.team.silence(self.news)
        self.team.tell(subject, told)

    # What nobody does

    def silence(self, ask: Ask, now: datetime) -> None:
        """A worker finds that nobody has answered."""
        if now >= ask.at + ask.within and not ask.is_told:
            ask.is_told = True
            self.story.goes_on(None, now)
            self._happened(ask.silence_is)

    def close_account(self, who: int, now: datetime) -> None:
        self.story.goes_on(None, now)
        is_owned, change = self.is_owned_by(who), self.change
        told = [(self.news, self.team.must_act(self.owner, now)) for _ in self.open_steps(who)]
        self._end_steps(who)
        if change and change.who == who:
            told.append((self.news, self.team.must_act(self.owner, now)))
        elif change and change.before == who:
            told.append((change.subject, self._spared(change, now)))
        if change and who in (change.who, change.before):
            self._end_change(EventKind.CHANGE_WITHDRAWN)
        self.team.silence(*(subject for subject, _ in told), *([self.news] if is_owned else []))
        for subject, people in told:
            self.team.tell(subject, people)
        if is_owned:
            self._orphaned()

    def _spared(self, ask: Ask, now: datetime) -> set[int]:
        """Who is to hear that they are not needed: of what they never heard of, nobody."""
        if ask.said_yes:
            return self.team.if_on_shift(ask.who, now)
        return self.team.if_rung(ask.subject, ask.who, now)

    def _end_steps(self, *who: int) -> None:
        """Those of `who`, or all."""
        for step in self.open_steps(*who):
            step.to(StepState.WITHDRAWN)
            self.team.silence(step.subject)
            self._happened(EventKind.WITHDRAWN)

    def _end_change(self, kind: EventKind) -> None:
        if self.change:
            self.team.silence(self.change.subject)
            self.change.is_asked = False
            self._happened(kind)

    def _orphaned(self) -> None:
        self.state, self.owner, self.promise_at = IssueState.UNOWNED, None, None
        self.team.silence(self.subject)
        self._happened(EventKind.ORPHANED)

    def _owned(self, who: int, now: datetime, kind: EventKind) -> bool:
        self.state, self.owner = IssueState.OWNED, who
        since = now if kind is EventKind.REOPENED else self.story.since()
        self.promise_at = since + timedelta(hours=4)
        return self._happened(kind)

    def _acted(self, who: int, now: datetime, kind: EventKind) -> bool:
        """An answer to the issue's ladder: whoever else was nudged need not look any more."""
        self.team.handled(self.subject, now)
        return self._happened(kind)

    def _happened(self, kind: EventKind) -> bool:
        self.events.append(kind)
        self.story.add(kind)
        return True


def left_open(issues: Iterable[Issue], who: int, shift_end: datetime) -> list[Issue]:
    """What its owner has not arranged for the time after their shift."""
    return [
        one
        for one in issues
        if one.is_owned_by(who)
        and one.promise_at is not None
        and one.promise_at < one.team.back_at(who, shift_end)
    ]
