"""Fields for numbers: what is none is refused beside its field, and kept as it was typed."""

import pytest

from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.nudges import Policy

LADDER = {"after-0": "0", "owner-0": "yes", "after-1": "60", "leads-1": "yes", "every-1": "60"}
NUMBER = "Write the number in digits only, such as 15."
RANGE = "Write at most 1440 minutes (a day) before, or 10080 minutes (a week) after."
OFTEN = "It may repeat every 5 minutes to every 1440 minutes (a day)."
TIMES = "It may repeat at most 1 to 99 times."


def path(world: World) -> str:
    return f"/settings/sites/{world.site.id}/nudges/promise"


def beside(answer: Answer, name: str) -> list[str]:
    """The sentences that describe the field of this name."""
    assert answer.page is not None
    fields = answer.page.root.iter("input")
    (field,) = (one for one in fields if one.attrib.get("name") == name)
    assert field.attrib.get("aria-invalid") == "true"
    ids = field.attrib["aria-describedby"].split()
    found = [one for one in answer.page.root.iter("p") if one.attrib.get("id") in ids]
    return [one.text or "" for one in found if one.attrib["class"] == "error"]


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_negative_number_is_not_saved_as_a_positive_one(one_world: World, side: str) -> None:
    fields = LADDER | {"after-0": "-5", "side-0": side}
    answer = one_world.admin.post(path(one_world), fields)
    assert answer.status == 422
    assert beside(answer, "after-0") == [NUMBER]
    assert 'value="-5"' in answer.text
    assert f'<option value="{side}" selected>' in answer.text
    assert one_world.count(Policy) == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("after-1", "10081", RANGE),
        ("every-1", "4", OFTEN),
        ("every-1", "soon", NUMBER),
        ("at_most-1", "0", TIMES),
    ],
)
def test_what_is_wrong_with_a_number_stands_beside_it(
    still_world: World, field: str, value: str, sentence: str
) -> None:
    answer = still_world.admin.post(path(still_world), LADDER | {field: value})
    assert beside(answer, field) == [sentence]


def test_minutes_before_that_are_too_many(one_world: World) -> None:
    fields = LADDER | {"after-0": "1441", "side-0": "before"}
    answer = one_world.admin.post(path(one_world), fields)
    assert beside(answer, "after-0") == [RANGE]
    assert '<option value="before" selected>' in answer.text


def test_numbers_are_fields_of_text(one_world: World) -> None:
    """A field of type `number` sends nothing for "5x", which would be saved as nothing typed."""
    for page in (path(one_world), f"/settings/sites/{one_world.site.id}"):
        text = one_world.admin.get(page).text
        assert 'inputmode="numeric"' in text
        assert 'type="number"' not in text
