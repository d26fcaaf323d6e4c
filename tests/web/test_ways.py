"""Other ways to reach somebody: given, tried and taken away on Me; wrong and hostile addresses."""

from contextlib import nullcontext

import pytest
from sqlmodel import select

from push import channels as push_channels
from push.errors import InvalidInput
from push.models import Channel, Delivery
from tests.support.taps import tap_of
from tests.web.world import World
from web.acts.phones import channels as phones_channels
from web.store.tables.accounts import Site

ADDRESS = "ana@example.org"
SENTENCE = "Write one e-mail address, such as ana@example.org."


def kept(world: World) -> list[tuple[str, str, str]]:
    with world.database.read() as session:
        return [(one.person, one.kind, one.address) for one in session.exec(select(Channel)).all()]


def give(world: World, address: str = ADDRESS) -> None:
    answer = world.owner.post("/me/channels/email", {"address": address})
    assert (answer.status, answer.location) == (303, "/me?saved=channel#channels")


def test_one_address_of_each_kind(world: World) -> None:
    give(world, f"  {ADDRESS} ")
    assert kept(world) == [(str(world.id("owner")), "email", ADDRESS)]
    give(world, "other@example.org")
    assert [one[2] for one in kept(world)] == ["other@example.org"]
    assert "other@example.org" in world.owner.get("/me").text
    assert (
        "Saved. Send a test to check that it works." in world.owner.get("/me?saved=channel").words
    )
    removed = world.owner.post("/me/channels/email/remove")
    assert (removed.status, kept(world)) == (303, [])
    assert "Removed." in world.owner.get(removed.location.partition("#")[0]).words
    assert world.owner.post("/me/channels/email/remove").status == 303


NUMBERS = {
    "+43 (0)660 123 45 67": "+436601234567",
    "٠٦٦٠ ١٢٣٤٥٦": "+43660123456",
    "0660/1234567": "+436601234567",
    "0660 123456 / 0664 987654": None,
    "4711": None,
}


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_for_messages_is_kept_as_e164(one_world: World, typed: str) -> None:
    world = one_world
    with world.database.write() as session:
        session.get_one(Site, world.site.id).zone = "Europe/Vienna"
        expected = pytest.raises(InvalidInput, match="Write one number with its country")
        with nullcontext() if NUMBERS[typed] else expected:
            phones_channels.save(tap_of(world, session, "owner"), "sms", typed)
    assert [address for _, _, address in kept(world)] == list(filter(None, [NUMBERS[typed]]))


def test_a_number_without_its_country_is_of_the_sites(one_world: World) -> None:
    """Chosen in Settings; else that of its time zone, which is Germany's here."""
    world = one_world
    for country, number in (("", "+491711234567"), ("Switzerland", "+41791234567")):
        fields = {"name": "Store 12", "zone": "Europe/Berlin", "country": country}
        assert world.admin.post(f"/settings/sites/{world.site.id}", fields).status == 303
        with world.database.write() as session:
            typed = f"0{number[3:]}"
            phones_channels.save(tap_of(world, session, "owner"), "sms", typed)
            (only,) = push_channels.of_person(session, str(world.id("owner")))
            assert only.address == number


def test_nobody_else_sees_it(world: World) -> None:
    give(world)
    ref = world.report()
    paths = ("/me", "/people", "/settings", "/site", f"/issues/{ref}")
    for who in (world.colleague, world.lead, world.admin):
        assert not any(ADDRESS in who.get(path).text for path in paths)
    assert "own:secret" not in world.owner.get("/me").text


def test_it_is_tried_once_a_minute(world: World) -> None:
    world.phone("owner")
    give(world)
    for _ in range(2):
        answer = world.owner.post("/me/channels/email/test")
    assert answer.status == 409
    assert "The last test was a moment ago. Wait a minute." in answer.words
    world.clock.forward(minutes=1)
    assert world.owner.post("/me/channels/email/test").status == 303
    with world.database.read() as session:
        rows = session.exec(select(Delivery)).all()
    assert len(rows) == 2
    assert all(row.channel_id and not row.subscription_id for row in rows)


def test_without_an_address_there_is_nothing_to_try(one_world: World) -> None:
    answer = one_world.owner.post("/me/channels/email/test")
    assert answer.status == 409
    assert "There is no address to test. Add one first." in answer.words
    assert one_world.messages() == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Write the address, in at most 200 characters."),
        (" \u200b", "Write the address, in at most 200 characters."),
        ("x" * 201, "Write the address, in at most 200 characters."),
        ("ana", SENTENCE),
        ("ana@example", SENTENCE),
        ("ana@example.org, ben@example.org", SENTENCE),
        ("ana@example.org?cc=ben@example.org", SENTENCE),
        ("ana@example.org/../x", SENTENCE),
        ("ana@example..org", SENTENCE),
        ("Ana <ana@example.org>, Ben", SENTENCE),
        ("jürgen@example.org", "Letters such as ü before the @ do not reach every mail server."),
        ("<script>@example.org", SENTENCE),
        ("ana@example.org\nBcc: ben@example.org", SENTENCE),
    ],
)
def test_what_is_no_address(still_world: World, address: str, sentence: str) -> None:
    answer = still_world.owner.post("/me/channels/email", {"address": address})
    assert answer.status == 422
    assert sentence in answer.words
    if address == "ana":
        assert 'value="ana"' in answer.text
    assert kept(still_world) == []


@pytest.mark.parametrize("kind", ["sms", "chat", "fax", "EMAIL", "..", "%00"])
def test_a_kind_that_this_installation_has_not(still_world: World, kind: str) -> None:
    for act in ("", "/test", "/remove"):
        fields = {"address": ADDRESS} if not act else {}
        assert still_world.owner.post(f"/me/channels/{kind}{act}", fields).status == 404


def test_a_repeated_tap_sends_one(one_world: World) -> None:
    give(one_world)
    for _ in range(2):
        answer = one_world.owner.post("/me/channels/email/test", key="one-and-the-same")
        assert answer.status == 303
    assert len(one_world.messages("owner")) == 1
