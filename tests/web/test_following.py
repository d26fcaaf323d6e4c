"""A customer's phone begins and stops to follow: by its link alone, and nobody else's phone."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import select

from push.models import Subscription
from tests.web.configured import keys
from tests.web.following import (
    SERVICE,
    follow,
    follow_page,
    followers,
    look,
    stop,
    subscription,
)
from tests.web.world import World
from web.acts.core.tokens import answer_token, follow_token, nonce_of_answer, nonce_of_follow


def phones(world: World) -> list[tuple[str, str]]:
    """Whose each is, and the end of its address."""
    with world.database.read() as session:
        rows = session.exec(select(Subscription).order_by("id")).all()
        return [(row.person, row.endpoint.rpartition("/")[2]) for row in rows]


def test_it_begins_once_and_stops(world: World) -> None:
    page = follow_page(world)
    for _ in range(2):
        assert follow(world, page).status == 204
    assert phones(world) == [("follower:1", "customer")]
    for _ in range(2):
        assert stop(world, page).status == 204
    assert (phones(world), followers(world)) == ([], 0)


def test_a_repetition_writes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = follow_page(world)
    follow(world, page)
    monkeypatch.setattr(world.database, "write", None)
    assert follow(world, page).status == 204
    assert stop(world, page, "unknown").status == 204


def test_the_page_of_a_customer(world: World) -> None:
    ref = world.report(customer_name="Farid", words="Canary")
    status = world.shared(ref)
    page = "/f/" + world.nobody.get(status).text.partition('href="/f/')[2][:43]
    shown = world.nobody.get(page)
    assert (shown.status, shown.headers["X-Robots-Tag"]) == (
        200,
        "noindex, nofollow, noarchive",
    )
    assert "no-store" in shown.headers["Cache-Control"]
    assert f'href="{status}"' in shown.text
    assert "Canary" not in shown.text
    assert "Farid" not in shown.text
    opened = world.nobody.get(f"{page}/page?n=abc")
    assert (opened.status, opened.location) == (303, status)
    assert 'lang="de"' in world.nobody.get(f"{page}?lang=de").text


def test_an_iphone_puts_it_on_the_home_screen(world: World) -> None:
    page = follow_page(world)
    path = f"{page}/manifest?lang=de"
    assert f'<link rel="manifest" href="{path}">' in world.nobody.get(f"{page}?lang=de").text
    manifest = json.loads(world.nobody.get(path).body)
    assert (manifest["start_url"], manifest["lang"]) == (f"{page}?lang=de", "de")
    assert manifest["display"] == "standalone"


def test_looking_begins_nothing(world: World) -> None:
    page = follow_page(world)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert world.nobody.fetch(method, page, {"Sec-Purpose": "prefetch"}).status == 200
    same = {"Sec-Fetch-Site": "same-origin"}
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert world.nobody.fetch(method, page, same).status == 405
    assert world.nobody.get(f"{page}/subscription").location == page
    assert (phones(world), followers(world)) == ([], 0)


@pytest.mark.parametrize("how", ["revoked", "expired", "erased", "unknown", "status", "answer"])
def test_a_dead_link_is_the_same_404(world: World, how: str) -> None:
    ref = world.report()
    page = follow_page(world, ref)
    follow(world, page)
    if how == "revoked":
        world.owner.act(ref, "share/revoke")
    elif how in ("expired", "erased"):
        world.owner.act(ref, "resolve", text="x")
        world.clock.forward(days=30 if how == "expired" else 0)
        if how == "erased":
            world.lead.post(f"/issues/{ref}/customer-data/erase", {"extent": "all"})
    elif how == "unknown":
        page = page[:-1] + ("A" if page[-1] != "A" else "B")
    elif how == "status":
        page = "/f/" + world.shared(ref)[3:]
    else:
        nonce = nonce_of_follow(page[3:], [keys().secret])
        page = "/f/" + answer_token(keys().secret, nonce or "")
    answers = [
        world.nobody.get(page),
        world.nobody.get(f"{page}/page"),
        follow(world, page, "other"),
        stop(world, page),
    ]
    for answer in answers:
        assert answer.status == 404
        assert ref not in answer.text
    dead = how in ("revoked", "expired", "erased")
    world.clock.forward(minutes=2)
    assert look(world) is dead
    assert (len(phones(world)), followers(world)) == ((0, 0) if dead else (1, 1))


def test_wrong_links_are_wrong_guesses(world: World) -> None:
    wrong = [follow(world, "/f/" + "x" * 43).status for _ in range(21)]
    assert wrong == [404] * 20 + [429]
    assert follow(world, follow_page(world)).status == 204


def test_only_the_secret_makes_the_token() -> None:
    secret, nonce = keys().secret, "A" * 22
    token = follow_token(secret, nonce)
    assert len(token) == 43
    assert nonce_of_follow(token, [b"another secret", secret]) == nonce
    assert nonce_of_follow(answer_token(secret, nonce), [secret]) is None
    assert nonce_of_answer(token, [secret]) is None
    for text in ("", "x", "é" * 43, token + "x", token[:-1], "\udcff" * 43):
        assert nonce_of_follow(text, [secret]) is None


def test_six_phones_of_one_link(world: World) -> None:
    page = follow_page(world)
    statuses = [follow(world, page, f"phone{number}").status for number in range(6)]
    assert statuses == [204] * 5 + [422]
    assert "Five phones follow this already." in follow(world, page, "phone5").text
    assert follow(world, page, "phone4").status == 204  # which it does already
    stop(world, page, "phone0")
    assert follow(world, page, "phone5").status == 204
    assert followers(world) == 5


def test_a_phone_whose_push_service_has_ended_it_makes_room(world: World) -> None:
    page = follow_page(world)
    for number in range(5):
        follow(world, page, f"phone{number}")
    with world.database.write() as session:
        session.delete(session.exec(select(Subscription)).first())
    assert follow(world, page, "phone5").status == 204
    assert look(world)
    assert followers(world) == 5


def test_on_and_off_all_the_time(world: World) -> None:
    page = follow_page(world)
    statuses = []
    for number in range(21):
        statuses.append(follow(world, page, f"phone{number}").status)
        stop(world, page, f"phone{number}")
    assert statuses == [204] * 20 + [422]
    world.clock.forward(minutes=10)
    assert follow(world, page).status == 204


def test_a_colleagues_phone_is_not_taken(world: World) -> None:
    world.phone("owner")
    page = follow_page(world)
    answer = follow(world, page, "owner1")
    assert (answer.status, b'"resubscribe":true' in answer.body) == (422, True)
    assert stop(world, page, "owner1").status == 204
    assert phones(world) == [(str(world.id("owner")), "owner1")]
    assert followers(world) == 0


def test_a_colleague_who_signs_in_on_it_gets_it(world: World) -> None:
    page = follow_page(world)
    follow(world, page, "owner1")
    world.phone("owner")
    assert phones(world) == [(str(world.id("owner")), "owner1")]
    look(world)
    assert followers(world) == 0


def test_another_customers_phone_is_not_taken(world: World) -> None:
    page, other = follow_page(world), follow_page(world)
    follow(world, page)
    assert follow(world, other).status == 422
    assert stop(world, other).status == 204
    assert phones(world) == [("follower:1", "customer")]


BAD: list[Any] = [
    [],
    {},
    subscription(more="x"),
    subscription() | {"keys": {"p256dh": "x"}},
    subscription() | {"endpoint": SERVICE + "x" * 2000},
    subscription() | {"endpoint": "https://evil.example/push"},
    subscription() | {"endpoint": "http://169.254.169.254/latest"},
    subscription() | {"keys": {"p256dh": "é", "auth": "AAAAAAAAAAAAAAAAAAAAAA"}},
    subscription(key="no key of ours"),
    subscription(expirationTime="soon"),
]


@pytest.mark.parametrize("body", BAD)
def test_what_is_no_subscription_is_refused(world: World, body: Any) -> None:
    page = follow_page(world)
    answer = world.nobody.send(f"{page}/subscription", body)
    assert (answer.status, followers(world), phones(world)) == (422, 0, [])


def test_no_form_and_no_other_site(world: World) -> None:
    path = f"{follow_page(world)}/subscription"
    assert world.nobody.post(path, {"endpoint": SERVICE}, key="").status == 415
    cross = {"Sec-Fetch-Site": "cross-site"}
    for method in ("POST", "DELETE"):
        answer = world.nobody.fetch(method, path, cross, json=subscription())
        assert answer.status == 403
    nested = "[" * 100_000
    json = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    assert world.nobody.fetch("POST", path, json, data=nested[:60_000]).status == 422


def test_many_at_once(world: World) -> None:
    page = follow_page(world)
    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(lambda _: follow(world, page).status, range(4)))
        others = list(pool.map(lambda one: follow(world, page, f"p{one}").status, range(8)))
    assert set(same) == {204}
    assert sorted(others) == [204] * 4 + [422] * 4
    assert (followers(world), len(phones(world))) == (5, 5)


def test_the_worker_of_the_links(world: World) -> None:
    script = world.nobody.get("/f/sw.js?k=abc")
    assert (script.status, script.headers["Cache-Control"]) == (200, "no-cache")
    assert script.headers["Content-Type"].startswith("text/javascript")
    again = world.nobody.get("/f/sw.js", {"If-None-Match": script.headers["ETag"]})
    assert again.status == 304
    assert "Open your page with the link" in world.nobody.get("/f/?n=abc").words


def test_a_settled_page_leads_to_it_too(world: World) -> None:
    """It may be opened again; and whoever follows finds where to stop."""
    ref = world.report()
    page = follow_page(world, ref)
    world.owner.act(ref, "resolve", text="x")
    assert page in world.nobody.get(world.shared(ref)).text
    assert follow(world, page).status == 204
