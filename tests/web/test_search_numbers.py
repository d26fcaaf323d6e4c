"""Telephone numbers in a search: found however they are grouped."""

import pytest

from tests.web.test_search import ask, refs
from tests.web.world import World

WRITTEN = ["0660 123 45 67", "+43 (0)660 1234567", "0660/1234567", "Ana, 0660-123.45.67"]
LOOKED_FOR = [
    "06601234567",
    "+43 660 1234567",
    "0043660 1234567",
    "٠٦٦٠١٢٣٤٥٦٧",
    "ana 0660 123 4567",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_customer_is_found_by_their_number_however_it_is_grouped(
    world: World, written: str
) -> None:
    ref = world.report(words="Carpet frays", customer_contact=written)
    world.report(words="Another", customer_contact="0660 123 45 68")
    for typed in LOOKED_FOR if "Ana" in written else LOOKED_FOR[:-1]:
        answer = ask(world.owner, typed)
        assert refs(answer) == [ref], typed
        assert "<mark>" in answer.text, typed


def test_part_of_a_number_is_found_as_before(world: World) -> None:
    ref = world.report(words="Order 4711081512 of 12 Nov 2026")
    for typed in ("4711", "4711081", "12 2026", "4711081512"):
        assert refs(ask(world.owner, typed)) == [ref], typed
