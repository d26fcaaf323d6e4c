"""`ownit web` below a supervisor that is soon impatient, for tests."""

import os
import sys

from web.cli import logs, supervisor
from web.cli.serve import command
from web.cli.supervisor import Child, Supervisor

SILENT_SECONDS = 5.0
LOADING_SECONDS = 30.0


class Loading(Child):
    """More patient before it was heard for the first time: a loaded machine loads it slowly. Not
    for ever: it may be stopped between its first answer and its first byte."""

    def act_at(self) -> float | None:
        is_new = self.heard_at == self.started_at and self.kill_at is None
        self.silent_seconds = LOADING_SECONDS if is_new else SILENT_SECONDS
        return super().act_at()


def main() -> int:
    logs.set_up()
    supervisor.TERM_SECONDS = 0.5
    web = command("web", "--parent", str(os.getpid()))
    child = Loading("web", web, liveness_option="--liveness-fd", silent_seconds=SILENT_SECONDS)
    return Supervisor([child]).run()


if __name__ == "__main__":
    sys.exit(main())
