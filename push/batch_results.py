"""Records the results of a batch that was sent. A result that is not recorded is sent again."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from push import settling
from push.errors import IncompatibleDatabase, is_transient
from push.heartbeat import HeartbeatWriter, Work
from push.settling import Result

TRIES = 5
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BatchResults:
    """`write`: opens a unit of work. `progress`: called at each attempt. `wait`: called before the
    next one."""

    write: Callable[[], AbstractContextManager[Session]]
    clock: Callable[[], datetime]
    pulse: HeartbeatWriter
    progress: Callable[[], object]
    wait: Callable[[], object]

    def settle(self, results: list[Result]) -> set[str]:
        """Records all results in one unit of work; if that fails, one by one, so that one bad row
        costs no other.

        Returns the subjects that can reach nobody any more. Raises while the database is away.
        """
        try:
            return self._try_again(results)
        except IncompatibleDatabase:
            raise
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("The answers to a batch cannot be written down together.")
            return set().union(*(self._settle_alone(result) for result in results))

    def _try_again(self, results: list[Result]) -> set[str]:
        for tries_left in reversed(range(TRIES)):
            self.progress()
            try:
                with self.write() as session:
                    lost = settling.settle(session, results, self.clock())
                self.pulse.tried(Work.ANSWERS, well=True)
                return lost
            except Exception as error:
                if not tries_left or not is_transient(error):
                    raise
                self.wait()
        raise AssertionError("not reached: the last try returns or raises")

    def _settle_alone(self, result: Result) -> set[str]:
        try:
            return self._try_again([result])
        except IncompatibleDatabase:
            raise
        except Exception as error:
            if is_transient(error):
                raise
            self.pulse.tried(Work.ANSWERS, well=False)
            log.exception("The answer to delivery %d cannot be written down.", result[0].id)
            return set()
