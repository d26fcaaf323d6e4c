"""Two sites of one name, or two places of a site: refused, where the other one is named."""

import pytest
from sqlmodel import col, select

from tests.web.world import World
from web.cli.people import site_named
from web.cli.terminal import Stop
from web.rules.text import name_key
from web.store.tables.accounts import Place, Site

SAME = [
    ("IŞIK 1", "ışık 1"),
    ("İzmir", "izmir"),
    ("Store 12", "Store 12"),
    ("Store 12", "STORE 12"),
    ("Store 12", "Store  12 "),
    ("Store 12", "Store12"),
    ("Store 12", "Store-12"),
    ("Store 12", "Ｓｔｏｒｅ １２"),
    ("Store 12", "Stоre 12"),  # a Cyrillic letter
    ("Anna’s", "ANNA'S"),
    ("Straße", "STRASSE"),
    ("Cafe\u0301", "Café"),
    ("МАГАЗИН А", "Магазин A"),  # a Cyrillic letter
    ("🏪", "🏪"),
    ("Level -1", "level −1"),
    ("Level -1", "Level –1"),
    ("Level -1", "Level (-1)"),
    ("Level - 1", "Level 1"),
    ("Level-1", "Level 1"),
    ("Kasse +", "kasse+"),
    ("R&D", "R & D"),
    ("Till #4", "Till 4"),
    ("Hall Ⅳ", "Hall IV"),
    ("Till ①", "Till 1"),
    ("Till 1\ufe0f\u20e3", "Till 1"),
    ("Door ❤\ufe0f", "Door ❤"),
    ("Hall A | North", "Hall A - North"),
    ("ที่1", "ที่ 1"),
    ("Store 7", "St\u200dore 7"),
    ("Store 7", "St\u200core 7"),
    ("قاعة ١", "قاعة 1"),
    ("हॉल ७", "हॉल 7"),
    ("می\u200cخواهم", "می خواهم"),
    ("ﾊﾟﾝ", "パン"),
]
OTHERS = [
    ("Store 12", "Store 1 2"),
    ("Level 1-2", "Level 12"),
    ("Café", "Cafe"),
    ("Store 1", "Store 12"),
    ("🏪", "🏨"),
    ("Север", "Юг"),
    ("!", "?"),
    # Signs that tell things apart.
    ("Level -1", "Level 1"),
    ("Ebene −1", "Ebene 1"),
    ("-1", "1"),
    ("Level U1", "Level U-1"),
    ("U-2", "U2"),
    ("Hall 2²", "Hall 22"),
    ("Room 1/2", "Room 1-2"),
    ("बाग", "बेग"),
    ("பா", "பி"),
    ("Kasse +", "Kasse -"),
    ("Kasse +", "Kasse"),
    ("Kasse -", "Kasse"),
    ("C#", "C"),
    ("C++", "C"),
    ("C++", "C#"),
    ("Tür A+", "Tür A"),
    ("Tür A-", "Tür A"),
    ("Lager *", "Lager"),
    ("Lager *", "Lager **"),
    ("Kasse 1/3", "Kasse 1-3"),
    ("A & B", "A B"),
    ("Gate 9½", "Gate 91/2"),
    ("Gate 9½", "Gate 9"),
    ("Room 10²", "Room 102"),
    ("Lab m²", "Lab m2"),
    ("Lab H₂", "Lab H2"),
    ("Hall II", "Hall III"),
    ("Hall II", "Hall 2"),
    ("Tresor €", "Tresor $"),
    ("WC ♀", "WC ♂"),
    ("Lift →", "Lift ←"),
    ("Door ❤", "Door ❤❤"),
    ("Park 🐘 1", "Park 🦒 1"),
    ("कि", "का"),  # vowels are marks there
    ("ตัว", "ตว"),
]
TAKEN = "There is a {} “{}” already. Add its {} to the name."


@pytest.mark.parametrize(("one", "other"), SAME, ids=ascii)
def test_names_that_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), OTHERS, ids=ascii)
def test_names_that_are_two(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def sites(world: World) -> list[str]:
    with world.database.read() as session:
        return list(session.exec(select(Site.name).order_by(col(Site.id))))


def test_a_second_site_of_a_name_is_refused_and_what_was_typed_stays(world: World) -> None:
    before = sites(world)
    typed = {"name": "bahnhof  NORD", "zone": "Asia/Tokyo", "phone": "0660 1234567"}
    assert world.admin.post("/settings/sites", typed | {"name": "Bahnhof-Nord"}).status == 303
    answer = world.admin.post("/settings/sites", typed)
    assert answer.status == 409
    assert TAKEN.format("site", "Bahnhof-Nord", "town or street") in answer.words
    assert all(f'value="{value}"' in answer.text for value in ("bahnhof  NORD", "Asia/Tokyo"))
    assert sites(world) == [*before, "Bahnhof-Nord"]
    assert world.admin.post("/settings/sites", typed | {"name": "Bahnhof Süd"}).status == 303


def test_a_site_does_not_take_anothers_name_and_may_write_its_own_anew(world: World) -> None:
    path = f"/settings/sites/{world.site.id}"
    typed = {"name": world.elsewhere.name.upper(), "zone": "UTC", "phone": "0660 1"}
    answer = world.admin.post(path, typed)
    assert answer.status == 409
    assert TAKEN.format("site", world.elsewhere.name, "town or street") in answer.words
    assert 'value="0660 1"' in answer.text
    assert world.admin.post(path, typed | {"name": world.site.name.upper()}).status == 303
    assert sites(world)[:2] == [world.site.name.upper(), world.elsewhere.name]


def test_sites_of_one_name_from_before_can_be_changed(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Site, world.elsewhere.id).name = world.site.name
    path = f"/settings/sites/{world.elsewhere.id}"
    typed = {"name": world.site.name, "zone": "Asia/Tokyo"}
    assert world.admin.post(path, typed).status == 303
    assert world.admin.post(path, typed | {"name": "Store 99"}).status == 303


def test_places_of_one_name_are_refused_in_one_site_only(world: World) -> None:
    path = "/settings/sites/{}/places"
    assert world.admin.post(path.format(world.site.id), {"name": "Rooftop 4"}).status == 303
    answer = world.admin.post(path.format(world.site.id), {"name": "rooftop 4"})
    assert answer.status == 409
    assert TAKEN.format("place", "Rooftop 4", "floor or number") in answer.words
    assert ">rooftop 4</textarea>" in answer.text
    assert world.admin.post(path.format(world.elsewhere.id), {"name": "Rooftop 4"}).status == 303
    with world.database.read() as session:
        place = session.exec(
            select(Place).where(Place.name == "Rooftop 4", Place.site_id == world.site.id)
        ).one()
    assert world.admin.post(f"/settings/places/{place.id}/remove", {}).status == 303
    assert world.admin.post(path.format(world.site.id), {"name": "ROOFTOP 4"}).status == 303


def test_places_are_added_from_a_list_or_none_of_them(one_world: World) -> None:
    path = f"/settings/sites/{one_world.site.id}/places"
    typed = "\r\n".join(("Gate 1", "", "  Gate   2 ", *(f"Desk {number}" for number in range(18))))
    assert one_world.admin.post(path, {"name": typed}).status == 303
    added = places(one_world)
    assert {"Gate 1", "Gate 2", "Desk 17"} <= set(added)
    for wrong, sentence in (
        ("Gate 3\ngate 1", TAKEN.format("place", "Gate 1", "floor or number")),
        ("Gate 3\nGate 4\nGATE 4", "“GATE 4” is in your list twice. Write it once."),
        (
            "Gate 3\n\n- " + "x" * 81,
            "Line 3, “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…”, has 81 characters. Shorten it to 80.",
        ),
        (
            "\n".join(f"Shelf {number}" for number in range(101)),
            "These are 101 places. Add at most 100 at a time.",
        ),
    ):
        answer = one_world.admin.post(path, {"name": wrong})
        assert sentence in answer.words
        assert "Gate 3" in answer.text or "Shelf 100" in answer.text
    assert places(one_world) == added


def places(world: World) -> list[str]:
    with world.database.read() as session:
        return list(session.exec(select(Place.name).where(Place.site_id == world.site.id)))


@pytest.mark.parametrize("typed", ["Store 12", "store  12", "STORE12", "Ｓｔｏｒｅ １２"])
def test_the_terminal_finds_a_site_by_the_same_name(one_world: World, typed: str) -> None:
    with one_world.database.read() as session:
        assert site_named(session, typed).id == one_world.site.id
        with pytest.raises(Stop, match="Say which site you mean"):
            site_named(session, "Store 13")
