"""A lead adds to the list what is always allowed, or says that it is not for the list."""

import re

from sqlmodel import select

from tests.support.statements import statements
from tests.web.answers import Answer, Browser
from tests.web.asking_again import TAXI, always_yes, another_lead, ask_lead
from tests.web.world import World
from web.acts.core.tap import Unit
from web.acts.privacy import erasure
from web.rules.retention import Extent
from web.rules.vocabulary import Role
from web.store.tables.allowances import Allowance
from web.store.tables.issues import Issue

ADD = "Add it to the list"


def three(world: World) -> str:
    """The page on which a lead adds it."""
    for need in TAXI:
        ask_lead(world, need)
    return address(world.lead)


def address(browser: Browser) -> str:
    found: list[str] = re.findall(r"/site/always-yes/\d+/add", browser.get("/site?site=1").text)
    return found[0]


def add(browser: Browser, path: str, **typed: str) -> Answer:
    form = browser.get(path).form(path)
    return browser.post(path, form | {"role": "employee"} | typed)


def listed(world: World) -> list[Allowance]:
    with world.database.read() as session:
        return list(session.exec(select(Allowance).where(Allowance.site_id == world.site.id)))


def dismiss(world: World) -> None:
    page = world.lead.get("/site")
    path = next(one for one in page.forms() if re.search(r"/always-yes/\d+/dismiss$", one))
    assert world.lead.post(path, page.form(path)).status == 303


def test_a_lead_adds_it_and_the_board_says_so(world: World) -> None:
    path = three(world)
    page = world.lead.get(path)
    assert page.form(path)["words"] == TAXI[2]
    assert page.form(path)["currency"] == "EUR"
    answer = add(world.lead, path, words="Taxi home", limit="30")
    assert answer.status == 303
    board = world.lead.get(answer.location)
    assert "It stands on the list now." in board.words
    assert board.section("Always yes") == ""
    (row,) = listed(world)
    assert (row.words, row.role, row.limit_amount, row.currency) == (
        "Taxi home",
        "employee",
        3000,
        "EUR",
    )


def test_it_stays_away_while_it_is_on_the_list(world: World) -> None:
    path = three(world)
    add(world.lead, path, words="A small gesture", limit="")
    for need in TAXI:
        ask_lead(world, need)
    assert always_yes(world) == ""


def test_once_it_is_removed_from_the_list_it_may_come_back(world: World) -> None:
    path = three(world)
    add(world.lead, path, words="A small gesture", limit="")
    world.clock.forward(minutes=1)
    with world.database.write() as session:
        session.get_one(Allowance, listed(world)[0].id).removed_at = world.clock()
    world.clock.forward(minutes=1)
    assert always_yes(world) == ""
    for need in TAXI:
        ask_lead(world, need)
    assert "Asked 6 times" in always_yes(world)


def test_what_stands_on_the_list_already_is_not_offered(world: World) -> None:
    add(world.lead, three(world), words="Taxi home", limit="")
    world.clock.forward(minutes=31 * 24 * 60)
    token = world.make(lambda sample: sample.sign_in(world.people["lead"]))
    for need in TAXI:
        ask_lead(world, need)
    assert world.browser(token=token).get("/site").section("Always yes") == ""


def test_whoever_asks_for_it_reads_that_they_need_not(world: World) -> None:
    add(world.lead, three(world), words="Taxi home", limit="30")
    path = f"/issues/{world.report()}/ask"
    page = world.owner.get(f"{path}?need=Approve+a+taxi,+please")
    assert "You may do this without asking: Taxi home, up to €30.00." in page.words
    for need in ("", "Look+at+the+freezer", "Approve"):
        assert "without asking" not in world.owner.get(f"{path}?need={need}").words


def test_two_leads_at_once_the_second_learns_that_it_stands_there(world: World) -> None:
    path, other = three(world), another_lead(world)
    token = world.make(lambda sample: sample.sign_in(world.people[other]))
    second = world.browser(token=token)
    form = second.get(path).form(path)
    assert add(world.lead, path, words="Taxi home", limit="").status == 303
    answer = second.post(path, form | {"words": "A taxi", "role": "employee"})
    assert answer.status == 409
    assert "This stands on the list already." in answer.words
    assert len(listed(world)) == 1
    assert f'action="{path}"' not in second.get(path).text


def test_a_double_tap_adds_once(world: World) -> None:
    path = three(world)
    form = world.lead.get(path).form(path) | {"role": "employee"}
    answers = [world.lead.post(path, form, key=form["key"]).status for _ in range(2)]
    assert answers == [303, 303]
    assert len(listed(world)) == 1


def test_a_mistake_stands_beside_its_field_and_keeps_what_was_typed(world: World) -> None:
    path = three(world)
    for wrong in ({"words": ""}, {"limit": "lots"}, {"currency": "XYZ"}):
        answer = add(world.lead, path, **({"words": "Taxi <home>", "limit": "30"} | wrong))
        assert answer.status == 422
        form = answer.form(path)
        typed = {"words": "Taxi <home>", "limit": "30"} | wrong
        assert {name: form[name] for name in typed} == typed
    assert listed(world) == []


def test_what_is_not_for_the_list_comes_back_after_three_more(world: World) -> None:
    three(world)
    dismiss(world)
    assert always_yes(world) == ""
    world.clock.forward(minutes=1)
    for need in TAXI[:2]:
        ask_lead(world, need)
    assert always_yes(world) == ""
    ask_lead(world, TAXI[0])
    assert "Asked 6 times in 30 days, always yes." in always_yes(world)


def test_who_may_add_and_dismiss(world: World) -> None:
    path = three(world)
    there = world.make(lambda sample: sample.person(world.elsewhere, "Ines Maier", Role.LEAD))
    token = world.make(lambda sample: sample.sign_in(there))
    gone = path.replace("/add", "/dismiss")
    for who in (world.owner, world.stranger, world.browser(token=token)):
        assert who.get(path).status == 404
        assert who.post(path, {"words": "x", "role": "employee"}).status == 404
        assert who.post(gone).status == 404
    assert world.admin.get(path).status == 200
    assert "Asked 3 times" in always_yes(world)


def test_erased_words_are_gone_from_the_board(world: World) -> None:
    refs = [ask_lead(world, need) for need in TAXI]
    erase(world, refs[2])
    found = always_yes(world)
    assert "station" in found
    assert "Taxi for the customer" not in found
    erase(world, refs[0])
    erase(world, refs[1])
    assert always_yes(world) == ""


def erase(world: World, ref: str) -> None:
    with world.database.write() as session:
        issue = session.get_one(Issue, world.issue(ref).id)
        erasure.erase(Unit(session, world.clock()), issue, Extent.ALL)


def test_nobody_is_named(world: World) -> None:
    path = three(world)
    others = [one for name, one in world.people.items() if name != "lead"]
    for text in (always_yes(world), world.lead.get(path).text):
        assert not [one.name for one in others if one.first_name in text]


def test_nothing_of_it_is_on_the_customers_page(world: World) -> None:
    refs = [ask_lead(world, need) for need in TAXI]
    page = world.nobody.get(world.shared(refs[0])).text
    assert not [words for words in (*TAXI, "always yes", "Always yes") if words in page]


def test_the_board_asks_as_much_as_without_it(world: World) -> None:
    world.lead.get("/site")
    with statements(world.database) as before:
        world.lead.get("/site")
    three(world)
    for need in ("Approve a discount", "A discount on the lamp", "Discount for waiting"):
        ask_lead(world, need)
    with statements(world.database) as after:
        board = world.lead.get("/site")
    assert board.words.count("always yes.") == 2
    assert len(after) - len(before) <= 2, after  # who owns the issues, and reaches them
