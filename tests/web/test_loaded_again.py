"""The address of a form, loaded: after a refusal, a reload, a sign-in, or the back button."""

import pytest

from tests.web.answers import Answer, Browser
from tests.web.calls import Call
from tests.web.personas import PERSONAS
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World

# Called by programs and phones, never by a page that somebody could load again.
PROGRAMS = {
    *("csp_reports.receive", "photos.shared", "shell.received"),
    *("push.receipt", "push.ring_once", "push.subscribe"),
}
FORMS = {
    name: call
    for name, call in CALLS.items()
    if call.method == "POST" and name not in PROGRAMS and not name.startswith("demo.")
}


def led(browser: Browser, path: str) -> Answer:
    """The page at which they end."""
    answer = browser.get(path)
    for _ in range(3):
        if answer.status not in (302, 303):
            break
        answer = browser.get(answer.location)
    return answer


@pytest.mark.parametrize("name", FORMS)
def test_it_leads_to_a_page(one_world: World, name: str) -> None:
    call = FORMS[name]
    path = call.path.format_map(Things(one_world))
    for persona in _may(call):
        answer = led(one_world.browser_of(persona), path)
        assert answer.status == 200, f"{persona}: {path}"
        assert answer.page is not None


@pytest.mark.parametrize("name", FORMS)
def test_who_is_not_signed_in_may_sign_in(one_world: World, name: str) -> None:
    answer = led(one_world.nobody, FORMS[name].path.format_map(Things(one_world)))
    assert answer.status == 200


def _may(call: Call) -> list[str]:
    """Whom the form is for, of the people who are signed in."""
    return [
        who
        for who, status in zip(PERSONAS, call.statuses, strict=True)
        if status < 400 and who not in ("nobody", "customer")
    ]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/me/thanks/7/share", "/me/thanks"),
        ("/me/thanks/7/take-down", "/me/thanks"),
        ("/site/wall/7/take-down", "/site/wall"),
        ("/people/7/practice", "/people"),
        ("/site/causes", "/site"),
        ("/issues/K7F3/share/revoke", "/issues/K7F3/share"),
        ("/me/shift/end/K7F3/promise", "/me/shift/end"),
        ("/settings/places/7/remove", "/settings"),
    ],
)
def test_the_nearest_page_above(one_world: World, path: str, page: str) -> None:
    answer = one_world.lead.get(path)
    assert (answer.status, answer.location) == (303, page)


@pytest.mark.parametrize("path", ["/push/subscriptions", "/push/test", "/csp-reports"])
def test_programs_are_told_what_is_allowed(one_world: World, path: str) -> None:
    answer = one_world.owner.get(path)
    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_lead_nowhere(one_world: World, method: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    assert one_world.owner.fetch(method, "/me/thanks/7/share", headers).status == 405


@pytest.mark.parametrize("path", ["//evil.example/me/thanks/7/share", "/me/thanks/7/share/"])
def test_nobody_is_led_to_another_site(one_world: World, path: str) -> None:
    answer = one_world.owner.get(path)
    assert "evil" not in answer.location.removeprefix("http://localhost")
