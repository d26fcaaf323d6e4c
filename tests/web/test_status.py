"""The customer's page: it can be read, and it tells nothing that was not chosen for it."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from tests.web.world import World
from web.http.assets import Assets
from web.store.tables.accounts import Person
from web.store.tables.issues import StatusLink

CANARY = "Canary{}Canary"


def canaries(world: World) -> tuple[str, list[str]]:
    """A shared issue with something to leak in every field that is not the customer's to see."""
    secret = [CANARY.format(number) for number in range(9)]
    ref = world.report(
        words=secret[0], place=secret[1], customer_name=secret[2], customer_contact=secret[3]
    )
    path = world.shared(ref)
    world.owner.act(ref, "note", text=secret[4])
    world.owner.act(ref, "told", text=secret[5], minutes="60")
    world.owner.act(ref, "resolve", text=secret[6])
    world.owner.act(ref, "reopen", text=secret[7])
    world.colleague.act(ref, "note", text="from a colleague")
    world.report(words=secret[8])
    names = ["Rothgeber", "Kastner", "Ben ", "Demir", "from a colleague", "Till 4", "Nordhaus"]
    return path, [*secret, *names, ref]


@pytest.mark.parametrize("state", ["owned", "resolved", "unowned", "late"])
def test_nothing_leaks(world: World, state: str) -> None:
    path, secret = canaries(world)
    ref = secret.pop()
    if state == "resolved":
        world.owner.act(ref, "resolve", text="CanaryEnd")
    elif state == "unowned":
        world.admin.post(f"/settings/people/{world.id('owner')}/close")
    elif state == "late":
        world.run_until(5 * 60)
    answer = world.nobody.get(path)
    assert answer.status == 200
    everything = answer.text + str(answer.headers)
    assert [one for one in secret if one in everything] == []
    assert "Canary" not in everything
    assert "Ana" in answer.words


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=6, max_size=30).map(
    lambda text: f"zq{text}qz"
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words, words, words)
def test_whatever_is_typed_stays_inside(
    one_world: World, what: str, note: str, surname: str
) -> None:
    with one_world.database.write() as session:
        owner = session.get_one(Person, one_world.id("owner"))
        owner.last_name = surname
    ref = one_world.report(words=what, place=note, customer_name=surname, customer_contact=what)
    path = one_world.shared(ref)
    one_world.owner.act(ref, "told", text=note, minutes="30")
    one_world.owner.act(ref, "resolve", text=what)
    answer = one_world.nobody.get(path)
    for secret in (what, note, surname):
        assert secret not in answer.words
        assert secret not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_can_only_be_looked_at(one_world: World, method: str) -> None:
    path = one_world.shared(one_world.report())
    answer = one_world.nobody.fetch(method, path, {"Sec-Fetch-Site": "same-origin"})
    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert one_world.nobody.fetch("HEAD", path).status == 200


def test_a_page_that_has_not_changed_is_not_sent_again(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    first = world.nobody.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = world.nobody.get(path, known)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    world.owner.act(ref, "told", text="Soon", minutes="30")
    changed = world.nobody.get(path, known)
    assert changed.status == 200
    known = {"If-None-Match": changed.headers["ETag"]}
    world.clock.forward(minutes=30)
    late = world.nobody.get(path, known)
    assert late.status == 200
    assert "Your update is late." in late.words


def test_an_open_page_learns_of_a_corrected_name(one_world: World) -> None:
    path = one_world.shared(one_world.report())
    known = {"If-None-Match": one_world.nobody.get(path).headers["ETag"]}
    assert one_world.nobody.get(path, known).status == 304
    assert one_world.owner.post("/me/name", {"first_name": "Annika"}).status == 303
    assert "Annika has this" in one_world.nobody.get(path, known).words


def test_the_etag_counts_nothing_for_the_customer(one_world: World) -> None:
    paths = [one_world.shared(one_world.report()) for _ in range(2)]
    tags = [one_world.nobody.get(path).headers["ETag"] for path in paths]
    assert tags[0] != tags[1]
    assert all(re.fullmatch(r'W/"[0-9a-f]{20}"', tag) for tag in tags)


def test_dead_links_are_all_the_same(world: World) -> None:
    revoked, ended = world.report(), world.report()
    paths = [world.shared(revoked), world.shared(ended)]
    assert {world.nobody.get(path).status for path in paths} == {200}
    assert world.owner.post(f"/issues/{revoked}/share/revoke").status == 303
    world.owner.act(ended, "resolve", text="Done")
    world.clock.forward(days=29, hours=23)
    world.tokens["owner"] = world.make(lambda it: it.sign_in(world.people["owner"]))
    assert world.nobody.get(paths[1]).status == 200
    world.clock.forward(hours=1)
    answers = [world.nobody.get(path) for path in (*paths, "/s/unknown", "/s/" + "x" * 43)]
    assert {one.status for one in answers} == {404}
    assert len({one.body for one in answers}) == 1
    assert len({str(sorted(one.headers)) for one in answers}) == 1
    assert "Ask anyone who works where you got it" in answers[0].words
    assert b'href="/"' not in answers[0].body  # nobody can sign in there but employees


def test_a_reopened_issue_can_be_followed_again(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    world.owner.act(ref, "resolve", text="Done")
    assert "This is settled." in world.nobody.get(path).words
    world.owner.act(ref, "reopen")
    assert "Ana has this." in world.nobody.get(path).words


def test_the_link_can_be_shown_again_and_a_new_one_ends_nothing(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    assert world.shared(ref) == path
    world.owner.post(f"/issues/{ref}/share/revoke")
    fresh = world.shared(ref)
    assert fresh != path
    assert [world.nobody.get(one).status for one in (path, fresh)] == [404, 200]


def test_the_token_is_long_and_stored_nowhere(world: World) -> None:
    token = world.shared(world.report()).removeprefix("/s/")
    assert len(token) == 43  # 256 bits in base64url
    with world.database.read() as session:
        row = session.exec(select(StatusLink)).one()
    assert token not in str(row)
    assert row.nonce not in token
    if world.database.is_sqlite:
        path = Path(world.database.engine.url.database or "")
        with world.database.write() as session:
            session.connection().execute(text("UPDATE site SET name = name"))
        files = [path, *path.parent.glob(f"{path.name}-wal")]
        stored = b"".join(file.read_bytes() for file in files)
        assert row.token_hash.encode() in stored
        assert token.encode() not in stored


def test_no_cookie_is_given_or_needed(one_world: World) -> None:
    path = one_world.shared(one_world.report())
    signed_in, nobody = one_world.owner.get(path), one_world.nobody.get(path)
    assert "Set-Cookie" not in nobody.headers
    assert signed_in.body == nobody.body


def test_it_weighs_less_than_fifteen_kilobytes_with_all_it_loads(one_world: World) -> None:
    path, _ = canaries(one_world)
    page = one_world.nobody.get(path)
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert {one.rpartition("/")[2] for one in loaded} == {"status.css", "customer-page.js"}
    assets = [one_world.nobody.get(one).body for one in loaded]
    assert len(page.body) + sum(map(len, assets)) < 15_000


def test_its_script_imports_nothing() -> None:
    assert b"import" not in Assets().files["js/customer-page.js"].body


def test_only_the_owner_gets_the_link(world: World) -> None:
    ref = world.report()
    world.shared(ref)
    for who in (world.colleague, world.lead, world.admin):
        answer = who.get(f"/issues/{ref}/share")
        assert answer.status == 409
        assert "Only the owner can share this with the customer." in answer.words
        assert "/s/" not in answer.text
