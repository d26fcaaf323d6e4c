"""What an escalation asks of the caller's plan, and what the plan answers. Types only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from push.nudge import Nudge


@dataclass(frozen=True)
class DueEscalation:
    """An escalation as it was found. When it is due, `next_at` is the time that has come.

    `checked_at` is when a worker last looked at this cycle; it may lie a few minutes in the future,
    if the clock was set back since.
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
        """Whether its next step has to be found anew, since the clock was ahead when it was
        planned (see `clocks`); `step` 0: nobody was told anything yet."""
        return self.step_at is None and self.checked_at is None


@dataclass(frozen=True)
class Advance:
    """Whom to tell now, and when to ask again; `next_at` None puts the ladder to rest.

    `step_at` is the time of the step that comes next; None where none comes any more, and
    `next_at` is only a look. A look that tells nobody may leave the step as it is.
    """

    nudges: tuple[Nudge, ...]
    next_step: int
    next_at: datetime | None
    step_at: datetime | None = None


class Plan(Protocol):
    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        """Decide from what is true now. May write its own history in this transaction."""

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """Several nudges for one person in one: `title`, `body` and `path`, from `Nudge.content`s,
        the oldest first."""
