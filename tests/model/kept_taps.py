"""Two phones of each person, which keep taps and send them late, in their own order.

What is sent again, over whichever connection, is answered as it was the first time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from tests.model import acting, database_view
from tests.model.passes import Passes
from tests.model.story import late
from web.acts.core.tap import Outcome
from web.rules.people import Viewer

MOST_KEPT = 6


@dataclass
class Kept:
    """One tap on one phone, with what its maker had before them."""

    by: Viewer
    ref: str
    what: str
    count: int
    tapped_at: datetime
    version: int
    seen: int  # of the model's story
    key: str = field(default_factory=lambda: str(uuid4()))
    answer: Outcome | None = None


class KeptTaps(Passes):
    _pockets: dict[tuple[int, int], list[Kept]]  # by person and phone, oldest first
    _looks: dict[tuple[int, int, str], tuple[int, int]]  # version and story, as last seen

    def forget_kept_taps(self) -> None:
        self._pockets, self._looks = {}, {}

    def look(self, who: int, phone: int, nth: int) -> None:
        """The page is fetched, and stays on that phone."""
        ref, model = self._issue(nth)
        version = database_view.version(self.database, model.id)
        self._looks[self._one(who, model).id, phone, ref] = version, len(model.story.done)

    def keep(self, who: int, phone: int, nth: int, what: int, count: int) -> None:
        """Tapped without a connection, on the page as it was last seen there."""
        ref, model = self._issue(nth)
        by = self._one(who, model)
        if (by.id, phone, ref) not in self._looks:
            self.look(who, phone, nth)
        version, seen = self._looks[by.id, phone, ref]
        kept = self._pockets.setdefault((by.id, phone), [])
        if len(kept) < MOST_KEPT:
            act = acting.fitting(what, model.state)
            kept.append(Kept(by, ref, act, count, self.clock(), version, seen))

    def connect(self, nth: int, times: int, crash: str) -> None:
        """One phone finds a connection, and sends what waits there, in order."""
        for kept in self._waiting(nth, times):
            self._send(kept, crash)

    def send_again(self, nth: int) -> None:
        """The answer was lost, or it is another tab: the same tap once more."""
        answered = [one for pocket in self._pockets.values() for one in pocket if one.answer]
        if not answered:
            return
        kept = answered[nth % len(answered)]
        if kept.by.id not in self.team.closed:
            again = self._tap(self._act_of(kept), kept.ref, kept.by, kept.key, self._beside(kept))
            assert again == (kept.answer, False)

    def _waiting(self, nth: int, times: int) -> Iterator[Kept]:
        queues = [[one for one in kept if not one.answer] for kept in self._pockets.values()]
        queues = [queue for queue in queues if queue]
        if queues:
            yield from queues[nth % len(queues)][:times]

    def _send(self, kept: Kept, crash: str) -> None:
        now, model = self.clock(), self.models[kept.ref]
        _, on_model = acting.ON_ISSUES[kept.what]
        if kept.what in acting.FOR_ABSENT and model.stands_in(kept.by.id, now):
            return
        made = late(kept.tapped_at, now)
        nudged = made is not None and database_view.nudged_since(
            self.database, model.id, kept.by.id, made
        )

        def on(me: int) -> bool:
            if model.story.is_too_late(kept.what, me, made, kept.seen, nudged=nudged):
                return False
            return on_model(model, me, kept.count, now)

        beside = self._beside(kept)
        act = self._act_of(kept)
        kept.answer = self._do(act, kept.ref, kept.by, crash, on, kept.key, beside)

    def _act_of(self, kept: Kept) -> acting.Act:
        real = acting.ON_ISSUES[kept.what][0]
        return lambda tap, ref: real(tap, ref, kept.count)

    def _beside(self, kept: Kept) -> acting.Beside:
        return acting.Beside(late(kept.tapped_at, self.clock()), kept.version)
