"""Runs the machine: any order of acts, crashes, jumps of the clock and passes of the worker.

Derandomized, so that a failure here is the same failure everywhere; OWNIT_TEST_SEEK=1 looks
for new ones. On PostgreSQL a few stories are enough: one thing is done at a time here, and what
differs, who waits for whom, is the matter of tests/races.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Machine
from web.store.engine import Database

SEEKING = bool(os.environ.get("OWNIT_TEST_SEEK"))


@pytest.mark.timeout(3000 if SEEKING else 600)
def test_issues_do_what_the_model_says(database: Database) -> None:
    class OnThis(Machine):
        pass

    OnThis.database = database
    run_state_machine_as_test(
        OnThis,
        settings=settings(
            max_examples=300 if SEEKING else 24 if database.is_sqlite else 6,
            stateful_step_count=8,
            derandomize=not SEEKING,
            database=None,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            # A shorter story of the same failure takes minutes; it is looked for on demand.
            phases=list(Phase) if SEEKING else [Phase.generate],
        ),
    )
