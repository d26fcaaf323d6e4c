"""Whose tap it is: a person’s tag, the key of their vault, and nobody acts as somebody else."""

from base64 import urlsafe_b64decode

import pytest

from tests.web.queued import JSON, Phone, content
from tests.web.routes import CALLS
from tests.web.world import World
from web.cli.sample import Sample
from web.http.client_headers import PROTOCOL
from web.rules.vocabulary import EventKind, IssueState

PEOPLE = ("owner", "colleague", "lead", "admin", "stranger")


def vault(world: World, persona: str) -> dict[str, str]:
    answer = world.browser_of(persona).get("/me/vault")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return content(answer)


def test_everybody_has_a_tag_and_a_key_of_their_own(world: World) -> None:
    found = {persona: vault(world, persona) for persona in PEOPLE}
    for one in found.values():
        assert set(one) == {"person", "key", "version", "older"}
        assert len(one["person"]) == 16
        assert len(urlsafe_b64decode(one["person"])) == 12
        assert "=" not in one["key"]
        assert len(urlsafe_b64decode(one["key"] + "=")) == 32
        assert one["person"] not in one["key"]
    assert len({one["person"] for one in found.values()}) == len(PEOPLE)
    assert len({one["key"] for one in found.values()}) == len(PEOPLE)


def test_they_are_the_same_on_another_phone(world: World) -> None:
    before = vault(world, "owner")
    with world.database.write() as session:
        token = Sample(session, world.clock()).sign_in(world.people["owner"])
    assert content(world.browser(token=token).get("/me/vault")) == before


def test_nobody_gets_a_key(world: World) -> None:
    answer = world.nobody.get("/me/vault", JSON)
    assert answer.status == 401
    assert set(content(answer)) == {"sentence"}


def test_pages_say_whose_they_are(world: World) -> None:
    tag = vault(world, "owner")["person"]
    for path in ("/", "/me", "/issues/new"):
        answer = world.owner.get(path)
        assert answer.headers["Ownit-Person"] == tag
        assert f'<body data-signed-in data-person="{tag}"' in answer.text
    assert world.owner.get("/issues/NONE").headers["Ownit-Person"] == tag
    ref = world.report()
    card = world.owner.act(ref, "note", text="x", htmx=True)
    assert card.headers["Ownit-Person"] == tag
    for path in ("/sign-in", "/offline"):
        answer = world.nobody.get(path)
        assert "Ownit-Person" not in answer.headers
        assert "data-person" not in answer.text
    assert "Ownit-Person" not in world.owner.act(ref, "note", text="y").headers  # leads elsewhere


POSTS = [name for name, call in CALLS.items() if call.method == "POST" and call.body is None]


@pytest.mark.parametrize("name", POSTS)
def test_no_route_does_anything_for_somebody_else(still_world: World, name: str) -> None:
    """Whatever the address and whatever is in the form: it is not even looked at."""
    phone = Phone(still_world, "colleague")
    path = CALLS[name].path.replace("{shown}", "1-x").replace("{status}", "/s/x")
    for brace in ("{", "}"):
        path = path.replace(brace, "")
    beside = phone.beside()
    for browser, sentence in (
        (still_world.owner, "Someone else is signed in on this phone, so this was not done."),
        (still_world.nobody, "You are signed out, so this was not saved."),
    ):
        answer = browser.post(path, CALLS[name].fields, headers=beside | JSON)
        assert answer.status == 401
        assert content(answer)["sentence"].startswith(sentence)


@pytest.mark.parametrize("tag", ["", "x", "é", "A" * 16, "A" * 5000])
def test_a_tag_that_is_nobodys(world: World, tag: str) -> None:
    ref = world.unowned()
    phone = Phone(world, "colleague")
    answer = phone.act(ref, "own", headers={"Ownit-Person": tag.encode().decode("latin-1")})
    assert answer.status == 401
    assert world.issue(ref).state == IssueState.UNOWNED
    assert phone.act(ref, "own").status == 200
    assert world.issue(ref).owner_id == world.id("colleague")


def test_the_next_person_on_a_phone_sends_nothing_of_the_one_before(world: World) -> None:
    """The key is theirs still: afterwards the tap is done once, in the right name."""
    ref = world.unowned()
    before, after = Phone(world, "colleague"), Phone(world, "owner")
    tap = {"key": "a-tap-of-ben", "seen": "1"}
    refused = after.act(ref, "own", headers={"Ownit-Person": before.tag}, **tap)
    assert refused.status == 401
    assert world.kinds(ref) == [EventKind.REPORTED]
    assert before.act(ref, "own", **tap).status == 200
    assert world.issue(ref).owner_id == world.id("colleague")


@pytest.mark.parametrize(
    ("spoken", "status"),
    [
        (str(PROTOCOL - 1), 426),
        (str(PROTOCOL), 200),
        (str(PROTOCOL + 1), 200),
        ("", 200),
        ("one", 200),
        ("-1", 200),
        ("9" * 40, 200),
        ("²", 200),
    ],
)
def test_an_app_that_is_too_old_is_told_so(world: World, spoken: str, status: int) -> None:
    ref = world.unowned()
    headers = {"Ownit-Protocol": spoken.encode().decode("latin-1")}
    answer = Phone(world).act(ref, "own", headers=headers)
    assert answer.status == status
    if status == 426:
        sentence = (
            "This version of the app is too old. Reload it: whatever is not sent yet goes out then."
        )
        assert content(answer) == {"sentence": sentence}
    assert (world.issue(ref).state == IssueState.OWNED) is (status == 200)
