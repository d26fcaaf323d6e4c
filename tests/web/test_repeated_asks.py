"""What leads are asked again and again, and always allow: the board says so."""

import pytest
from sqlalchemy import delete

from tests.support.plans import plans, whole_reads
from tests.web.asking_again import TAXI, always_yes, another_lead, ask_lead, compare_all
from tests.web.world import World
from web.store.tables.handoffs import Step
from web.store.tables.repeated_asks import RepeatedAsk, RepeatedAskStep


def test_three_times_yes_is_said_on_the_board(world: World) -> None:
    refs = [ask_lead(world, need) for need in TAXI]
    ask_lead(world, "Look at the freezer")
    found = always_yes(world)
    assert "Asked 3 times in 30 days, always yes." in found
    assert TAXI[2] in found
    assert all(ref in found for ref in refs)
    assert "freezer" not in found
    assert "Always yes" not in world.admin.get("/site?site=2").words


def test_two_times_are_too_few(world: World) -> None:
    for need in TAXI[:2]:
        ask_lead(world, need)
    assert always_yes(world) == ""


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("yes", True), ("done", True), ("no", False), ("withdrawn", False), ("", False)],
)
def test_which_third_answer_counts(world: World, answer: str, expected: bool) -> None:
    for need in TAXI[:2]:
        ask_lead(world, need)
    ask_lead(world, TAXI[2], answer)
    assert ("Asked 3 times" in always_yes(world)) is expected


def test_one_no_ends_it_also_later(world: World) -> None:
    for need in TAXI:
        ask_lead(world, need)
    assert "always yes" in always_yes(world)
    ask_lead(world, TAXI[0], "no")
    assert always_yes(world) == ""


def test_what_is_withdrawn_later_does_not_count(world: World) -> None:
    for need in TAXI:
        ask_lead(world, need)
    assert world.owner.on_step(world.count(Step), "withdraw").status == 303
    assert always_yes(world) == ""


def test_two_leads_count_together_and_helpers_do_not(world: World) -> None:
    other = another_lead(world)
    for need, helper in zip(TAXI, ("lead", other, "colleague"), strict=True):
        ask_lead(world, need, helper=helper)
    assert always_yes(world) == ""
    ask_lead(world, TAXI[0], helper="admin")
    assert "Asked 3 times" in always_yes(world)


def test_what_leads_ask_each_other_does_not_count(world: World) -> None:
    for need in TAXI:
        ask_lead(world, need, by="lead", helper="admin")
    assert always_yes(world) == ""


def test_after_thirty_days_it_is_over(world: World) -> None:
    for need in TAXI:
        ask_lead(world, need)
    world.clock.forward(minutes=30 * 24 * 60 + 1)
    token = world.make(lambda sample: sample.sign_in(world.people["lead"]))
    assert world.browser(token=token).get("/site").section("Always yes") == ""


def test_what_is_found_again_changes_nothing(world: World) -> None:
    for need in TAXI:
        ask_lead(world, need)
    before = always_yes(world)
    compare_all(world)
    compare_all(world)
    assert always_yes(world) == before
    assert world.count(RepeatedAsk) == 1


def test_what_was_answered_before_an_upgrade_counts_with_the_next_answer(world: World) -> None:
    for need in TAXI:
        ask_lead(world, need)
    with world.database.write() as session:
        session.execute(delete(RepeatedAskStep))
        session.execute(delete(RepeatedAsk))
    assert always_yes(world) == ""
    ask_lead(world, TAXI[0])
    assert "Asked 4 times" in always_yes(world)


def test_it_is_compared_and_shown_by_indexes(world: World) -> None:
    for need in TAXI:
        ask_lead(world, need)
    with plans(world.database) as found:
        compare_all(world)
        assert "always yes." in always_yes(world)
    together = "\n".join(found)
    assert "ix_step_helper" in together
    assert "ix_issue_site " not in together or not world.database.is_sqlite
    for plan in found:
        for table in ("issue", "step", "repeated_ask", "repeated_ask_step", "event"):
            assert not whole_reads(plan, table), plan
