"""Who may use a route: each says so, and each persona gets what the table says."""

import pytest
from flask import Flask

from tests.web.calls import Call
from tests.web.configured import keys
from tests.web.personas import PERSONAS
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World
from web.app import create_app
from web.http.access import Access, declared, for_everybody

CUSTOMER_MAY = {"status.status"}
# They send whoever comes on to another page.
LET_IN = ("door.claim", "door.type_code", "photos.shared", "follow.open_page")
WITH_ID = {name: call for name, call in CALLS.items() if "{" in call.path}


def routes(app: Flask) -> list[str]:
    return sorted({rule.endpoint for rule in app.url_map.iter_rules()})


def test_every_route_says_who_may_use_it(still_world: World) -> None:
    silent = [one for one in routes(still_world.app) if declared(still_world.app, one) is None]
    assert silent == []


def test_every_route_stands_in_the_table(still_world: World) -> None:
    assert routes(still_world.app) == sorted(CALLS)


def test_the_table_calls_what_it_says(still_world: World) -> None:
    with still_world.app.app_context():
        urls = still_world.app.url_map.bind("localhost")
        for name, call in CALLS.items():
            path = (
                call.path.replace("{status}", "/s/x")
                .replace("{answer}", "/a/x")
                .replace("{follow}", "/f/x")
                .format_map(_Same("1"))
            )
            assert urls.match(path, call.method)[0] == name


def test_what_is_declared_is_what_the_table_says(still_world: World) -> None:
    for name, call in CALLS.items():
        assert declared(still_world.app, name) is _told_by_the_table(name, call), name


def test_a_route_that_says_nothing_is_closed_to_everybody(one_world: World) -> None:
    world = one_world
    world.app = create_app(world.config, world.database, keys(), world.clock)  # no other test's
    world.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    world.app.add_url_rule("/declared", "declared", for_everybody(lambda: "known"))
    for who in (world.browser(), world.browser("owner"), world.browser("admin")):
        assert who.get("/forgotten").status == 404
        assert who.get("/declared").status == 200


@pytest.mark.parametrize(("name", "call"), WITH_ID.items(), ids=list(WITH_ID))
def test_what_each_persona_gets_for_a_thing(world: World, name: str, call: Call) -> None:
    assert _statuses(world, call) == call.statuses


@pytest.mark.parametrize("name", sorted(set(CALLS) - set(WITH_ID)))
def test_what_each_persona_gets(one_world: World, name: str) -> None:
    assert _statuses(one_world, CALLS[name]) == CALLS[name].statuses


@pytest.mark.parametrize(("name", "call"), WITH_ID.items(), ids=list(WITH_ID))
def test_what_does_not_exist_looks_like_what_is_not_theirs(
    one_world: World, name: str, call: Call
) -> None:
    """The same 404 for a stranger's real thing and for one that nobody has."""
    if call.statuses[PERSONAS.index("stranger")] != 404:
        return
    real = Things(one_world)
    theirs = call.make(one_world.stranger, real)
    nobodys = call.make(one_world.stranger, _Same("999999"))
    assert theirs.status == nobodys.status == 404
    assert theirs.body == nobodys.body


def test_an_admin_sees_every_site_and_others_only_theirs(world: World) -> None:
    ref = world.report("stranger", "Fridge is warm")
    assert world.admin.get(f"/issues/{ref}").status == 200
    for who in (world.owner, world.colleague, world.lead):
        assert who.get(f"/issues/{ref}").status == 404
        assert "Fridge is warm" not in who.get("/issues").text
        assert "Fridge is warm" not in who.get("/").text


def test_owner_and_reporter_keep_their_issue_when_they_move(world: World) -> None:
    owned, logged = world.report("colleague"), world.unowned()
    for persona in ("colleague", "lead"):
        fields = {"role": "employee", "site_id": str(world.elsewhere.id)}
        assert world.admin.post(f"/settings/people/{world.id(persona)}", fields).status == 303
    assert world.colleague.get(f"/issues/{owned}").status == 200
    assert world.lead.get(f"/issues/{logged}").status == 200
    assert world.colleague.get(f"/issues/{logged}").status == 404


def test_a_page_leads_to_signing_in_and_back_again(one_world: World) -> None:
    answer = one_world.nobody.get("/issues/K7F3?owned=1")
    assert answer.location == "/sign-in?next=/issues/K7F3?owned%3D1"
    assert one_world.nobody.get("/issues/K7F3", {"HX-Request": "true"}).status == 401
    assert one_world.nobody.get("/push/test/1", {"Accept": "application/json"}).status == 401


def _told_by_the_table(name: str, call: Call) -> Access:
    """Who is let in, as far as it shows in what each persona gets."""
    if call.statuses[-1] not in (401, 303) or name in LET_IN:
        return Access.PUBLIC
    owner, colleague, lead, admin, *_ = (status != 404 for status in call.statuses)
    for_few = {
        (False, False, False, True): Access.ADMIN,
        (False, False, True, True): Access.LEAD,
    }
    return for_few.get((owner, colleague, lead, admin), Access.SIGNED_IN)


class _Same(dict[str, str]):
    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value

    def __missing__(self, name: str) -> str:
        return self.value


def _statuses(world: World, call: Call) -> tuple[int, ...]:
    return tuple(call.make(world.browser_of(who), Things(world)).status for who in PERSONAS)
