"""Two admins, or two tabs, with the same settings open: nothing is saved over unseen."""

import pytest

from tests.web.answers import Answer
from tests.web.world import World

SITE, MAY = "/settings/sites/1", "/settings/allowances/1"
# The page, where its form is sent, what the first one changes, and what the second one does.
FORMS = [
    (SITE, SITE, {"name": "Store 12 North"}, {"phone": "030 123456"}),
    (MAY, MAY, {"limit": "20.00"}, {"limit": "50.00"}),
    (
        f"{SITE}/opening-hours",
        f"{SITE}/opening-hours",
        {"starts-0": "09:00", "ends-0": "18:00"},
        {"starts-1": "10:00", "ends-1": "17:00"},
    ),
]


def filled_in(answer: Answer, to: str) -> dict[str, str]:
    """All that a browser would send of this form."""
    assert answer.page is not None
    (form,) = [one for one in answer.page.root.iter("form") if one.attrib["action"] == to]
    found = answer.form(to)
    for field in form.iter("select"):
        for one in field.iter("option"):
            if "selected" in one.attrib:
                found[field.attrib["name"]] = one.attrib["value"]
    for one in form.iter("input"):
        is_choice = one.attrib.get("type") in ("radio", "checkbox")
        if not is_choice or "checked" in one.attrib:
            found[one.attrib["name"]] = one.attrib.get("value", "")
    return found


@pytest.mark.parametrize(("page", "to", "first", "second"), FORMS)
def test_what_was_saved_meanwhile_is_not_lost_unseen(
    world: World, page: str, to: str, first: dict[str, str], second: dict[str, str]
) -> None:
    world.make(lambda it: it.allowance(world.site, "Exchange it"))
    one, other = (filled_in(world.admin.get(page), to) for _ in range(2))
    assert world.admin.post(to, one | first).status == 303
    answer = world.admin.post(to, other | second)
    assert answer.status == 409
    assert "What you wrote is still here: save again to replace theirs." in answer.words
    shown = filled_in(answer, to)
    assert {name: shown[name] for name in second} == second, "what was entered is still there"
    saved = filled_in(world.admin.get(page), to)
    assert {name: saved[name] for name in first} == first
    assert world.admin.post(to, shown).status == 303, "knowingly"
    saved = filled_in(world.admin.get(page), to)
    assert {name: saved[name] for name in second} == second


@pytest.mark.parametrize(("page", "to", "first", "second"), FORMS)
def test_the_same_form_sent_again_is_answered_again(
    one_world: World, page: str, to: str, first: dict[str, str], second: dict[str, str]
) -> None:
    one_world.make(lambda it: it.allowance(one_world.site, "Exchange it"))
    form = filled_in(one_world.admin.get(page), to) | first
    for _ in range(2):
        answer = one_world.admin.post(to, form, key=form["key"])
        assert answer.status == 303, answer.words[:600]
    assert one_world.admin.post(to, filled_in(one_world.admin.get(page), to) | second).status == 303
