"""What has to be true later on: a page left open, a session that ran out, months of events."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from push.models import Subscription
from tests.support.steady import steady
from tests.support.taps import tap_of, unit_of
from tests.web.world import World
from web.acts.accounts import people
from web.acts.core import devices, events
from web.acts.core.tap import Tap
from web.acts.issues import status_link
from web.acts.phones import push_subscriptions
from web.rules.phones import IDLE
from web.rules.vocabulary import EventKind, Role
from web.store.errors import NotFound
from web.store.tables.accounts import Device, Person, Site
from web.store.tables.issues import Issue


def rings(world: World, persona: str) -> bool:
    with world.database.read() as session:
        query = select(Subscription).where(Subscription.person == str(world.id(persona)))
        return session.exec(query).first() is not None


def test_a_phone_that_was_just_signed_out_cannot_be_made_to_ring(world: World) -> None:
    who = world.viewer("owner")  # as a request was let in, a moment before the sign-out
    assert world.owner.post("/sign-out", key="").status == 303
    with pytest.raises(NotFound), world.database.write() as session:
        devices.lock_open(session, who)
    with pytest.raises(NotFound), world.database.write() as session:
        push_subscriptions.send_test_push(Tap(session, world.clock(), who))
    assert not rings(world, "owner")


def test_a_session_that_ran_out_does_not_ring(world: World) -> None:
    world.phone("colleague")
    world.clock.now += IDLE + timedelta(minutes=1)
    steady(world.database, world.clock())
    world.long_shift()
    ref = world.unowned()
    world.advance()
    assert not rings(world, "colleague")
    assert world.messages("colleague")[-1].unreachable
    assert EventKind.UNREACHED in world.kinds(ref)


def test_only_who_just_owned_it_is_told_so(world: World) -> None:
    ref = world.report()
    assert "You own this." in world.owner.get(f"/issues/{ref}?owned=1").words
    assert "Ana Rothgeber owns this" in world.colleague.get(f"/issues/{ref}?owned=1").words
    assert world.owner.act(ref, "resolve", text="Done, and told.").status == 303
    assert "You owned this Settled 10:00" in world.owner.get(f"/issues/{ref}?owned=1").words


def test_a_morning_is_that_morning_however_late_it_is_tapped(world: World) -> None:
    ref = world.report()
    page = world.owner.get(f"/issues/{ref}").text
    morning = re.findall(r'name="by" value="(\d{4}-[^"]+)"', page)[0]
    world.clock.forward(minutes=90)
    assert world.owner.act(ref, "promise", until=morning).status == 303
    assert world.issue(ref).promise_at == datetime.fromisoformat(morning)


@pytest.mark.parametrize(
    "fields",
    [
        {"until": "2001-01-01T09:00:00+00:00"},
        {"until": "2999-01-01T09:00:00+00:00"},
        {"until": "tomorrow"},
        {"until": "2026-11-23T09:00:00"},
        {"minutes": "30", "until": "2026-11-23T09:00:00+00:00"},
    ],
)
def test_a_time_that_makes_no_sense_is_refused(one_world: World, fields: dict[str, str]) -> None:
    ref = one_world.report()
    answer = one_world.owner.act(ref, "promise", **fields)
    assert answer.status == 422
    assert "Choose a time in the future" in answer.words


def test_the_customer_reads_the_right_day_west_of_greenwich(world: World) -> None:
    with world.database.write() as session:
        site = session.get_one(Site, world.site.id)
        site.zone = "America/New_York"
        session.add(site)
    world.clock.now = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # there: half past eleven at night
    ref = world.report()
    path = world.shared(ref)
    first = world.nobody.get(path)
    assert "tomorrow" in first.words
    world.clock.forward(minutes=40)  # past midnight there, and still the same day in UTC
    again = world.nobody.get(path, {"If-None-Match": first.headers["ETag"]})
    assert again.status == 200
    assert "tomorrow" not in again.words


def test_the_line_keeps_its_beginning(world: World) -> None:
    ref = world.report()
    with world.database.write() as session:
        issue = session.exec(select(Issue).where(Issue.ref == ref)).one()
        for _ in range(250):
            events.append_event(unit_of(world, session), issue, EventKind.UNREACHED, people=[])
    assert "You saw it and own it" in world.owner.get(f"/issues/{ref}").words


def test_a_link_of_a_lost_secret_is_made_anew(world: World) -> None:
    ref = world.report()
    old, other = world.shared(ref), (b"another secret",)
    with world.database.write() as session:
        assert status_link.live_token(session, world.issue(ref).id, other, world.clock()) is None
        status_link.share(tap_of(world, session, "owner"), ref, other)
        fresh = status_link.live_token(session, world.issue(ref).id, other, world.clock())
    assert fresh is not None
    assert fresh != old.removeprefix("/s/")
    assert world.nobody.get(f"/s/{fresh}").status == 200


def test_an_admin_who_is_none_any_more_changes_nothing(world: World) -> None:
    who = world.viewer("admin")
    with world.database.write() as session:
        person = session.get_one(Person, who.id)
        person.role = Role.LEAD
        session.add(person)
    with pytest.raises(NotFound), world.database.write() as session:
        people.still_admin(session, who)


def test_signing_in_again_here_ends_the_older_session(world: World) -> None:
    with world.database.read() as session:
        before = session.exec(select(Device.id).where(col(Device.ended_at).is_(None))).all()
    code = world.owner.post("/me/link").text.partition('<p class="code">')[2].partition("<")[0]
    answer = world.owner.post("/sign-in", {"code": code}, key="")
    assert world.owner.post(answer.headers["Location"], key="").status == 303
    with world.database.read() as session:
        after = session.exec(select(Device.id).where(col(Device.ended_at).is_(None))).all()
    assert len(after) == len(before)


def test_a_page_does_not_fail_because_a_note_cannot_be_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any) -> None:
        raise OperationalError("UPDATE device", {}, Exception("database is locked"))

    monkeypatch.setattr(devices, "mark_seen", locked)
    world.clock.now += devices.SEEN_EVERY + timedelta(minutes=1)
    assert world.owner.get("/").status == 200


def test_the_page_of_a_crash_asks_nothing_of_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Session:
        raise OperationalError("SELECT", {}, Exception("the database is away"))

    monkeypatch.setattr(type(world.database), "read", away)
    answer = world.owner.get("/")
    assert answer.status == 503
    assert "Own It is too busy to answer. Reload this page" in answer.words


def test_a_refused_form_can_be_loaded_again(world: World) -> None:
    ref = world.report()
    assert world.colleague.act(ref, "own").status == 409
    answer = world.colleague.get(f"/issues/{ref}/own")
    assert answer.status == 303
    assert answer.headers["Location"] == f"/issues/{ref}"
