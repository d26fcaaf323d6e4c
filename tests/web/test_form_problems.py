"""Where a page has several forms, what is wrong with one stands in it and has the focus."""

from xml.etree.ElementTree import Element

import pytest

from tests.support.html_checker import text_of
from tests.web.answers import Answer
from tests.web.world import World

SITE = "/settings/sites/{site}"
INVITES = "/settings/invites"
FORMS: list[tuple[str, dict[str, str], str]] = [
    (f"{SITE}/nudges/copy", {}, "Choose at least one site."),
    (f"{SITE}/opening-hours/copy", {}, "Choose at least one site."),
    (f"{SITE}/opening-hours/copy", {"key": "short"}, "Choose at least one site."),
    (f"{SITE}/opening-hours", {"starts-0": "9"}, "Write when"),
    (SITE, {"name": "", "zone": "Europe/Berlin"}, "Write a name"),
    (SITE, {"name": "Store 7", "zone": "Europe/Berlin"}, "There is a site “Store 7” already."),
    (f"{SITE}/allowances", {"words": "x" * 201, "role": "lead"}, "at most 200 characters."),
    (f"{SITE}/allowances", {"words": "", "role": "lead"}, "Write what people may do"),
    (f"{SITE}/places", {"name": "x" * 81}, "Shorten it to 80."),
    (f"{SITE}/places", {"name": "Till 4\nTill 4"}, "Till 4"),
    (INVITES, {"name": "x" * 81, "role": "lead", "site_id": "{site}"}, "The name may have"),
    (f"{INVITES}/list", {"people": "", "role": "lead", "site_id": "{site}"}, "Paste the names"),
    (
        f"{INVITES}/list/make",
        {"people": "Nina Berg", "role": "lead", "site_id": "{site}"},
        "Choose at least one person.",
    ),
    ("/settings/people/{admin}", {"role": "lead", "site_id": "{site}"}, "your own admin role"),
    ("/me/skills", {"skills": "x" * 99}, "skills"),
    ("/people/{owner}/skills", {"skills": "x" * 99}, "skills"),
]


@pytest.mark.parametrize(("path", "fields", "sentence"), FORMS)
def test_what_is_wrong_stands_in_its_form(
    still_world: World, path: str, fields: dict[str, str], sentence: str
) -> None:
    world = still_world
    ids = {"site": world.site.id, "admin": world.id("admin"), "owner": world.id("owner")}
    path = path.format_map(ids)
    answer = world.admin.post(path, {name: one.format_map(ids) for name, one in fields.items()})
    assert answer.status in (409, 422)
    notice = the_notice(answer)
    assert sentence in text_of(notice)
    assert "autofocus" in notice.attrib
    assert notice in list(the_form(answer, path).iter())


def test_a_channel_that_is_refused_stands_open(still_world: World) -> None:
    path = "/me/channels/email"
    for act, fields, sentence in (
        ("", {"address": "nowhere"}, "Write one e-mail address"),
        ("/test", {}, "There is no address to test."),
    ):
        answer = still_world.owner.post(path + act, fields)
        notice = the_notice(answer)
        assert sentence in text_of(notice)
        assert answer.page is not None
        folds = answer.page.root.iter("details")
        (fold,) = (one for one in folds if notice in list(one.iter()))
        assert "open" in fold.attrib
        assert the_form(answer, path) in list(fold.iter())


def test_which_sites_were_chosen_stays_so(one_world: World) -> None:
    """A person who is named here is not at the other site."""
    here = f"/settings/sites/{one_world.site.id}/nudges"
    named = {"person-0": str(one_world.id("colleague")), "urgent-0": "yes"}
    assert one_world.admin.post(f"{here}/unreachable", named).status == 303
    answer = one_world.admin.post(f"{here}/copy", {f"to-{one_world.elsewhere.id}": "yes"})
    assert answer.status == 409
    assert answer.page is not None
    boxes = [one.attrib for one in answer.page.root.iter("input") if "checked" in one.attrib]
    assert [one["name"] for one in boxes] == [f"to-{one_world.elsewhere.id}"]


def test_what_was_copied_is_said_at_its_form(one_world: World) -> None:
    for page in ("nudges", "opening-hours"):
        path = f"/settings/sites/{one_world.site.id}/{page}"
        answer = one_world.admin.post(f"{path}/copy", {f"to-{one_world.elsewhere.id}": "yes"})
        assert answer.location == f"{path}?copied#copy"
        shown = one_world.admin.get(answer.location.partition("#")[0])
        assert shown.page is not None
        (section,) = (one for one in shown.page.root.iter() if one.attrib.get("id") == "copy")
        assert "Copied." in text_of(section)


def the_notice(answer: Answer) -> Element:
    """The only one on the page."""
    assert answer.page is not None
    (found,) = (one for one in answer.page.root.iter() if one.attrib.get("id") == "notice")
    return found


def the_form(answer: Answer, action: str) -> Element:
    assert answer.page is not None
    forms = answer.page.root.iter("form")
    (found,) = (one for one in forms if one.attrib["action"] == action)
    return found
