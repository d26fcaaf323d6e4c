"""The link of the customer's answer page: what it opens, for how long, and what its form takes."""

import re
from datetime import timedelta

import pytest

from tests.web.answering import answer_page, give, resolution
from tests.web.configured import keys
from tests.web.test_status import CANARY
from tests.web.world import World
from web.acts.core.tokens import answer_token, nonce_of_answer


def test_looking_answers_nothing(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    events = world.kinds(ref)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert world.nobody.fetch(method, page, {"Sec-Purpose": "prefetch"}).status == 200
    assert world.kinds(ref) == events
    for method in ("PUT", "DELETE", "PATCH"):
        assert world.nobody.fetch(method, page, {"Sec-Fetch-Site": "same-origin"}).status == 405


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose one of the three answers."),
        ({"answer": "maybe"}, "Choose one of the three answers."),
        (
            {"answer": "settled", "words": "x" * 501},
            "Your words may have at most 500 characters. This has 501.",
        ),
        ({"answer": "settled", "resolved": "yesterday"}, "Something here is missing or wrong."),
        ({"answer": "settled", "more": "1"}, "This form has a field we do not know."),
    ],
)
def test_what_is_wrong_with_the_form(world: World, fields: dict[str, str], sentence: str) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    asked = {"resolved": resolution(world, page), "words": "It drips"} | fields
    answer = world.nobody.post(page, asked, key="")
    assert (answer.status, world.issue(ref).customer_answer) == (422, None)
    assert sentence in answer.words
    assert asked["words"] in answer.text


@pytest.mark.parametrize("how", ["revoked", "expired", "erased", "unknown", "status"])
def test_a_dead_link_is_the_same_404(world: World, how: str) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    resolved = resolution(world, page)
    if how == "revoked":
        world.owner.act(ref, "share/revoke")
    elif how == "expired":
        world.clock.forward(days=30)
    elif how == "erased":
        world.lead.post(f"/issues/{ref}/customer-data/erase", {"extent": "all"})
    elif how == "unknown":
        page = page[:-1] + ("A" if page[-1] != "A" else "B")
    else:  # the token of the customer’s page is not that of the answer
        page = "/a/" + world.shared(world.report())[3:]
    for answer in (world.nobody.get(page), give(world, page, "settled", resolved=resolved)):
        assert answer.status == 404
        assert ref not in answer.text
        assert "/sign-in" not in answer.text
    assert world.issue(ref).customer_answer is None


def test_the_two_links_open_one_page_each(world: World) -> None:
    ref = world.report()
    status = world.shared(ref)
    page = answer_page(world, ref)
    assert page[3:] != status[3:]
    assert world.nobody.get("/s/" + page[3:]).status == 404
    assert world.nobody.post(status, {"answer": "settled"}).status == 405
    assert f'<a href="{status}">Your page</a>' in world.nobody.get(page).text


def test_another_site_cannot_answer(world: World) -> None:
    page = answer_page(world)
    fields = {"answer": "settled", "resolved": resolution(world, page)}
    answer = world.nobody.fetch("POST", page, {"Sec-Fetch-Site": "cross-site"}, data=fields)
    assert answer.status == 403


def test_nothing_leaks(world: World) -> None:
    """The page names first names, the site and what was released, and nothing else."""
    secret = [CANARY.format(number) for number in range(6)]
    ref = world.report(
        words=secret[0], place=secret[1], customer_name=secret[2], customer_contact=secret[3]
    )
    world.owner.act(ref, "note", text=secret[4])
    page = answer_page(world, ref)
    world.owner.act(ref, "note", text=secret[5])
    for answer in (None, "not_yet"):
        if answer:
            give(world, page, answer, "CanaryMine")
        shown = world.nobody.get(page)
        assert "Canary" not in shown.text + str(shown.headers)
        assert not re.search("Rothgeber|Kastner|Changed the fuse", shown.text)


def test_only_the_secret_makes_the_token() -> None:
    secret, other = keys().secret, b"another secret"
    nonce = "A" * 22
    token = answer_token(secret, nonce)
    assert len(token) == 43
    assert nonce_of_answer(token, [other, secret]) == nonce
    assert nonce_of_answer(token, [other]) is None
    assert nonce_of_answer(answer_token(secret, "B" * 22)[:22] + token[22:], [secret]) is None
    for text in ("", "x", "é" * 43, token + "x", token[:-1], "\udcff" * 43):
        assert nonce_of_answer(text, [secret]) is None


def test_the_language_of_the_reader(world: World) -> None:
    page = answer_page(world)
    german = world.nobody.get(f"{page}?lang=de")
    assert 'lang="de"' in german.text
    assert f'action="{page}?lang=de"' in german.text


def test_how_long_it_lives(world: World) -> None:
    page = answer_page(world)
    world.clock.forward(days=29, hours=23)
    assert world.nobody.get(page).status == 200
    world.clock.now += timedelta(hours=1)
    assert world.nobody.get(page).status == 404
