"""A short random day, of one seed; `make soak` plays long ones of random seeds."""

import os
from pathlib import Path

import pytest

from tests.soak.run import play
from tests.soak.telling import in_full, in_short
from tests.support import missing
from tests.support.own_thread import run_in_thread

ACTS = 40


@pytest.mark.timeout(300)
def test_a_short_day_on_a_broken_network(tmp_path: Path) -> None:
    seed = os.environ.get("SEED") or "a short day"
    result = run_in_thread(play(tmp_path, seed, ACTS, missing.headless_shell()))
    print(in_short(result))
    assert len(result.facts.taps) > ACTS // 4, f"hardly anything was tapped: {in_short(result)}"
    assert not result.findings, in_full(result)
