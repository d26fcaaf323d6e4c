"""Every field for a name wants something that can be seen, and keeps flags and joined letters."""

import pytest
from sqlmodel import select

from tests.support.taps import unit_of
from tests.web.world import World
from web.acts.accounts import invites
from web.rules.vocabulary import Role
from web.store.tables.accounts import Organisation, Person, Place, Site, Skill
from web.store.tables.issues import Issue

NOTHING = ["\ufe0f", "\u0301", "\u034f", "\u0301\ufe0f", "\u3164", "\ufffc"]
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
NAME = f"Ana {ENGLAND}"


def join(world: World, first_name: str) -> int:
    with world.database.write() as session:
        way_in = invites.invite(unit_of(world, session), role=Role.EMPLOYEE, site_id=world.site.id)
    return world.browser().post(f"/join/{way_in.token}", {"first_name": first_name}, key="").status


@pytest.mark.parametrize("name", NOTHING, ids=ascii)
def test_a_name_without_anything_to_see_is_refused(one_world: World, name: str) -> None:
    world = one_world
    assert join(world, name) == 422
    site = {"name": name, "zone": "Europe/Berlin", "phone": ""}
    assert world.admin.post("/settings/organisation", {"name": name}).status == 422
    assert world.admin.post("/settings/sites", site).status == 422
    assert world.admin.post(f"/settings/sites/{world.site.id}/places", {"name": name}).status == 422
    # These may be left empty, and are.
    typed = {"text": "Till 4 is dead", "site_id": str(world.site.id), "urgency": "today"}
    typed |= {"customer_name": name, "place": name, "customer_contact": name}
    assert world.owner.post("/issues", typed).status == 303
    assert world.owner.post("/me/skills", {"skills": name}).status == 303
    with world.database.read() as session:
        issue = session.exec(select(Issue)).one()
        assert (issue.customer_name, issue.place, issue.customer_contact) == (None, None, None)
        assert session.exec(select(Skill)).all() == []


def test_a_flag_of_a_region_stays_in_every_name(world: World) -> None:
    assert join(world, NAME) == 303
    site = {"name": NAME, "zone": "Europe/Berlin", "phone": ""}
    assert world.admin.post("/settings/organisation", {"name": NAME}).status == 303
    assert world.admin.post("/settings/sites", site).status == 303
    assert world.admin.post(f"/settings/sites/{world.site.id}/places", {"name": NAME}).status == 303
    assert world.owner.post("/me/skills", {"skills": NAME}).status == 303
    with world.database.read() as session:
        for column in (Person.first_name, Organisation.name, Site.name, Place.name, Skill.word):
            assert NAME in [row[0] for row in session.execute(select(column))]
