"""The demo's store: awake at any hour, with a customer, and phones that ring on a page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from push.endpoints import PushServices
from push.models import Delivery
from tests.support.clock import Clock
from tests.support.tables import make_tables
from tests.web.answers import Answer
from tests.web.configured import HTTP, config, keys
from tests.web.world import World
from web.cli.demo import Equipment, fill, share
from web.cli.sample import Sample
from web.rules.people import is_on_shift
from web.store.engine import Database
from web.store.tables.accounts import Person

SERVICES = PushServices.of((HTTP,))
EQUIPMENT = Equipment(SERVICES, f"{HTTP}/demo/push", keys().vapid.id, [keys().secret])


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    make_tables(database)
    yield database
    database.close()


@pytest.fixture
def demo(empty: Database) -> World:
    world = World(empty, Clock(), replace(config(), is_demo=True, push_services=SERVICES))
    with empty.write() as session:
        shared = fill(Sample(session, world.clock()), EQUIPMENT)
    with empty.write() as session:
        share(Sample(session, world.clock()), shared, EQUIPMENT)
    return world


HERE = {"REMOTE_ADDR": "127.0.0.1"}


def look(world: World, path: str) -> Answer:
    return world.nobody.fetch("GET", path, environ_base=HERE)


def someone(world: World, name: str) -> int:
    first, _, last = name.partition(" ")
    query = select(Person.id).where(Person.first_name == first, Person.last_name == last)
    with world.database.read() as session:
        return session.exec(query).one()


def on_shift(world: World) -> dict[str, bool]:
    with world.database.read() as session:
        people = session.exec(select(Person).where(col(Person.last_name).in_(NAMES))).all()
        return {one.first_name: is_on_shift(one.on_shift_until, world.clock()) for one in people}


NAMES = ("Berg", "Okafor", "Chen", "Saari", "Novak", "Ortiz", "Haddad")
AWAKE = dict.fromkeys(("Ana", "Ben", "Mika", "Kim", "Samira", "Noor"), True) | {"Li": False}


@pytest.mark.parametrize("hour", [0, 5, 12, 19, 23])
@pytest.mark.parametrize("day", [0, 6])
def test_the_same_people_are_on_shift_whenever_it_starts(
    empty: Database, hour: int, day: int
) -> None:
    world = World(empty, Clock())
    world.clock.now = world.clock().replace(hour=hour, minute=40) + timedelta(days=day)
    with empty.write() as session:
        fill(Sample(session, world.clock()))
    assert on_shift(world) == AWAKE
    world.run_until(30)
    assert on_shift(world) == AWAKE


def test_the_customer_is_among_the_roles(demo: World) -> None:
    page = look(demo, "/demo")
    assert "Carla Customer, Store 12. No account." in page.words
    link = re.findall(r'href="(/s/[^"]+)"', page.text)
    assert len(link) == 1
    words = demo.nobody.get(link[0]).words
    assert "Your carpet order and fitting for Saturday" in words
    assert "We are asking the other store for the underlay." in words
    sign = re.findall(r'href="(/issues/new[^"]+)"', page.text)
    assert "Tell anyone at Store 12." in demo.nobody.get(sign[0]).words


def test_a_phone_rings_once_and_says_that_it_showed_it(demo: World) -> None:
    ana = someone(demo, "Ana Berg")
    phone = f"/demo/phone/{ana}"
    assert "Nothing yet." in look(demo, phone).words
    demo.deliver()
    rings = look(demo, phone)
    assert "Ben asks for your help" in rings.words
    assert "New, with sound" in rings.words
    assert shown(demo) >= 3
    again = look(demo, phone).words
    assert "New, with sound" not in again
    assert "With sound at 10:00" in again
    step = re.findall(r'name="next" value="(/steps/[^"]+)"', rings.text)
    opened = demo.nobody.post(f"/demo/{ana}", {"next": step[0]}, key="", environ_base=HERE)
    assert opened.location == step[0]


def shown(world: World) -> int:
    with world.database.read() as session:
        return len(session.exec(select(Delivery).where(col(Delivery.shown_at).is_not(None))).all())


def test_its_push_service_takes_what_the_worker_sends(demo: World) -> None:
    ana = someone(demo, "Ana Berg")
    push, through = f"/demo/push/{ana}", {"X-Forwarded-For": "192.0.2.9"}
    assert demo.nobody.fetch("POST", push, data=b"\0\1", environ_base=HERE).status == 201
    assert demo.nobody.fetch("POST", push, through, environ_base=HERE).status == 404
    assert demo.nobody.fetch("POST", push).status == 404  # not of this machine
