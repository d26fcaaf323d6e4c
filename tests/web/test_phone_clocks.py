"""A phone's clock may be wrong, and what it says may be nonsense: only an age is believed."""

from datetime import timedelta

import pytest

from tests.web.queued import Phone
from tests.web.test_late_taps import DAY, HOUR, last
from tests.web.world import World


@pytest.mark.parametrize("seconds", [0, 1, 59, 60])
def test_within_a_minute_it_was_just_now(world: World, seconds: int) -> None:
    ref = world.report()
    world.clock.forward(hours=1)
    tapped = world.clock() - timedelta(seconds=seconds)
    Phone(world).act(ref, "promise", tapped, minutes="60")
    assert last(world, ref).tapped_at is None
    assert world.issue(ref).promise_at == world.clock() + HOUR
    assert "came in at" not in world.owner.get(f"/issues/{ref}").words


@pytest.mark.parametrize("ahead", [-400 * DAY, -HOUR, 3 * HOUR, 9000 * DAY], ids=str)
def test_a_clock_that_is_wrong_is_corrected(world: World, ahead: timedelta) -> None:
    ref = world.report()
    world.clock.forward(hours=2)
    tapped = world.clock() - HOUR
    Phone(world, ahead=ahead).act(ref, "note", tapped, text="x")
    assert last(world, ref).tapped_at == tapped


@pytest.mark.parametrize(
    ("tapped", "sent"),
    [
        ("", ""),
        ("soon", "later"),
        ("1764000000000", ""),
        ("", "1764000000000"),
        ("1764000000000", "1763999000000"),  # sent before it was tapped
        ("-5", "1764000000000"),
        ("1e3", "1764000000000"),
        ("1764000000000.5", "1765000000000.5"),
        ("0", "9" * 400),
        ("0", "9" * 15),
        ("9" * 15, "0"),
        ("²", "1764000000000"),
        ("1764000000000, 1", "1765000000000"),
    ],
)
def test_nonsense_is_as_if_nothing_was_said(world: World, tapped: str, sent: str) -> None:
    ref = world.report()
    world.clock.forward(hours=2)
    headers = {"Ownit-Tapped": tapped, "Ownit-Sent": sent}
    headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert Phone(world).act(ref, "promise", headers=headers, minutes="60").status == 200
    assert last(world, ref).tapped_at is None
    assert world.issue(ref).promise_at == world.clock() + HOUR


def test_never_before_the_issue_was_there(world: World) -> None:
    ref = world.report()
    born_at = world.clock()
    world.clock.forward(hours=1)
    Phone(world).act(ref, "note", born_at - DAY, text="x")
    assert last(world, ref).tapped_at == born_at


@pytest.mark.parametrize(("days", "is_kept"), [(29, True), (30, True), (31, False), (400, False)])
def test_what_is_older_than_a_month_is_a_clock_that_was_put_right(
    world: World, days: int, is_kept: bool
) -> None:
    """The phone began in 1970, and learned the time between the tap and this try."""
    ref = world.report()
    for _ in range(5):  # whoever looks in now and then stays signed in
        world.clock.forward(days=11)
        assert world.owner.get("/").status == 200
    tapped = world.clock() - days * DAY
    Phone(world).act(ref, "note", tapped, text="y")
    assert last(world, ref).tapped_at == (tapped if is_kept else None)
