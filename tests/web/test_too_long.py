"""What is too long is refused whole: browsers cut what is pasted into a field with `maxlength`
without a word, also in the middle of a telephone number."""

import pytest

from tests.web.answers import Answer
from tests.web.world import World

TOLD = {"what": "told", "by": "60"}
NOT_YET = {"what": "not-yet", "by": "60", "why": "x"}
REPORT = {"text": "x", "site_id": "{site}"}
CORRECT = {"text": "y", "urgency": "today", "was_urgency": "today"}
ASK = {"introduction": "call", "helper_id": "{who}", "need": "x"}
SITE = {"name": "Store 12", "zone": "Europe/Berlin"}
MAY = {"words": "x", "role": "lead"}
NAME = {"first_name": "Ana", "last_name": "Berg"}

# The address of the form, what else is in it, and each field of words.
FORMS = [
    ("/issues", REPORT, ("text", "place", "customer_name", "customer_contact")),
    ("/issues/{ref}/correct", CORRECT, ("text", "place", "customer_name", "customer_contact")),
    ("/issues/{ref}/note", {}, ("text",)),
    ("/issues/{ref}/update", TOLD, ("text",)),
    ("/issues/{ref}/update", NOT_YET, ("why",)),
    ("/issues/{ref}/resolve", {"text": "x"}, ("text",)),
    ("/issues/{ref}/steps", ASK, ("need",)),
    ("/issues/{ref}/owner-change", {"to_id": "{who}", "reason": "absence"}, ("line",)),
    ("/issues/{ref}/share", {"subject": "x"}, ("subject",)),
    ("/steps/{step}/decline", {"why": "busy"}, ("could",)),
    ("/steps/{step}/propose", {"who": "x"}, ("who",)),
    ("/steps/{with}/done", {}, ("text",)),
    ("/owner-changes/{change}/decline", {}, ("text",)),
    ("/me/skills", {}, ("skills",)),
    ("/me/phone", {}, ("phone",)),
    ("/me/name", NAME, ("first_name", "last_name")),
    ("/settings/sites/{site}", SITE, ("name", "phone", "country")),
    ("/settings/sites/{site}/allowances", MAY, ("words", "limit", "currency")),
    ("/settings/allowances/{allowance}", MAY, ("words", "limit", "currency")),
    ("/settings/sites/{site}/places", {}, ("name",)),
    ("/settings/organisation", {}, ("name",)),
    ("/settings/invites", {"role": "lead", "site_id": "{site}"}, ("name",)),
    ("/settings/invites/list", {"role": "lead", "site_id": "{site}"}, ("people",)),
    ("/customer-data", {}, ("customer",)),
]
CASES = [(path, more, field) for path, more, fields in FORMS for field in fields]


@pytest.mark.parametrize(("path", "more", "field"), CASES, ids=[f"{p} {f}" for p, _, f in CASES])
def test_what_is_too_long_is_refused_and_all_of_it_is_there(
    one_world: World, path: str, more: dict[str, str], field: str
) -> None:
    may = one_world.make(lambda it: it.allowance(one_world.site, "Some"))
    things = {
        "site": one_world.site.id,
        "allowance": may,
        "ref": one_world.report(),
        "who": one_world.id("lead"),
        "step": one_world.ask(),
        "with": one_world.walking(),
        "change": one_world.hand_over(),
    }
    browser = one_world.owner
    if path.startswith(("/steps", "/owner-changes")):
        browser = one_world.colleague
    elif path.startswith(("/settings", "/customer-data")):
        browser = one_world.admin
    typed = " ".join(["+49 30 1234567"] * 1400)  # spaces, so that no single word is too long
    fields = {name: value.format_map(things) for name, value in more.items()} | {field: typed}
    answer = browser.post(path.format_map(things), fields)
    assert answer.status == 422
    assert "Something here is missing or wrong." not in answer.words
    assert ("This has 20,999." in answer.words) is (
        field not in ("country", "currency", "limit")
    )  # unknown
    assert typed in held(answer)


def held(answer: Answer) -> list[str]:
    """What the fields of the page hold."""
    assert answer.page is not None
    fields = [*answer.page.root.iter("input"), *answer.page.root.iter("textarea")]
    return [(one.attrib.get("value") or one.text or "").strip() for one in fields]
