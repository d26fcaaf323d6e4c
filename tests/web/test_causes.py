"""Causes: patterns are found, and a lead owns the cause of what happens again."""

import re

import pytest
from sqlmodel import select

from tests.support.statements import statements
from tests.support.taps import tap_of
from tests.web.causing import LIFT, compare, lead_again, own_cause, three
from tests.web.world import World
from web.acts import figures
from web.acts.core.tap import Unit
from web.acts.issues import causes, patterns
from web.acts.issues.causes import CauseWanted
from web.rules.vocabulary import EventKind
from web.store.errors import NotFound
from web.store.tables.causes import Pattern, PatternIssue
from web.store.tables.figures import FiguresOfIssue
from web.store.tables.issues import Issue


def test_three_alike_reports_at_one_place_are_said_on_the_board(world: World) -> None:
    refs = three(world)
    world.report("owner", "Milk is sour", place="Gate B")
    world.report("owner", "Lift is stuck", place="Gate C")
    compare(world)
    found = world.lead.get("/site").section("Happens again")
    assert "Gate B: 3 times in 30 days" in found
    assert LIFT[2] in found
    assert all(ref in found for ref in refs)
    assert "Happens again" not in world.admin.get("/site?site=2").words


def test_two_are_no_pattern_and_older_ones_do_not_count(world: World) -> None:
    three(world, days=16)
    assert lead_again(world).get("/site").section("Happens again") == ""


def test_a_pattern_ends_on_the_board_when_its_days_are_over(world: World) -> None:
    three(world)
    world.clock.forward(minutes=25 * 24 * 60)
    assert lead_again(world).get("/site").section("Happens again") == ""


def test_what_was_dismissed_comes_back_when_it_happens_three_times_again(world: World) -> None:
    three(world)
    page = world.lead.get("/site")
    path = next(one for one in page.forms() if one.endswith("/dismiss"))
    assert world.lead.post(path, page.form(path)).status == 303
    assert world.lead.get("/site").section("Happens again") == ""
    compare(world)
    assert world.lead.get("/site").section("Happens again") == ""
    for _ in range(2):
        world.clock.forward(minutes=1)
        world.report("owner", "The lift is stuck", place="Gate B")
        compare(world)
        assert world.lead.get("/site").section("Happens again") == ""
    world.clock.forward(minutes=1)
    world.report("owner", "The lift is stuck", place="Gate B")
    compare(world)
    assert "Gate B: 6 times in 30 days" in world.lead.get("/site").section("Happens again")


def test_three_very_alike_without_a_place_are_said_too(world: World) -> None:
    words = ("Parcel lost on the way", "A parcel was lost on the way", "Parcel opened")
    for one in (*words, "Parcels lost on the way, again"):
        ref = world.report("colleague", one)
        compare(world)
        world.clock.forward(minutes=60)
    assert world.issue(ref).cause_id is None, "not one fault of several customers"
    found = world.lead.get("/site").section("Happens again")
    assert " 3 times in 30 days" in found
    assert ": 3 times" not in found
    assert "Parcel opened" not in found
    cause = own_cause(world, text="Parcels get lost")
    assert world.issue(cause).place is None
    later = world.report("colleague", "The parcel was lost on its way")
    compare(world)
    assert world.issue(later).cause_id == world.issue(cause).id


def test_a_lead_owns_the_cause_of_a_pattern(world: World) -> None:
    refs = three(world)
    cause = own_cause(world)
    issue = world.issue(cause)
    assert (issue.is_cause, issue.owner_id) == (True, world.id("lead"))
    assert issue.place == "Gate B"
    assert world.kinds(cause) == [EventKind.REPORTED, EventKind.OWNED]
    assert {world.issue(ref).cause_id for ref in refs} == {issue.id}
    assert all(world.kinds(ref)[-1] is EventKind.CAUSE_LINKED for ref in refs)
    page = world.lead.get(f"/issues/{cause}")
    assert all(ref in page.section("What it caused 3") for ref in refs)
    of_issue = world.colleague.get(f"/issues/{refs[0]}")
    assert "Cause: Lift at Gate B fails. Leyla owns it." in of_issue.words
    board = world.lead.get("/site")
    assert board.section("Happens again") == ""
    assert "Lift at Gate B fails" in board.section("Causes")


def test_a_cause_has_nothing_of_a_customer(world: World) -> None:
    three(world)
    cause = own_cause(world)
    for path in ("", "/update", "/resolve", "/more", "/correct", "/owner-change"):
        page = world.lead.get(f"/issues/{cause}{path}")
        assert page.status == 200
        assert not re.findall(r".{60}ustomer.{20}", page.words), path
    assert "Update the team" in world.lead.get(f"/issues/{cause}/update").words
    assert "What was changed?" in world.lead.get(f"/issues/{cause}/resolve").words
    assert world.lead.get(f"/issues/{cause}/share").status in (303, 404, 409)
    assert "Update the team by" in world.lead.get("/").section("You own")
    assert world.lead.act(cause, "update", what="told", text="A part comes", by="60").status == 303
    page = world.lead.get(f"/issues/{cause}")
    assert "You updated the team" in page.words
    assert "ustomer" not in page.words
    fields = {"urgency": "later", "was_urgency": "later", "text": "Lift at Gate B fails"}
    fields |= {"was_text": "Lift at Gate B fails", "place": "Gate B", "was_place": "Gate B"}
    fields |= {"customer_name": "Farid", "was_customer_name": ""}
    assert world.lead.act(cause, "correct", **fields).status in (
        303,
        409,
    )
    assert world.issue(cause).customer_name is None


def test_two_leads_at_once_one_wins_the_other_learns_who(world: World) -> None:
    refs = three(world)
    form = world.admin.get(f"/issues/{refs[1]}/cause").form("/site/causes")
    cause = own_cause(world)
    answer = world.admin.post("/site/causes", form | {"text": "Another"})
    assert answer.status == 409
    assert "Leyla Demir was faster and owns this cause now." in answer.words
    assert f"/issues/{cause}" in answer.text
    assert "Another" in answer.text
    with world.database.read() as session:
        assert len(session.exec(select(Issue).where(Issue.is_cause)).all()) == 1


def test_two_leads_of_one_issue_without_a_pattern(world: World) -> None:
    ref = world.report("colleague", "Lift is stuck", place="Gate B")
    form = world.admin.get(f"/issues/{ref}/cause").form("/site/causes")
    own_cause(world, ref)
    answer = world.admin.post("/site/causes", form | {"text": "Another"})
    assert answer.status == 409
    assert "Leyla Demir was faster and owns this cause now." in answer.words


def test_the_same_form_twice_makes_one_cause(world: World) -> None:
    three(world)
    address = re.findall(r"/site/patterns/\d+/cause", world.lead.get("/site").text)[0]
    form = world.lead.get(address).form("/site/causes") | {"text": "Lift"}
    first, again = (world.lead.post("/site/causes", form) for _ in range(2))
    assert (first.status, again.status) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]


def test_without_words_the_form_says_what_is_missing(one_world: World) -> None:
    three(one_world)
    address = re.findall(r"/site/patterns/\d+/cause", one_world.lead.get("/site").text)[0]
    form = one_world.lead.get(address).form("/site/causes")
    answer = one_world.lead.post("/site/causes", form | {"text": " "})
    assert answer.status == 422
    assert "Write one line: what fails." in answer.words


def test_a_lead_owns_the_cause_of_one_issue(world: World) -> None:
    ref = world.report("colleague", "Lift is stuck", place="Gate B")
    assert f"/issues/{ref}/cause" in world.lead.get(f"/issues/{ref}/more").text
    assert f"/issues/{ref}/cause" not in world.colleague.get(f"/issues/{ref}/more").text
    cause = own_cause(world, ref)
    assert world.issue(ref).cause_id == world.issue(cause).id
    assert f"/issues/{ref}/cause" not in world.lead.get(f"/issues/{ref}/more").text


def test_who_may_not_own_a_cause_finds_nothing(world: World) -> None:
    refs = three(world)
    pattern = re.findall(r"/site/patterns/(\d+)/cause", world.lead.get("/site").text)[0]
    for who in ("owner", "colleague", "stranger"):
        browser = world.browser_of(who)
        assert browser.get(f"/site/patterns/{pattern}/cause").status == 404
        assert browser.get(f"/issues/{refs[0]}/cause").status == 404
    with world.database.write() as session, pytest.raises(NotFound):
        causes.own_cause(tap_of(world, session, "stranger"), CauseWanted("x", int(pattern)))


def test_a_report_of_the_same_is_linked_and_says_who_is_on_it(world: World) -> None:
    three(world)
    cause = own_cause(world)
    form = world.owner.get("/issues/new").form("/issues")
    answer = world.owner.post("/issues", form | {"text": "Lift stuck", "place": "Gate B"})
    page = world.owner.get(answer.headers["Location"])
    ref = answer.headers["Location"].split("/")[2].partition("?")[0]
    sentence = "Leyla is on the cause: Lift at Gate B fails. You own this for your customer."
    assert sentence in page.words  # before the worker has linked it
    assert world.issue(ref).owner_id == world.id("owner")
    compare(world)
    assert world.issue(ref).cause_id == world.issue(cause).id
    assert "Cause: Lift at Gate B fails. Leyla owns it." in world.owner.get(f"/issues/{ref}").words
    other = world.owner.get("/issues/new").form("/issues")
    elsewhere = world.owner.post("/issues", other | {"text": "Lift is stuck", "place": "Gate C"})
    assert "is on the cause" not in world.owner.get(elsewhere.headers["Location"]).words


def test_not_the_same_thing_is_one_tap_and_stays(world: World) -> None:
    three(world)
    own_cause(world)
    ref = world.report("owner", "Lift stuck", place="Gate B")
    compare(world)
    assert world.colleague.act(ref, "not-same").status == 409
    assert world.owner.act(ref, "not-same").status == 303
    assert world.issue(ref).cause_id is None
    assert world.kinds(ref)[-1] is EventKind.CAUSE_UNLINKED
    world.owner.act(ref, "correct", text="Lift is stuck", was_text="Lift stuck")
    compare(world)
    assert world.issue(ref).cause_id is None


def test_it_takes_no_undo_away(world: World) -> None:
    three(world)
    own_cause(world)
    ref = world.report("owner", "Lift stuck", place="Gate B")
    version = world.issue(ref).version
    compare(world)
    assert world.issue(ref).version == version


def test_the_customers_page_shows_nothing_of_causes(world: World) -> None:
    refs = three(world)
    path = world.shared(refs[0], world.colleague)
    before = world.nobody.get(path).words
    own_cause(world, text="CANARYCAUSE")
    after = world.nobody.get(path)
    assert "CANARYCAUSE" not in after.text
    assert after.words == before


def test_looking_twice_finds_nothing_twice(world: World) -> None:
    three(world)
    with world.database.read() as session:
        found = patterns.look(session, 0, world.clock())
    for _ in range(2):
        with world.database.write() as session:
            patterns.apply(Unit(session, world.clock()), found)
    assert (world.count(Pattern), world.count(PatternIssue)) == (1, 3)


def test_nothing_new_costs_one_statement(one_world: World) -> None:
    three(one_world)
    with one_world.database.read() as session:
        since = patterns.seen_so_far(session)
    with statements(one_world.database) as seen, one_world.database.read() as session:
        assert patterns.look(session, since, one_world.clock()).findings == ()
    assert len([one for one in seen if "event" in one]) == 1


def test_a_cause_is_in_no_figure_of_issues(world: World) -> None:
    refs = three(world)
    cause = own_cause(world)
    with world.database.write() as session:
        while figures.count(session, world.clock()):
            pass
    with world.database.read() as session:
        rows = {row.issue_id: row for row in session.exec(select(FiguresOfIssue))}
    assert {world.issue(ref).id for ref in refs} <= set(rows)
    its_own = rows.pop(world.issue(cause).id)
    assert its_own.causes == 1
    assert (its_own.promise_at, its_own.seconds_to_owner, its_own.steps) == (None, None, 0)
    assert {row.causes for row in rows.values()} == {0}
