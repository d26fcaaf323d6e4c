"""The rules that `make mutants` breaks are still where it looks for them."""

from pathlib import Path

import pytest

from tests.support.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.rule)
def test_a_mutant_breaks_one_line_and_names_tests(mutant: Mutant) -> None:
    assert (ROOT / mutant.path).read_text().count(mutant.right) == 1
    assert [name for name in mutant.tests.split() if not Path(ROOT / name).exists()] == []
