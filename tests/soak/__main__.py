"""`make soak`: a thousand taps by three people on four phones. SEED= and ACTS= choose."""

import asyncio
import faulthandler
import os
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from tests.soak.run import play
from tests.soak.telling import in_full
from tests.support import missing


def main() -> int:
    seed = os.environ.get("SEED") or secrets.token_hex(4)
    acts = int(os.environ.get("ACTS") or "1000")
    print(f"make soak SEED={seed} ACTS={acts}", flush=True)
    faulthandler.register(signal.SIGUSR1)
    with tempfile.TemporaryDirectory(prefix="ownit-soak-") as name:
        result = asyncio.run(play(Path(name), seed, acts, missing.chromium()))
    print(in_full(result))
    return 1 if result.findings else 0


if __name__ == "__main__":
    sys.exit(main())
