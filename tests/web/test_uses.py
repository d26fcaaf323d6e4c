"""What an owner used of what they may do without asking: before it is resolved, and with it."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.web.answers import Answer
from tests.web.causing import own_cause
from tests.web.world import World
from web.cli.sample import Sample
from web.rules.money import Money
from web.rules.vocabulary import EventKind, Role
from web.store.tables.allowances import Allowance, AllowanceUse

TAXI, OFF = 1, 2


@pytest.fixture
def ref(world: World) -> str:
    world.make(lambda it: it.allowance(world.site, "Taxi home", limit=Money(3000, "EUR")))
    world.make(lambda it: it.allowance(world.site, "Something off"))
    return world.report()


def ticked(number: int, amount: str = "", currency: str = "EUR") -> dict[str, str]:
    more = {f"amount-{number}": amount, f"currency-{number}": currency} if amount else {}
    return {f"use-{number}": "yes", **more}


def used(world: World) -> list[tuple[int, int | None, str | None, bool, int]]:
    with world.database.read() as session:
        rows = session.exec(select(AllowanceUse).order_by(col(AllowanceUse.id)))
        return [
            (one.allowance_id, one.amount, one.currency, one.above_limit, one.event_version)
            for one in rows
        ]


def events(world: World, ref: str) -> list[tuple[str | None, dict[str, object]]]:
    return [
        (one.text, {name: value for name, value in one.data.items() if name != "before"})
        for one in world.events(ref)
        if one.kind == EventKind.AUTHORITY_USED
    ]


def test_it_is_used_before_it_is_resolved(world: World, ref: str) -> None:
    answer = world.owner.act(ref, "used", **ticked(TAXI, "18,50"))
    assert (answer.status, answer.location) == (303, f"/issues/{ref}")
    assert world.issue(ref).state == "owned"
    assert used(world) == [(TAXI, 1850, "EUR", False, world.issue(ref).version)]
    data = {"allowance": TAXI, "amount": 1850, "currency": "EUR"}
    assert events(world, ref) == [("Taxi home", data)]
    assert "You used: Taxi home, €18.50." in world.owner.get(f"/issues/{ref}").words
    assert "Ana Rothgeber used: Taxi home, €18.50." in world.lead.get(f"/issues/{ref}").words


def test_it_is_used_with_the_resolution(world: World, ref: str) -> None:
    fields = {**ticked(TAXI), **ticked(OFF)}
    assert world.owner.act(ref, "resolve", text="Done", **fields).status == 303
    version = world.issue(ref).version
    nothing = (None, None, False, version)
    assert sorted(used(world)) == [(TAXI, *nothing), (OFF, *nothing)]
    assert [text for text, _ in events(world, ref)] == ["Taxi home", "Something off"]
    words = world.lead.get(f"/issues/{ref}").words
    assert "Used without asking: Taxi home." in words
    assert "Used without asking: Something off." in words


def test_more_than_the_limit_is_done_and_said(world: World, ref: str) -> None:
    assert "Taxi home, up to €30.00" in world.owner.get(f"/issues/{ref}/used").words
    assert world.owner.act(ref, "used", **ticked(TAXI, "30")).status == 303
    assert world.owner.act(ref, "used", **ticked(TAXI, "30.01")).status == 303
    assert [row[3] for row in used(world)] == [False, True]
    more = "This is more than the limit of €30.00."
    assert world.owner.get(f"/issues/{ref}").words.count(more) == 2, "also beside its undo"
    assert f"You used: Taxi home, €30.01. {more}" in world.owner.get(f"/issues/{ref}").words
    world.make(lambda it: setattr(it.session.get(Allowance, TAXI), "limit_amount", 9999))
    world.clock.forward(minutes=2)
    for browser in (world.owner, world.lead):
        assert browser.get(f"/issues/{ref}").words.count(more) == 1, "as it was then"
    world.owner.act(ref, "resolve", text="Done")
    facts = f"Used without asking: Taxi home, €30.01. {more}"
    assert facts in world.lead.get(f"/issues/{ref}").words


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("act", ["used", "resolve"])
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    world: World, ref: str, act: str, *, htmx: bool
) -> None:
    fields = {**ticked(TAXI, "lots"), **ticked(OFF)}
    more = {"text": "Done", "retold": "9"} if act == "resolve" else {}
    answer = world.owner.act(ref, act, htmx=htmx, **fields, **more)
    assert answer.status == 422
    assert answer.words.count("Write the amount as a number, such as 12.50.") == 1
    assert ("Choose how many times" in answer.words) is (act == "resolve")
    field = by_id(answer, f"{act}-amount-{TAXI}")
    assert (field["value"], field["aria-invalid"]) == ("lots", "true")
    assert field["aria-describedby"] == f"{act}-amount-{TAXI}-error"
    assert "checked" in by_id(answer, f"{act}-use-{OFF}")
    assert used(world) == []


def allow(world: World, count: int) -> None:
    def add(sample: Sample) -> None:
        for number in range(count):
            sample.allowance(world.site, f"Thing {number}")

    world.make(add)


def by_id(answer: Answer, found: str) -> dict[str, str]:
    assert answer.page is not None
    return next(one.attrib for one in answer.page.root.iter() if one.attrib.get("id") == found)


def test_whoever_chose_nothing_is_asked(world: World, ref: str) -> None:
    for fields in ({}, {f"amount-{TAXI}": "5"}):
        answer = world.owner.act(ref, "used", **fields)
        assert answer.status == 422
        assert "Choose what you used." in answer.words
    assert used(world) == []


def test_an_amount_without_its_tick_was_taken_back(world: World, ref: str) -> None:
    fields = {f"amount-{TAXI}": "lots", f"currency-{TAXI}": "EUR"}
    assert world.owner.act(ref, "resolve", text="Done", **fields).status == 303
    assert used(world) == []


def test_only_its_owner_uses_and_only_what_is_theirs(world: World, ref: str) -> None:
    assert world.lead.act(ref, "used", **ticked(TAXI)).status == 409
    assert world.stranger.act(ref, "used", **ticked(TAXI)).status == 404
    leads = world.make(lambda it: it.allowance(world.site, "Refund it", Role.LEAD))
    there = world.make(lambda it: it.allowance(world.elsewhere, "Elsewhere"))
    for number in (leads, there, 999):
        for act in ("used", "resolve"):
            answer = world.owner.act(ref, act, text="Done", **ticked(number))
            assert answer.status == 409
            assert "What you chose is not on your list here." in answer.words
    assert (used(world), world.issue(ref).state) == ([], "owned")
    world.owner.act(ref, "resolve", text="Done")
    assert world.owner.act(ref, "used", **ticked(TAXI)).status == 409


def test_what_was_removed_meanwhile_was_used_all_the_same(world: World, ref: str) -> None:
    """A tap may wait on a phone."""
    assert world.admin.post(f"/settings/allowances/{TAXI}/remove").status == 303
    assert f"use-{TAXI}" not in world.owner.get(f"/issues/{ref}").text
    assert world.owner.act(ref, "used", **ticked(TAXI, "5")).status == 303
    assert [row[0] for row in used(world)] == [TAXI]


def test_whoever_joins_reads_what_was_given(world: World, ref: str) -> None:
    world.owner.act(ref, "used", **ticked(TAXI, "18,50"))
    change = world.hand_over(ref)
    words = "Used without asking: Taxi home, €18.50."
    assert words in world.colleague.get(f"/owner-changes/{change}").words
    assert words in world.lead.get(f"/steps/{world.ask(ref, 'lead')}").words


@pytest.mark.parametrize("changed", [{"words": "Cake"}, {"role": "lead"}])
def test_what_was_changed_meanwhile_was_used_as_it_was(
    world: World, ref: str, changed: dict[str, str]
) -> None:
    fields = {"words": "Taxi home", "role": "employee", "limit": "30", "currency": "EUR"}
    assert world.admin.post(f"/settings/allowances/{TAXI}", fields | changed).status == 303
    assert world.owner.act(ref, "used", **ticked(TAXI, "5")).status == 303
    assert "You used: Taxi home, €5.00." in world.owner.get(f"/issues/{ref}").words


def test_an_amount_is_of_the_currency_that_was_shown(world: World, ref: str) -> None:
    fields = {"words": "Taxi home", "role": "employee", "limit": "20", "currency": "CHF"}
    assert world.admin.post(f"/settings/allowances/{TAXI}", fields).status == 303
    assert world.owner.act(ref, "used", **ticked(TAXI, "25")).status == 303
    assert [row[1:4] for row in used(world)] == [(2500, "EUR", False)]


def test_a_second_tap_uses_once(world: World, ref: str) -> None:
    for _ in range(2):
        answer = world.owner.post(f"/issues/{ref}/used", ticked(TAXI, "5"), key="the-same-key")
        assert answer.status == 303
    assert len(used(world)) == 1


def test_an_undo_takes_back_what_its_act_used(world: World, ref: str) -> None:
    world.owner.act(ref, "used", **ticked(OFF))
    world.clock.forward(minutes=2)
    world.owner.act(ref, "used", **ticked(TAXI, "5"), **ticked(OFF))
    version = str(world.issue(ref).version)
    assert world.owner.act(ref, "undo", version=version).status == 303
    assert [row[0] for row in used(world)] == [OFF]
    world.owner.act(ref, "resolve", text="Done", **ticked(TAXI, "45"))
    version = str(world.issue(ref).version)
    assert world.owner.act(ref, "undo", version=version).status == 303
    assert [row[0] for row in used(world)] == [OFF]
    world.owner.act(ref, "resolve", text="Done")
    words = world.lead.get(f"/issues/{ref}").words
    assert words.count("Used without asking") == 1
    world.clock.forward(minutes=2)
    assert world.owner.act(ref, "undo", version=str(world.issue(ref).version)).status == 409


def test_it_answers_the_reminders(world: World, ref: str) -> None:
    world.ring_all()
    world.clock.forward(minutes=225)
    before = world.running(ref)
    world.owner.act(ref, "used", **ticked(TAXI))
    assert world.running(ref) != before


def test_words_of_a_tap_from_before_there_was_a_list_are_kept(world: World, ref: str) -> None:
    assert world.owner.act(ref, "resolve", text="Done", used="20 euros").status == 303
    assert events(world, ref) == [("20 euros", {})]
    assert used(world) == []
    assert "Used without asking: 20 euros." in world.lead.get(f"/issues/{ref}").words


def test_a_cause_has_nothing_to_use(world: World, ref: str) -> None:
    cause = own_cause(world, ref)
    for act in ("", "/resolve", "/more"):
        words = world.lead.get(f"/issues/{cause}{act}").words
        assert "without asking" not in words
        assert "I used this" not in words
    answer = world.lead.act(cause, "used", **ticked(TAXI))
    assert answer.status == 409
    assert "A cause has no customer, so there is nothing to use for one." in answer.words
    assert world.lead.act(cause, "resolve", text="Mended", **ticked(TAXI)).status == 409
    assert used(world) == []


def test_without_a_list_there_is_nothing_to_use(world: World) -> None:
    ref = world.report()
    for act in ("", "/used", "/resolve", "/more"):
        page = world.owner.get(f"/issues/{ref}{act}")
        assert page.status == 200
        assert "without asking" not in page.words
        assert "I used this" not in page.words


def test_the_menu_leads_to_it(world: World, ref: str) -> None:
    assert "I used this" in world.owner.get(f"/issues/{ref}/more").words
    assert world.owner.get(f"/issues/{ref}/used").forms() == {f"/issues/{ref}/used"}
    for browser in (world.colleague, world.lead):
        assert "I used this" not in browser.get(f"/issues/{ref}/more").words
        assert f"/issues/{ref}/used" not in browser.get(f"/issues/{ref}/used").forms()
    assert world.stranger.get(f"/issues/{ref}/used").status == 404


def test_after_owning_it_what_one_may_do_is_one_tap_away(world: World, ref: str) -> None:
    words = world.owner.get(f"/issues/{ref}?owned=1").words
    ways = [words.index(one) for one in ("I can fix it now", "I’ll get it to someone who can")]
    assert ways == sorted(ways)
    assert words.index("What you may do without asking") < words.index("Taxi home, up to €30.00")


def test_erased_words_leave_the_amounts(world: World, ref: str) -> None:
    world.owner.act(ref, "resolve", text="Done", **ticked(TAXI, "5"))
    world.clock.forward(days=1)
    erased = world.lead.post(f"/issues/{ref}/customer-data/erase", {"extent": "all"})
    assert erased.status == 303
    words = world.lead.get(f"/issues/{ref}").words
    assert "Taxi" not in words
    assert "used this of what they may do without asking" in words
    assert len(used(world)) == 1


def test_the_customers_copy_has_nothing_of_it(world: World, ref: str) -> None:
    world.owner.act(ref, "resolve", text="Done", **ticked(TAXI, "77.77"))
    copy = world.lead.get(f"/issues/{ref}/customer-data/copy").text
    assert "Done" in copy
    assert [one for one in ("Taxi", "7777", "authority") if one in copy] == []


def test_a_late_tap_counts_for_who_owned_it(world: World, ref: str) -> None:
    tapped = world.clock()
    world.clock.forward(minutes=5)
    change = world.hand_over(ref)
    world.colleague.on_change(change, "accept")
    world.clock.forward(minutes=5)
    late = world.clock() - tapped
    assert late > timedelta(minutes=9)
    assert world.owner.act(ref, "used", **ticked(TAXI)).status == 409


def test_of_a_long_list_the_first_ones_stand_open_below_what_was_done(
    world: World, ref: str
) -> None:
    allow(world, 5)
    words = world.owner.get(f"/issues/{ref}/resolve").words
    order = ("What was done", "Taxi home", "Thing 1", "3 more", "Thing 2", "Thing 4")
    assert [words.index(one) for one in order] == sorted(words.index(one) for one in order)
    assert "more" not in world.owner.get(f"/issues/{ref}/used").words.partition("Taxi")[2]
    refused = world.owner.act(ref, "resolve", text="", **ticked(7))
    assert "open" in by_id(refused, "resolve-more-allowances"), "what was ticked is seen"
