"""Update the customer: one act that says what they were told, or why there is no news yet, who may
read it, and when they hear next."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.web.world import World
from web.rules.promises import next_time
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Event

SAID, WHY = "Store 7 has the underlay.", "Store 7 calls back at 11"
BOTH_WAYS = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


def updated(world: World, ref: str, **fields: str) -> Event:
    """The event of an update that was accepted."""
    assert world.owner.act(ref, "update", **fields).status == 303
    return world.events(ref)[-1]


def test_what_they_were_told_is_kept_with_the_next_promise(world: World) -> None:
    ref = world.report()
    event = updated(world, ref, what="told", text=SAID, released="yes", by="60")
    promise = world.clock() + timedelta(minutes=60)
    assert (event.kind, event.text) == (EventKind.CUSTOMER_TOLD, SAID)
    assert event.data["when"] == promise.isoformat()
    assert event.data["released"] is True
    assert world.issue(ref).promise_at == promise
    assert "The customer can read this." in world.owner.get(f"/issues/{ref}").words


def test_without_news_the_reason_is_kept_and_stays_with_colleagues(world: World) -> None:
    ref = world.report()
    event = updated(world, ref, what="not-yet", why=WHY, by="30")
    promise = world.clock() + timedelta(minutes=30)
    assert (event.kind, event.text) == (EventKind.POSTPONED, WHY)
    assert event.data["when"] == promise.isoformat()
    assert "released" not in event.data
    assert "can read this" not in world.owner.get(f"/issues/{ref}").words


def test_the_reason_may_be_released_too(one_world: World) -> None:
    fields = {"what": "not-yet", "why": WHY, "released_why": "yes", "by": "30"}
    assert updated(one_world, one_world.report(), **fields).data["released"] is True


def test_what_belongs_to_the_other_choice_is_left_aside(one_world: World) -> None:
    """Browsers without `:has()` show the fields of both."""
    both = {"text": SAID, "released": "yes", "why": WHY, "by": "60"}
    told = updated(one_world, one_world.report(), what="told", **both)
    assert (told.text, told.data["released"]) == (SAID, True)
    none = updated(one_world, one_world.report(), what="not-yet", **both)
    assert none.text == WHY
    assert "released" not in none.data


def test_nothing_said_is_nothing_released(one_world: World) -> None:
    event = updated(one_world, one_world.report(), what="told", released="yes", by="60")
    assert event.text is None
    assert "released" not in event.data


def test_words_that_they_may_read_are_chosen_for_what_was_told_alone(one_world: World) -> None:
    page = one_world.owner.get(f"/issues/{one_world.report()}/update").page
    assert page is not None
    boxes = [one.attrib for one in page.root.iter("input") if one.attrib["type"] == "checkbox"]
    assert [(one["name"], "checked" in one) for one in boxes] == [
        ("released", True),
        ("released_why", False),
    ]


def test_another_time_is_the_next_one_by_the_clock_of_the_site(one_world: World) -> None:
    ref = one_world.report()
    zone = ZoneInfo(one_world.viewer("owner").zone)
    before = (one_world.clock() - timedelta(hours=1)).astimezone(zone)
    updated(one_world, ref, what="told", by="at", at=f"{before:%H:%M}", zone=zone.key)
    promise = one_world.issue(ref).promise_at
    assert promise is not None
    assert promise.astimezone(zone) == before.replace(second=0, microsecond=0) + timedelta(days=1)


WRONG = [
    ({"text": SAID, "by": "60"}, "Choose what happened"),
    ({"what": "not-yet", "text": SAID, "why": " ", "by": "60"}, "why there is no news yet"),
    ({"what": "told", "text": SAID}, "Choose when you update the customer next."),
    ({"what": "told", "text": SAID, "by": "0"}, "Choose when"),
    ({"what": "told", "text": SAID, "by": "99999"}, "Choose when"),
    ({"what": "told", "text": SAID, "by": "2001-01-01T10:00:00+00:00"}, "Choose when"),
    ({"what": "told", "text": SAID, "by": "2030-01-01T10:00:00"}, "Choose when"),
    ({"what": "told", "text": SAID, "by": "at", "at": "soon", "zone": "UTC"}, "Choose when"),
    ({"what": "told", "text": SAID, "by": "at", "at": "10:00", "zone": "Mars"}, "Choose when"),
]


@BOTH_WAYS
@pytest.mark.parametrize(("typed", "sentence"), WRONG)
def test_what_was_typed_stays_when_something_is_wrong(
    one_world: World, htmx: bool, typed: dict[str, str], sentence: str
) -> None:
    ref = one_world.report()
    answer = one_world.owner.act(ref, "update", htmx=htmx, **typed)
    assert answer.status == 422
    assert sentence in answer.words
    assert answer.form(f"/issues/{ref}/update")["text"] == SAID
    assert one_world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]


def test_who_may_not_update_sees_the_issue_at_its_address(one_world: World) -> None:
    ref = one_world.report()
    forms = one_world.colleague.get(f"/issues/{ref}/update").forms()
    assert f"/issues/{ref}/note" in forms
    assert f"/issues/{ref}/update" not in forms


def test_an_update_silences_what_was_due(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.clock.forward(minutes=28)
    updated(world, ref, what="told", by="60")
    (running,) = world.running(ref)
    assert running.started_at == world.clock()
    assert running.step_at is not None
    assert running.step_at > world.clock() + timedelta(minutes=30)


def test_a_promise_for_a_time_of_day_counts_from_the_tap() -> None:
    vienna = ZoneInfo("Europe/Vienna")
    now = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)  # 10:00 there
    assert next_time(time(10, 1), now, vienna) == datetime(2026, 11, 29, 9, 1, tzinfo=UTC)
    assert next_time(time(10, 0), now, vienna) == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "at", "expected"),
    [
        ("2026-10-24T23:30", time(2, 30), "2026-10-25T00:30"),  # 01:30: the first of the two
        ("2026-10-25T00:40", time(2, 30), "2026-10-26T01:30"),  # 02:40 in summer, as on the button
        ("2026-10-25T00:40", time(2, 50), "2026-10-25T00:50"),
        ("2026-10-25T01:10", time(2, 30), "2026-10-25T01:30"),  # 02:10 in winter: not a day later
        ("2026-10-25T01:40", time(2, 30), "2026-10-26T01:30"),
        ("2026-03-29T00:40", time(2, 30), "2026-03-29T01:30"),  # 01:40: it is skipped
        ("2026-03-29T01:40", time(2, 30), "2026-03-30T00:30"),
    ],
)
def test_a_time_that_the_clock_shows_twice_or_never(now: str, at: time, expected: str) -> None:
    found = next_time(at, datetime.fromisoformat(f"{now}Z"), ZoneInfo("Europe/Vienna"))
    assert found.astimezone(UTC) == datetime.fromisoformat(f"{expected}Z")
