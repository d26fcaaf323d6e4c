"""The security log: each event once, with ids alone, and nothing that somebody typed."""

import json
import logging
from typing import Any

import pytest
from sqlmodel import col, select

from tests.web.world import World
from web.acts.accounts import invites
from web.acts.core import devices
from web.acts.core.guess_limit import PER_SOURCE
from web.acts.core.security_log import SecurityEvent, report, report_on_commit
from web.acts.core.tap import Unit
from web.rules.vocabulary import Role
from web.store.tables.accounts import Device

CANARY = "Kanarienvogel"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Called: what was written since the last call, as objects."""
    caplog.set_level(logging.INFO, "ownit.security")

    def read() -> list[dict[str, Any]]:
        found = [one for one in caplog.records if one.name == "ownit.security"]
        caplog.clear()
        return [json.loads(one.getMessage()) for one in found]

    return read


def test_who_is_refused(world: World, lines: Any) -> None:
    ref = world.report(words=CANARY)
    world.stranger.get(f"/issues/{ref}")
    world.owner.get("/settings")
    world.nobody.get("/settings")
    world.owner.get(f"/{CANARY}")
    found = lines()
    assert [(one["person"], one["route"], one["status"]) for one in found] == [
        (world.id("stranger"), "issues.show", 404),
        (world.id("owner"), "settings.show", 404),
    ]
    assert {one["event"] for one in found} == {"access_denied"}


def test_who_comes_in_and_goes(world: World, lines: Any) -> None:
    path = f"/join/{invited(world)}"
    newcomer = world.browser()
    newcomer.post(path, {"first_name": CANARY}, key="")
    asked, came = lines()
    assert asked == {"event": "invited", "role": "employee"}
    assert (came["event"], set(came)) == ("signed_in", {"event", "person", "device"})
    newcomer.get(path)
    assert lines() == [{"event": "sign_in_refused", "how": "link"}]
    newcomer.post("/sign-out")
    assert lines() == [came | {"event": "signed_out"}]


def test_whose_device_is_ended(world: World, lines: Any) -> None:
    owner = world.id("owner")
    with world.database.write() as session:
        for label in ("One", "Two", "Three"):
            devices.sign_in(session, owner, label, world.clock())
    with world.database.read() as session:
        mine = select(Device.id).where(Device.person_id == owner).order_by(col(Device.id))
        first, *others = session.exec(mine).all()
    lines()
    world.owner.post(f"/me/devices/{others[0]}/revoke")
    world.owner.post("/me/devices/revoke-others")
    ended = {"event": "device_ended", "person": owner}
    assert lines() == [ended | {"device": device} for device in others]
    assert first not in others


def test_who_guesses(world: World, lines: Any) -> None:
    for number in range(PER_SOURCE + 1):
        world.nobody.post("/sign-in", {"code": f"WRKN GTHE {number:04}"}, key="")
    found = lines()
    assert found.count({"event": "sign_in_refused", "how": "code"}) == PER_SOURCE + 1
    assert {"event": "limit_hit", "kind": "invite"} in found
    assert len({str(one) for one in found}) == 2


def invited(world: World) -> str:
    with world.database.write() as session:
        role, site, now = Role.EMPLOYEE, world.site.id, world.clock()
        return invites.invite(Unit(session, now), role=role, site_id=site).token


def test_what_admins_change(world: World, lines: Any) -> None:
    owner = world.id("owner")
    fields = {"role": "lead", "site_id": str(world.site.id)}
    for _ in range(2):  # a repeated tap changes nothing, and says nothing
        world.admin.post(f"/settings/people/{owner}", fields, key="the-same-key")
    changed = {"event": "role_changed", "person": world.id("admin"), "changed": owner}
    assert lines() == [changed | {"role": "lead"}]
    world.admin.post("/settings/organisation", {"name": CANARY})
    [found] = lines()
    assert (found["event"], found["what"]) == ("settings_changed", "settings.rename")
    world.admin.post(f"/settings/people/{owner}/close")
    assert [one["event"] for one in lines()] == ["account_closed"]
    world.colleague.post("/me/channels/email", {"address": f"{CANARY}@example.org"})
    assert CANARY not in str(lines())


def test_erasing_and_copies(world: World, lines: Any) -> None:
    ref = world.report(customer_name=CANARY)
    path = f"/issues/{ref}/customer-data"
    world.lead.get(f"{path}/copy")
    world.lead.post("/customer-data/copy", {"customer": CANARY})
    for _ in range(2):
        world.lead.post(f"{path}/erase", {"extent": "customer"}, key="the-same-key")
    lead, issue = world.id("lead"), world.issue(ref).id
    assert lines() == [
        {"event": "exported", "person": lead, "issue": issue},
        {"event": "exported", "person": lead, "issues": 1},
        {"event": "erased", "person": lead, "issue": issue, "extent": "customer"},
    ]


def test_what_is_rolled_back_was_not_done(one_world: World, lines: Any) -> None:
    with one_world.database.write() as session:
        report_on_commit(session, SecurityEvent.ERASED, person=1)
        session.rollback()
    with one_world.database.write():
        pass
    assert lines() == []


@pytest.mark.parametrize(
    "text", ["a\nb", 'x", "event": "erased', CANARY, "030 1234", "ä", "\u2028", "x" * 65, ""]
)
def test_no_text_of_people_gets_in(lines: Any, text: str) -> None:
    report(SecurityEvent.LIMIT_HIT, kind=text)
    assert lines() == [{"event": "limit_hit", "kind": "?"}]
