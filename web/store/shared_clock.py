"""The clock that all nodes on one database server share: its time, whatever a machine's own says.

By a clock of its own a node would end leases of other nodes early and ring what is not due.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

NEAR = timedelta(seconds=5)  # clocks that are kept by NTP, and the network in between
_NONE = timedelta(0)
log = logging.getLogger(__name__)


def machine_now() -> datetime:
    return datetime.now(UTC)


class SharedClock:
    """This machine's clock until a database server has answered with another time."""

    def __init__(self, machine: Callable[[], datetime] = machine_now) -> None:
        self._machine = machine
        self.correction = _NONE

    def __call__(self) -> datetime:
        return self._machine() + self.correction

    def compare(self, theirs: datetime, seconds: float) -> None:
        """The server said `theirs` within the last so many seconds: so long its answer took."""
        behind, tolerated = theirs - self._machine(), NEAR + timedelta(seconds=seconds)
        found = behind if abs(behind) > tolerated else _NONE
        if abs(found - self.correction) > tolerated:
            self._tell(found)
            self.correction = found

    @staticmethod
    def _tell(found: timedelta) -> None:
        if not found:
            log.warning("This machine's clock is right again, by the clock of the database.")
            return
        how = "behind" if found > _NONE else "ahead of"
        log.warning(
            "This machine's clock is %d s %s that of the database, which is used instead. Set it "
            "right.",
            round(abs(found).total_seconds()),
            how,
        )
