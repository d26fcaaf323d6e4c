"""What sending asks of the database: counted, as in `tests/web/test_statement_budgets.py`."""

from tests.push.bench import Bench
from tests.support.statements import statements

PUSHES = 100
SQLITE, POSTGRES = 12, 14  # from the look for what is due to its results; 2 for each push service


def test_a_hundred_pushes_stay_within_their_budget(bench: Bench) -> None:
    for number in range(PUSHES):
        bench.phone(str(number), str(number))
        bench.enqueue(f"k{number}", str(number), f"issue:{number}")
    with statements(bench.database) as seen:
        assert bench.worker.send_due()
    assert {one.state for one in bench.deliveries()} == {"accepted"}
    most = SQLITE if bench.database.is_sqlite else POSTGRES
    assert len(seen) <= most, "\n".join(seen)
