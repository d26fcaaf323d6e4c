"""Places and sites stand in the order of their numbers, the same on both databases."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.accounts import Site

ORDER = ["Äpfel", "Desk 2", "Till 1", "till 2", "Till 2b", "Till 10", "Zone 9"]
TYPED = ["Till 10", "Zone 9", "till 2", "Äpfel", "Till 1", "Till 2b", "Desk 2"]
SITES = ["Store 2", "Store 3", "Store 10"]

Page = Callable[[World], Answer]
PLACES: dict[str, Page] = {
    "site": lambda world: world.admin.get(f"/settings/sites/{world.site.id}"),
    "signs": lambda world: world.admin.get(f"/settings/sites/{world.site.id}/signs"),
    "report": lambda world: world.owner.get("/issues/new"),
    "correct": lambda world: world.owner.get(f"/issues/{world.report()}/correct"),
}
ALL_SITES: dict[str, Page] = {
    "settings": lambda world: world.admin.get("/settings"),
    "report": lambda world: world.admin.get("/issues/new"),
    "invites": lambda world: world.admin.get("/settings/invites"),
    "opening hours": lambda world: world.admin.get(
        f"/settings/sites/{world.site.id}/opening-hours"
    ),
    "policies": lambda world: world.admin.get(f"/settings/sites/{world.site.id}/nudges"),
    "board": lambda world: world.admin.get("/site"),
}


def in_order(answer: Answer, names: list[str]) -> list[str]:
    """The names, each where it stands first."""
    assert answer.status == 200
    found = re.findall(
        "|".join(rf"\b{re.escape(one)}\b" for one in reversed(names)), unescape(answer.text)
    )
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("page", PLACES)
def test_places_stand_in_the_order_of_their_numbers(world: World, page: str) -> None:
    for name in TYPED:
        path = f"/settings/sites/{world.site.id}/places"
        assert world.admin.post(path, {"name": name}).status == 303
    assert in_order(PLACES[page](world), ORDER) == ORDER


@pytest.mark.parametrize("page", ALL_SITES)
def test_sites_stand_in_the_order_of_their_numbers(world: World, page: str) -> None:
    with world.database.write() as session:
        for name in ("Store 10", "Store 3", "Store 2"):
            session.add(Site(name=name, zone="Europe/Berlin", created_at=world.clock()))
    assert in_order(ALL_SITES[page](world), SITES) == SITES
