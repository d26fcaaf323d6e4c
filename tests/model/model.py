"""What issues should do, said a second time and as simply as can be: the model of the machine.

Knows nothing of the app but its vocabulary. Each act gives back whether it changes anything.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from web.rules.words import Kind, State


@dataclass
class Issue:
    owner: int | None
    state: State = State.UNOWNED
    promise_at: datetime | None = None
    events: list[Kind] = field(default_factory=lambda: [Kind.REPORTED])

    def own(self, who: int, now: datetime) -> bool:
        if self.state is not State.UNOWNED:
            return False
        return self._owned(who, now, Kind.OWNED)

    def told(self, who: int, now: datetime, minutes: int, kind: Kind = Kind.TOLD) -> bool:
        if (self.state, self.owner) != (State.OWNED, who):
            return False
        self.promise_at = now + timedelta(minutes=max(5, minutes))
        self.events.append(kind)
        return True

    def note(self) -> bool:
        self.events.append(Kind.NOTED)
        return True

    def resolve(self, who: int) -> bool:
        if (self.state, self.owner) != (State.OWNED, who):
            return False
        self.state, self.promise_at = State.RESOLVED, None
        self.events.append(Kind.RESOLVED)
        return True

    def reopen(self, now: datetime, closed: set[int]) -> bool:
        if self.state is not State.RESOLVED or self.owner is None:
            return False
        self._owned(self.owner, now, Kind.REOPENED)
        self.close_account(closed)
        return True

    def close_account(self, closed: set[int]) -> None:
        if self.state is State.OWNED and self.owner in closed:
            self.state, self.owner, self.promise_at = State.UNOWNED, None, None
            self.events.append(Kind.ORPHANED)

    def _owned(self, who: int, now: datetime, kind: Kind) -> bool:
        self.state, self.owner = State.OWNED, who
        self.promise_at = now + timedelta(hours=4)
        self.events.append(kind)
        return True
