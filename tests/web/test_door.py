"""The ways in: a link that is only looked at until it is used, once; and codes to type."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.support.taps import tap_of, unit_of
from tests.web.world import World
from web.acts.accounts import invites
from web.acts.accounts.invites import InviteLink
from web.rules.vocabulary import Role
from web.store.tables.accounts import Device, Invite, Person, Site

WRONG = "That code does not work. Check it and type it again."


def make(world: World, role: Role = Role.EMPLOYEE, site: Site | None = None) -> InviteLink:
    with world.database.write() as session:
        return invites.invite(unit_of(world, session), role, (site or world.site).id)


def test_looking_changes_nothing_and_coming_in_works_once(world: World) -> None:
    path = f"/join/{make(world).token}"
    before = _rows(world)
    for number in range(50):
        method = "HEAD" if number % 5 == 0 else "GET"
        answer = world.nobody.fetch(method, path, {"Purpose": "prefetch"})
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers
    assert _rows(world) == before
    newcomer = world.browser()
    answer = newcomer.post(path, {"first_name": "Nina", "last_name": "Berg"}, key="")
    assert (answer.status, answer.location) == (303, "/")
    assert "Nina" in newcomer.get("/me").words
    assert world.browser().post(path, {"first_name": "Mallory"}, key="").status == 410
    assert world.nobody.get(path).status == 410
    assert world.count(Person) == before[0] + 1
    assert world.count(Device) == before[1] + 1


def _rows(world: World) -> tuple[int, int, object]:
    with world.database.read() as session:
        claimed = session.get_one(Invite, world.count(Invite)).claimed_at
    return world.count(Person), world.count(Device), claimed


@pytest.mark.parametrize(("hours", "opens"), [(71.9, True), (72, False), (100, False)])
def test_an_invite_ends_after_three_days(world: World, hours: float, opens: bool) -> None:
    path = f"/join/{make(world).token}"
    world.clock.forward(hours=hours)
    status = world.browser().post(path, {"first_name": "Nina"}, key="").status
    assert status == (303 if opens else 410)


def test_another_phone_has_ten_minutes(world: World) -> None:
    page = world.owner.post("/me/link").text
    path = "/join/" + page.partition("http://localhost/join/")[2][:43]
    world.clock.forward(minutes=9)
    assert "Sign in as Ana Rothgeber" in world.nobody.get(path).words
    world.clock.forward(minutes=1)
    assert world.nobody.get(path).status == 410


def test_a_revoked_invite_opens_nothing(world: World) -> None:
    path = f"/join/{make(world).token}"
    world.admin.post(f"/settings/invites/{world.count(Invite)}/revoke")
    assert world.nobody.get(path).status == 410
    assert world.browser().post(path, {"first_name": "Nina"}, key="").status == 410


@pytest.mark.parametrize("act", ["", "/close"])
def test_links_of_a_former_admin_open_nothing(world: World, act: str) -> None:
    """Neither of one who has left, nor of one with another role now."""
    lead, fields = world.id("lead"), {"role": "employee", "site_id": str(world.site.id)}
    with world.database.write() as session:
        session.get_one(Person, lead).role = Role.ADMIN
        tap = tap_of(world, session, "lead")
        theirs = invites.invite(tap, role=Role.ADMIN, site_id=world.site.id)
    other = make(world)
    assert world.admin.post(f"/settings/people/{lead}{act}", {} if act else fields).status == 303
    assert world.nobody.get(f"/join/{theirs.token}").status == 410
    assert world.nobody.get(f"/join/{other.token}").status == 200


def test_links_that_never_were_all_look_the_same(one_world: World) -> None:
    never = ["unknown", "x" * 43, "%00", "%F0%9F%97%9D"]
    answers = [one_world.nobody.get(f"/join/{token}") for token in never]
    assert {(one.status, one.body) for one in answers} == {(404, answers[0].body)}
    assert "We don’t know this link" in answers[0].words


def test_links_that_ended_all_look_the_same(one_world: World) -> None:
    used, revoked = make(one_world), make(one_world)
    one_world.admin.post(f"/settings/invites/{one_world.count(Invite)}/revoke")
    one_world.browser().post(f"/join/{used.token}", {"first_name": "Nina"}, key="")
    answers = [
        one_world.nobody.get(f"/join/{one}") for one in (used.token, revoked.token, used.code)
    ]
    assert {(one.status, one.body) for one in answers} == {(410, answers[0].body)}
    assert "This link does not work any more" in answers[0].words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Write your first name"),
        ({"first_name": "  "}, "Write your first name"),
        ({"first_name": "."}, "Write your first name"),
        ({"first_name": "_ -"}, "Write your first name"),
        ({"first_name": "Nina", "last_name": "."}, "A last name has letters"),
        ({"first_name": "N" * 61}, "Write your first name"),
        ({"first_name": "Nina", "last_name": "B" * 61}, "A last name has letters, at most 60"),
        ({"first_name": "Nina", "role": "admin"}, "a field we do not know"),
        ({"first_name": "Nina", "site_id": "2"}, "a field we do not know"),
        ({"first_name": ["Nina", "Berg"]}, "a field we do not know"),
    ],
)
def test_a_form_with_a_mistake_uses_nothing_up(
    one_world: World, typed: dict[str, str], sentence: str
) -> None:
    path = f"/join/{make(one_world).token}"
    answer = one_world.nobody.post(path, typed, key="")
    assert answer.status == 422
    assert sentence in answer.words
    assert one_world.browser().post(path, {"first_name": "Nina"}, key="").status == 303


def test_the_role_and_site_are_the_invites(world: World) -> None:
    path = f"/join/{make(world, role=Role.LEAD, site=world.elsewhere).token}"
    newcomer = world.browser()
    newcomer.post(path, {"first_name": "Nina"}, key="")
    assert "Report without an owner" in newcomer.get("/issues/new").words
    assert newcomer.get(f"/issues/{world.report()}").status == 404
    assert newcomer.get(f"/issues/{world.report('stranger')}").status == 200


@pytest.mark.parametrize(
    "spelling", ["{}", "{0} ", " {}", "{a} {b}", "{a}-{b}", "{a}  {b}", "lower"]
)
def test_a_code_may_be_typed_as_people_type(world: World, spelling: str) -> None:
    code = make(world).code
    typed = spelling.format(code, a=code[:4], b=code[4:])
    typed = code.lower() if spelling == "lower" else typed
    browser = world.browser()
    answer = browser.post("/sign-in", {"code": typed}, key="")
    assert (answer.status, answer.location) == (303, f"/join/{code}")
    assert "Set-Cookie" not in answer.headers
    assert browser.post(answer.location, {"first_name": "Nina"}, key="").status == 303
    assert browser.get("/me").status == 200


@pytest.mark.parametrize("around", ["{}", " {}\n", "Come in: {}.", "{}?next=%2Fme"])
@pytest.mark.parametrize("which", ["token", "code"])
def test_a_whole_link_may_be_pasted_for_the_code(one_world: World, around: str, which: str) -> None:
    token = getattr(make(one_world), which)
    typed = {"code": around.format(f"http://localhost/join/{token}")}
    answer = one_world.browser().post("/sign-in", typed, key="")
    assert (answer.status, answer.location) == (303, f"/join/{token}")


@pytest.mark.parametrize(
    "code",
    ["AAAAAAAA", "", "short", "x" * 2001, "http://localhost/join/nobody", "ÄÖÜßÄÖÜß", "0O1I0O1I"],
)
def test_a_wrong_code_is_told_and_signs_nobody_in(one_world: World, code: str) -> None:
    make(one_world)
    answer = one_world.nobody.post("/sign-in", {"code": code}, key="")
    assert answer.status == 422
    assert WRONG in answer.words or "A code has 12 letters and digits." in answer.words
    assert answer.page is not None
    (field,) = (one for one in answer.page.elements() if one.attrib.get("id") == "f-code")
    assert field.attrib["value"] == code


def test_after_the_code_one_goes_on_to_where_one_was_going(world: World) -> None:
    ref = world.report()
    fields = {"code": make(world).code, "next": f"/issues/{ref}?owned=1"}
    browser = world.browser()
    onward = browser.post("/sign-in", fields, key="").location
    action = next(iter(browser.get(onward).forms()))
    answer = browser.post(action, {"first_name": "Nina"}, key="")
    assert answer.location == f"/issues/{ref}?owned=1"


def test_the_first_admin_names_the_place_and_comes_in(world: World) -> None:
    world.admin.post(f"/settings/people/{world.id('admin')}/close")
    with world.database.write() as session:
        for person in session.exec(select(Person).where(Person.role == Role.ADMIN)).all():
            person.closed_at = world.clock()
        older = invites.first_admin(session, world.clock())
        way_in = invites.first_admin(session, world.clock())
    assert older is not None
    assert way_in is not None
    assert world.nobody.get(f"/join/{older.token}").status == 410
    path = f"/join/{way_in.token}"
    typed = {"first_name": "Eva", "organisation": "Südhaus", "site": "Store 1", "zone": "Mars/Base"}
    answer = world.nobody.post(path, typed, key="")
    assert answer.status == 422
    assert "Südhaus" in answer.text
    assert world.nobody.post(path, typed | {"zone": "Asia/Tokyo"}, key="").status == 303
    assert "Südhaus" in world.nobody.get("/settings").text
    with world.database.write() as session:
        assert invites.first_admin(session, world.clock()) is None


def test_coming_in_as_somebody_who_left_is_not_possible(world: World) -> None:
    page = world.admin.post(f"/settings/people/{world.id('owner')}/link").text
    path = "/join/" + page.partition("http://localhost/join/")[2][:43]
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert world.browser().post(path, key="").status == 410
    assert world.count(Device) == 5


def test_a_link_is_shown_once(world: World) -> None:
    first = world.owner.post("/me/link", key="link-of-ana")
    again = world.owner.post("/me/link", key="link-of-ana")
    assert "/join/" in first.text
    assert "/join/" not in again.text
    assert "A link is shown only once." in again.words
    assert world.count(Invite) == 1


def test_whoever_comes_in_is_at_work(world: World) -> None:
    browser = world.browser()
    browser.post(f"/join/{make(world).token}", {"first_name": "Nina"}, key="")
    with world.database.read() as session:
        newest = session.get_one(Person, world.count(Person))
    assert newest.on_shift_until == world.clock() + timedelta(hours=8)


def test_a_form_whose_answer_was_lost_comes_in_all_the_same(world: World) -> None:
    """Two taps on a slow network: the second cancels the first, and its cookie never arrives."""
    way_in = make(world)
    fields = {"first_name": "Mia", "last_name": "", "key": "the-form-s-own-key"}
    first, second, third = world.browser(), world.browser(), world.browser()
    assert first.post(f"/join/{way_in.token}", fields, key="").status == 303
    assert second.post(f"/join/{way_in.token}", fields, key="").status == 303
    assert second.get("/").status == 200
    assert first.get("/").status == 303  # the session that nobody received is ended
    with world.database.read() as session:
        assert len(session.exec(select(Person).where(Person.first_name == "Mia")).all()) == 1
    assert (
        third.post(f"/join/{way_in.token}", fields | {"key": "another-key"}, key="").status == 410
    )
    world.clock.now += invites.REPEATABLE
    assert third.post(f"/join/{way_in.token}", fields, key="").status == 410
