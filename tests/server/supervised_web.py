"""`ownit web` below a supervisor that is soon impatient, for tests."""

import os
import sys

from web.cli import logs, supervisor
from web.cli.serve import command
from web.cli.supervisor import Child, Supervisor

SILENT_SECONDS = 5.0


class Loading(Child):
    """Not impatient before it was heard for the first time: a loaded machine loads it slowly."""

    def act_at(self) -> float | None:
        return None if self.heard_at == self.started_at else super().act_at()


def main() -> int:
    logs.set_up()
    supervisor.TERM_SECONDS = 0.5
    web = command("web", "--parent", str(os.getpid()))
    child = Loading("web", web, liveness_option="--liveness-fd", silent_seconds=SILENT_SECONDS)
    return Supervisor([child]).run()


if __name__ == "__main__":
    sys.exit(main())
