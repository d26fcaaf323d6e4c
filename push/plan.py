"""The interface between escalations and the caller's plan. Types only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from push.nudge import Nudge


@dataclass(frozen=True)
class DueEscalation:
    """An escalation as it was found; `next_at` has come.

    `checked_at` is when a worker last checked this cycle; it may be a few minutes ahead, if the
    clock was set back since.
    """

    id: int
    subject: str
    trigger: str
    cycle: int
    step: int
    next_at: datetime
    policy: int
    step_at: datetime | None
    checked_at: datetime | None
    started_at: datetime

    @property
    def is_unplanned(self) -> bool:
        """Whether its next step has to be planned again, since the clock was ahead when it was
        planned (see `clock_skew`); `step` 0: nobody was nudged yet."""
        return self.step_at is None and self.checked_at is None


@dataclass(frozen=True)
class Advance:
    """Whom to nudge now, and when to check again; `next_at` None stops the escalation.

    `step_at` is the time of the next step; None where there is none, and `next_at` is only a check.
    A check that nudges nobody may leave the step as it is.
    """

    nudges: tuple[Nudge, ...]
    next_step: int
    next_at: datetime | None
    step_at: datetime | None = None


class Plan(Protocol):
    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        """Decides from the present state. May append events in this transaction."""

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """One notification for several nudges of one person: `title`, `body` and `path`, from
        `Nudge.content`s, oldest first."""
