"""A request that another site made a browser send changes nothing, whoever is signed in."""

import itertools

import pytest

from tests.web.configured import HTTPS
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World

SITES = (None, "same-origin", "same-site", "cross-site", "none", "nonsense", "")
OURS = HTTPS
ORIGINS = (
    None,
    OURS,
    "https://evil.example",
    "null",
    f"{OURS}:8443",
    "http://own.example.org",
    "https://own.example.org.evil.example",
    "https://evil.example/own.example.org",
    "",
)


def may_pass(site: str | None, origin: str | None) -> bool:
    """Fetch Metadata decides where there is any; else Origin; what sends neither is refused."""
    return site == "same-origin" if site is not None else origin == OURS


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("persona", ["owner", "nobody"])
def test_every_combination_of_what_a_browser_says(
    https_world: World, method: str, persona: str
) -> None:
    browser = https_world.browser("" if persona == "nobody" else persona)
    for site, origin in itertools.product(SITES, ORIGINS):
        headers = {"Sec-Fetch-Site": site, "Origin": origin}
        sent = {name: value for name, value in headers.items() if value is not None}
        answer = browser.fetch(method, "/issues/K7F3/note", sent)
        assert (answer.status != 403) == may_pass(site, origin), sent


def test_looking_is_always_allowed(https_world: World) -> None:
    for site, origin in itertools.product(("cross-site", "none"), (None, "https://evil.example")):
        sent = {"Sec-Fetch-Site": site} | ({"Origin": origin} if origin else {})
        assert https_world.owner.get("/", sent).status == 200


# What another app shares comes from no site; its own test shows that nothing comes of it. The
# worker that sends to the demo's phones is no browser.
ANYBODYS = ["photos.shared", "csp_reports.receive", "shell.received", "demo.push"]
CHANGING = [name for name, call in CALLS.items() if call.method != "GET" and name not in ANYBODYS]


@pytest.mark.parametrize("name", CHANGING)
def test_no_route_that_changes_something_is_left_out(one_world: World, name: str) -> None:
    call, things = CALLS[name], Things(one_world)
    path = call.path.format_map(things)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {}):
        answer = one_world.admin.fetch(call.method, path, headers, data=dict(call.fields))
        assert answer.status == 403, headers


def test_refused_means_nothing_has_happened(world: World) -> None:
    ref = world.unowned()
    fields = {"key": "a-good-key"}
    path = f"/issues/{ref}/own"
    answer = world.owner.fetch("POST", path, {"Sec-Fetch-Site": "cross-site"}, data=fields)
    assert answer.status == 403
    assert "another website" in answer.words
    assert world.issue(ref).owner_id is None


def test_on_the_machine_itself_localhost_is_ours_too(one_world: World) -> None:
    """Without Fetch Metadata, an Origin of loopback must be the very host that was asked."""
    for origin, status in (("http://localhost", 422), ("http://localhost:9000", 403)):
        ref = one_world.report()
        answer = one_world.owner.fetch("POST", f"/issues/{ref}/note", {"Origin": origin})
        assert answer.status == status


@pytest.mark.parametrize("host", ["evil.example", "own.example.org.evil.example", "10.0.0.1"])
def test_a_hostile_host_is_not_answered(https_world: World, host: str) -> None:
    for path in ("/", "/sign-in", "/join/x", "/s/x", "/sw.js"):
        answer = https_world.owner.get(path, {"Host": host})
        assert answer.status == 400
        assert host not in answer.text
        assert host not in answer.location


def test_links_are_made_of_the_public_address_not_of_the_host(https_world: World) -> None:
    browser = https_world.browser("admin")
    browser.base = "http://127.0.0.1"
    browser.client.set_cookie(https_world.cookie, https_world.tokens["admin"], domain="127.0.0.1")
    answer = browser.post("/me/link")
    assert f"{HTTPS}/join/" in answer.text
    assert "127.0.0.1" not in answer.text
