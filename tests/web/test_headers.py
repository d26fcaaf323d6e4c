"""The headers of every answer: every route, every method, every role, compared as a whole."""

import pytest

from tests.web.answers import SAME_ORIGIN, Answer
from tests.web.configured import keys
from tests.web.routes import CALLS
from tests.web.world import World
from web.acts.phones.storage_key import tag_of
from web.http.access import for_everybody

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx ownit; "
    "report-uri /csp-reports; report-to csp"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Reporting-Endpoints": 'csp="/csp-reports"',
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Ownit-Protocol": "1",
}
SECRET_IN_THE_PATH = {"X-Robots-Tag": "noindex, nofollow, noarchive"}
A_DAY = {"Cache-Control": "public, max-age=86400"}
# What a good answer may have that a bad one may not.
KEPT = {
    "home.home": {"Ownit-Keep": "1"},
    "reports.new": {"Ownit-Keep": "1"},
    "shell.manifest": A_DAY,
    "shell.icon": A_DAY,
    "shell.favicon": A_DAY,
    "shell.worker": {"Cache-Control": "no-cache"},
    "follow.worker": {"Cache-Control": "no-cache"},
    "shell.static": {"Cache-Control": "public, max-age=31536000, immutable"},
}
METHODS = ("GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS")
# These differ from answer to answer, and are tested where they belong.
OF_THE_ANSWER = {"Content-Type", "Content-Length", "Location", "Vary", "Allow", "Retry-After"}
OF_THE_ANSWER |= {"ETag", "Date", "Content-Language", "Content-Disposition"}


@pytest.mark.parametrize("role", ["owner", "admin", "nobody"])
@pytest.mark.parametrize("name", CALLS)
def test_every_answer_bears_exactly_these(still_world: World, name: str, role: str) -> None:
    path = CALLS[name].path.replace("{status}", "/s/unknown").replace("{answer}", "/a/unknown")
    path = path.replace("{follow}", "/f/unknown")
    version = still_world.app.extensions["ownit"].version
    path = path.format_map({"version": version} | dict.fromkeys(THINGS, "1"))
    browser = still_world.browser("" if role == "nobody" else role)
    for method in METHODS:
        if (path, method) == ("/sign-out", "POST"):
            continue  # its answer has one more, and is tested beside
        answer = browser.fetch(method, path, SAME_ORIGIN)
        found = {key: v for key, v in answer.headers.items() if key not in OF_THE_ANSWER}
        was_served = answer.status == 200 and method in ("GET", "HEAD")
        expected = _expected(name, path, was_served)
        if role != "nobody" and _is_page(answer):
            expected["Ownit-Person"] = tag_of(keys().secret, still_world.id(role))
        assert found == expected, (method, answer.status)
        assert len(answer.headers) == len({key for key, _ in answer.headers})  # none twice


def _is_page(answer: Answer) -> bool:
    is_redirect = 300 <= answer.status < 400
    return answer.headers.get("Content-Type", "").startswith("text/html") and not is_redirect


THINGS = (
    *("ref", "unowned", "resolved", "victim", "site", "place", "join", "invite", "test", "pattern"),
    *("photo", "its_photo", "pictured", "device", "code", "step", "accepted", "shown", "change"),
    *("allowance", "asked_again"),
)


def _expected(name: str, path: str, was_served: bool) -> dict[str, str]:
    expected = dict(ALWAYS)
    if path.startswith(("/s/", "/a/", "/f/", "/join/")):
        expected |= SECRET_IN_THE_PATH
    if path.startswith("/s/"):  # a page without a form: nothing of it is sent
        expected["Referrer-Policy"] = "no-referrer"
    if was_served and name in KEPT:
        expected |= KEPT[name]
    return expected


def test_crashes_bear_them_too(one_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(one_world.app.view_functions, "shell.offline", for_everybody(_crash))
    answer = one_world.nobody.get("/offline")
    assert answer.status == 500
    assert {key: answer.headers[key] for key in ALWAYS} == ALWAYS


def _crash() -> str:
    raise RuntimeError("broken")


def test_hsts_only_where_there_is_https(still_world: World, https_world: World) -> None:
    for path in ("/", "/sign-in", "/healthz", "/s/unknown", "/nothing-here"):
        assert "Strict-Transport-Security" not in still_world.nobody.get(path).headers
        found = https_world.nobody.get(path).headers["Strict-Transport-Security"]
        assert found == "max-age=31536000"


def test_pages_are_not_mixed_up_by_caches(one_world: World) -> None:
    vary = one_world.owner.get("/").headers["Vary"]
    assert {one.strip() for one in vary.split(",")} >= {"HX-Request", "Cookie", "Accept-Encoding"}


def test_the_sessions_cookie_with_https(https_world: World) -> None:
    (cookie,) = _cookies(https_world)
    name, _, rest = cookie.partition("=")
    token, *attributes = rest.split("; ")
    assert name == "__Host-ownit"
    assert len(token) == 43
    assert set(attributes) - {one for one in attributes if one.startswith("Expires=")} == {
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
        "Path=/",
        "Max-Age=7776000",
    }


def test_the_sessions_cookie_without_https(one_world: World) -> None:
    (cookie,) = _cookies(one_world)
    assert cookie.startswith("ownit=")
    assert "; Secure" not in cookie
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain=" not in cookie


def _cookies(world: World) -> list[str]:
    """What a claimed invite sets."""
    link = world.admin.post("/me/link").text
    path = "/join/" + link.partition(f"{world.config.public_url}/join/")[2][:43]
    answer = world.browser().post(path, key="")
    assert answer.status == 303
    return answer.headers.getlist("Set-Cookie")


def test_only_signing_in_and_out_sets_a_cookie(one_world: World) -> None:
    ref = one_world.report()
    for path in ("/", "/me", f"/issues/{ref}", "/settings", one_world.shared(ref), "/sign-in"):
        assert one_world.admin.get(path).headers.getlist("Set-Cookie") == []


def test_signing_out_clears_what_the_phone_kept(one_world: World) -> None:
    answer = one_world.owner.post("/sign-out")
    assert (answer.status, answer.location) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("ownit=;")
    assert "Max-Age=0" in cookie
