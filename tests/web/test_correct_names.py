"""Names: one's own, and for admins everybody's."""

import pytest

from tests.web.world import World
from web.store.tables.accounts import Person

MARIA = {"first_name": "Maria", "last_name": "Rothgeber-Klein"}


def name_of(world: World, persona: str) -> str:
    with world.database.read() as session:
        return session.get_one(Person, world.id(persona)).name


def test_people_correct_their_own_name(world: World) -> None:
    ref = world.report()
    assert 'value="Rothgeber"' in world.owner.get("/me/name").text
    assert world.owner.post("/me/name", MARIA).location == "/me"
    assert "Maria Rothgeber-Klein" in world.owner.get("/me").words
    assert "Maria Rothgeber-Klein" in world.colleague.get(f"/issues/{ref}").words
    found = world.lead.get(f"/issues/{world.report('lead')}/ask?find=maria").words
    assert "Maria Rothgeber-Klein" in found


def test_admins_correct_everybodys(world: World) -> None:
    path = f"/settings/people/{world.id('owner')}/name"
    answer = world.admin.post(path, MARIA)
    assert answer.location == path.removesuffix("/name")
    assert name_of(world, "owner") == "Maria Rothgeber-Klein"
    for other in ("owner", "colleague", "lead", "stranger"):
        assert world.browser_of(other).post(path, MARIA).status == 404
        assert world.browser_of(other).get(path).status == 404
    assert world.admin.post("/settings/people/999999/name", MARIA).status == 404


@pytest.mark.parametrize("first", ["", "  ", "...", "x" * 61])
def test_a_name_has_letters(one_world: World, first: str) -> None:
    answer = one_world.owner.post("/me/name", {"first_name": first, "last_name": "Klein"})
    assert answer.status == 422
    assert "Write the first name in letters, at most 60 characters." in answer.words
    assert 'value="Klein"' in answer.text
    assert name_of(one_world, "owner") == "Ana Rothgeber"
