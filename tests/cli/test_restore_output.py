"""What a restore says reaches somebody: everybody is signed out by then."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cli.test_restore import NAME, installed
from tests.cli.test_restore_fails import state
from tests.web.world import World

__all__ = ["installed"]  # a fixture


def test_where_nobody_reads_what_it_says_it_goes_on_and_the_links_are_on_standard_error(
    installed: World, tmp_path: Path
) -> None:
    """As `ownit restore --in-place | head` where head has ended."""
    ref = installed.report(customer_name=NAME)
    installed.clock.forward(minutes=5)
    line = {"issue": ref, "extent": "customer", "at": installed.clock().isoformat()}
    (tmp_path / "erased.jsonl").write_text(json.dumps(line) + "\n")
    installed.database.close()
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "web.cli", "restore", "--in-place"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 0, done.stderr
    assert "/join/" in done.stderr
    assert "Erased again: 1 issues." in done.stderr
    assert NAME not in state(tmp_path / "ownit.sqlite3")[3]
