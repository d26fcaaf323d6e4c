"""The model’s asks: somebody was asked, for one step or to become the owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from web.rules.vocabulary import EventKind, Introduction, StepState

OPEN = (StepState.ASKED, StepState.ACCEPTED)
NEAR = (Introduction.IN_PERSON, Introduction.CALL)


@dataclass
class Ask:
    """One that is not answered comes back to the owner."""

    id: int
    who: int | None  # None: whoever scans
    at: datetime
    is_asked: bool = True
    said_yes: bool = False
    is_told: bool = False  # of the silence
    called: ClassVar[str]
    silence_is: ClassVar[EventKind]

    @property
    def subject(self) -> str:
        return f"{self.called}:{self.id}"

    @property
    def within(self) -> timedelta:
        return timedelta(minutes=15)

    @property
    def is_open(self) -> bool:
        return self.is_asked

    @property
    def is_waited_for(self) -> bool:
        return self.is_asked and not self.is_told


@dataclass
class Step(Ask):
    how: Introduction = Introduction.IN_PERSON
    state: StepState = StepState.ASKED
    called = "step"
    silence_is = EventKind.UNANSWERED

    @property
    def within(self) -> timedelta:
        return timedelta(minutes=5 if self.how in NEAR else 15)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def to(self, state: StepState) -> None:
        self.state, self.is_asked = state, False
        self.said_yes = self.said_yes or state is StepState.ACCEPTED


@dataclass
class Change(Ask):
    before: int = 0  # who asked
    called = "change"
    silence_is = EventKind.CHANGE_UNANSWERED
