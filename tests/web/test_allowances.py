"""What people may do without asking: the list that admins keep, and who reads it."""

import pytest
from sqlmodel import select

from tests.web.answers import Answer
from tests.web.world import World
from web.rules.money import Money
from web.rules.vocabulary import Role
from web.store.tables.allowances import Allowance

TAXI = {"words": "Taxi home", "role": "employee", "limit": "30", "currency": "EUR"}


def here(world: World) -> str:
    return f"/settings/sites/{world.site.id}"


def add(world: World, **fields: str) -> Answer:
    return world.admin.post(f"{here(world)}/allowances", TAXI | fields)


def allow(world: World, words: str, role: Role = Role.EMPLOYEE) -> None:
    world.make(lambda it: it.allowance(world.site, words, role))


def kept(world: World) -> list[tuple[str, str, int | None, str | None, bool]]:
    with world.database.read() as session:
        rows = session.exec(select(Allowance).order_by(Allowance.position))  # type: ignore[arg-type]
        return [
            (one.role, one.words, one.limit_amount, one.currency, one.removed_at is None)
            for one in rows
        ]


def test_an_admin_adds_changes_and_removes(world: World) -> None:
    answer = add(world)
    assert (answer.status, answer.location) == (303, f"{here(world)}?saved=allowances#allowances")
    assert add(world, words="Exchange it", limit="", role="lead").status == 303
    assert kept(world) == [
        ("employee", "Taxi home", 3000, "EUR", True),
        ("lead", "Exchange it", None, None, True),
    ]
    words = world.admin.get(here(world)).words
    assert words.index("Taxi home") < words.index("up to €30.00") < words.index("Exchange it")
    page = world.admin.get("/settings/allowances/1")
    form = page.form("/settings/allowances/1")
    assert (form["words"], form["limit"], form["currency"]) == ("Taxi home", "30.00", "EUR")
    changed = form | {"words": "A taxi", "role": "admin", "limit": "1.234,50"}
    assert world.admin.post("/settings/allowances/1", changed).status == 303
    assert in_use(world)[0] == ("admin", "A taxi", 123450, "EUR", True)
    words = world.admin.get(here(world)).words
    assert words.index("A taxi") < words.index("Exchange it")
    assert world.admin.post("/settings/allowances/3/remove").status == 303
    assert [row[1] for row in in_use(world)] == ["Exchange it"]
    assert "A taxi" not in world.admin.get(here(world)).words
    assert world.admin.get("/settings/allowances/3").status == 404


def test_what_somebody_else_has_replaced_is_not_changed(world: World) -> None:
    add(world)
    form = world.admin.get("/settings/allowances/1").form("/settings/allowances/1")
    form |= {"role": "employee"}
    assert world.admin.post("/settings/allowances/1", form | {"words": "A taxi"}).status == 303
    late = world.admin.post("/settings/allowances/1", form | {"words": "A bus"})
    removed = world.admin.post("/settings/allowances/1/remove", {"seen": form["seen"]})
    assert late.status == removed.status == 409
    for answer in (late, removed):
        assert "Someone else has changed or removed this meanwhile. Check the list." in answer.words
    assert late.form(f"{here(world)}/allowances")["words"] == "A bus"
    assert [row[1] for row in in_use(world)] == ["A taxi"]


def test_former_words_come_back_as_the_same(world: World) -> None:
    add(world)
    for number, words in ((1, "A taxi"), (2, "Taxi home")):
        page = f"/settings/allowances/{number}"
        changed = world.admin.get(page).form(page) | {"words": words, "role": "employee"}
        assert world.admin.post(page, changed).status == 303
    assert [(row[1], row[-1]) for row in kept(world)] == [("Taxi home", True), ("A taxi", False)]


def in_use(world: World) -> list[tuple[object, ...]]:
    return [row for row in kept(world) if row[-1]]


def test_what_was_removed_comes_back_as_the_same(world: World) -> None:
    add(world)
    add(world, words="Exchange it", limit="")
    world.admin.post("/settings/allowances/1/remove")
    assert add(world, words="taxi  HOME", limit="40").status == 303
    assert kept(world) == [
        ("employee", "Exchange it", None, None, True),
        ("employee", "taxi HOME", 4000, "EUR", True),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": " "}, "Write what people may do, at most 200 characters."),
        ({"words": "x" * 201}, "Write what people may do, at most 200 characters."),
        ({"role": "boss"}, "Choose who may do this."),
        ({"limit": "much"}, "Write the amount as a number, such as 12.50."),
        ({"limit": "0"}, "Write an amount above zero, such as 12.50."),
        ({"limit": "1.505"}, "This has too many decimals. Write it like 12.50."),
        ({"limit": "1,500", "currency": "KWD"}, "Write 1500 or 1.5."),
        ({"limit": "5", "currency": ""}, "A limit needs a currency, such as EUR."),
        ({"currency": "euros"}, "Write the currency as three letters, such as EUR."),
        ({"currency": "DEM"}, "Write the currency as three letters, such as EUR."),
    ],
)
def test_what_is_wrong_is_said_and_stays(
    one_world: World, fields: dict[str, str], sentence: str
) -> None:
    """Where one is added, and where one is changed."""
    one_world.make(lambda it: it.allowance(one_world.site, "Some"))
    for path in (f"{here(one_world)}/allowances", "/settings/allowances/1"):
        answer = one_world.admin.post(path, TAXI | fields)
        assert answer.status == 422
        assert sentence in answer.words
        typed = answer.form(path)
        for name, value in (TAXI | fields).items():
            if name != "role":
                assert typed[name].strip() == value.strip()
    assert [row[1] for row in kept(one_world)] == ["Some"]


def test_nothing_is_on_the_list_twice(world: World) -> None:
    add(world)
    add(world, words="Exchange it")
    for path in (f"{here(world)}/allowances", "/settings/allowances/2"):
        answer = world.admin.post(path, TAXI | {"words": "TAXI home", "limit": "7.77"})
        assert answer.status == 409
        assert "“TAXI home” is on the list already." in answer.words
        assert answer.form(path)["limit"] == "7.77"
    assert add(world, role="lead").status == 303, "for another role it is another thing"


def test_a_list_ends(one_world: World) -> None:
    for number in range(30):
        allow(one_world, f"Thing {number}")
    answer = add(one_world)
    assert answer.status == 409
    assert "There are 30 on the list. Remove one before you add another." in answer.words


def test_a_site_begins_with_the_currency_of_its_country(one_world: World) -> None:
    path = f"{here(one_world)}/allowances"
    assert one_world.admin.get(here(one_world)).form(path)["currency"] == "EUR"
    fields = {"name": "Store 12", "zone": "Asia/Kuwait"}
    assert one_world.admin.post(here(one_world), fields).status == 303
    assert one_world.admin.get(here(one_world)).form(path)["currency"] == "KWD"
    one_world.admin.post(here(one_world), {"name": "Store 12", "zone": "UTC"})
    assert one_world.admin.get(here(one_world)).form(path)["currency"] == ""


def test_an_empty_list_says_so(one_world: World) -> None:
    assert "Nothing is on the list yet." in one_world.admin.get(here(one_world)).words


def test_a_second_tap_adds_once(world: World) -> None:
    for _ in range(2):
        path = f"{here(world)}/allowances"
        assert world.admin.post(path, TAXI, key="the-same-key").status == 303
    assert len(kept(world)) == 1


def test_what_somebody_else_has_changed_is_not_removed_unseen(world: World) -> None:
    add(world)
    path = "/settings/allowances/1"
    form = world.admin.get(path).form(f"{path}/remove")
    assert world.admin.post(path, TAXI | {"limit": "40"}).status == 303
    answer = world.admin.post(f"{path}/remove", form)
    assert answer.status == 409
    assert "Someone else has changed what people may do here." in answer.words
    assert kept(world)[0][-1] is True


def test_leads_have_what_employees_have_and_admins_all(world: World) -> None:
    for role in Role:
        allow(world, f"Thing of the {role}", role)
    seen = {}
    for persona in ("owner", "lead", "admin"):
        words = world.browser_of(persona).get(f"/issues/{world.report(persona)}").words
        seen[persona] = [str(role) for role in Role if f"Thing of the {role}" in words]
    assert seen == {
        "owner": ["employee"],
        "lead": ["employee", "lead"],
        "admin": ["employee", "lead", "admin"],
    }
    there = world.report("stranger")
    assert "Thing of the" not in world.stranger.get(f"/issues/{there}").words
    mine = world.report()
    assert "Thing of the" not in world.lead.get(f"/issues/{mine}").words, "it is not theirs to fix"


def test_hostile_words_are_words(one_world: World) -> None:
    words = "<b>5 %(who)s &amp; {{ 7 }} \u202eeuros</b>"
    assert add(one_world, words=words).status == 303
    shown = "<b>5 %(who)s &amp; {{ 7 }} euros</b>"
    for path in (here(one_world), "/settings/allowances/1", f"/issues/{one_world.report()}"):
        assert shown in one_world.admin.get(path).words or shown in one_world.owner.get(path).words


def test_a_limit_is_written_in_the_language_of_whoever_reads_it(one_world: World) -> None:
    one_world.make(lambda it: it.allowance(one_world.site, "Taxi", limit=Money(123450, "EUR")))
    ref = one_world.report()
    assert "Taxi, up to €1,234.50" in one_world.owner.get(f"/issues/{ref}").words
    one_world.owner.post("/me/language", {"language": "de"})
    assert "1.234,50\xa0€" in one_world.owner.get(f"/issues/{ref}").text
