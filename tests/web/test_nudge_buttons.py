"""What each kind of nudge can be answered with on the lock screen, by whom, and what it opens."""

from typing import Any

import pytest

from tests.web.world import World
from web.acts.escalation_plan import EscalationPlan
from web.acts.nudges.actions import for_issue
from web.acts.nudges.context import nudge_context
from web.rules.vocabulary import Introduction, Role
from web.store.tables.accounts import Person, Site

OWN, ON_IT, ACCEPT, DECLINE = "own", "on-it", "accept", "decline"


def last(world: World, persona: str) -> dict[str, Any]:
    """What the newest message to this persona holds."""
    content: dict[str, Any] = world.messages(persona)[-1].content
    return content


def names(content: dict[str, Any]) -> list[str]:
    return [one["name"] for one in content.get("buttons", ())]


@pytest.fixture
def shift(world: World) -> World:
    world.ring_all()
    world.long_shift()
    return world


def later(world: World, minutes: int) -> None:
    """So many minutes pass, the worker looks, and phones show what comes."""
    world.clock.forward(minutes=minutes)
    world.advance()
    world.show()


def tap(world: World, persona: str, content: dict[str, Any], name: str, **more: str) -> int:
    """As the service worker sends it; the status of the answer."""
    (button,) = [one for one in content["buttons"] if one["name"] == name]
    seen = {} if button["seen"] is None else {"seen": str(button["seen"])}
    browser = world.browser_of(persona)
    headers = {"Accept": "application/json"}
    return int(browser.post(button["act"], seen | more, headers=headers).status)


def test_whoever_hears_that_nobody_has_it_can_own_it(shift: World) -> None:
    ref = shift.unowned(place="Till 4")
    shift.advance()
    for persona in ("owner", "colleague", "lead", "admin"):
        assert last(shift, persona)["buttons"] == [
            {
                "name": OWN,
                "words": "I own this",
                "opens": f"/issues/{ref}",
                "act": f"/issues/{ref}/own",
                "about": f"Till 4, {ref}",
                "ref": ref,
                "seen": 1,
            }
        ]
    assert tap(shift, "colleague", last(shift, "colleague"), OWN) == 200
    assert shift.issue(ref).owner_id == shift.id("colleague")
    assert tap(shift, "owner", last(shift, "owner"), OWN) == 409


def test_an_owner_says_that_they_are_on_it_before_and_after_the_time(shift: World) -> None:
    ref = shift.report()
    later(shift, 231)
    assert names(last(shift, "owner")) == [ON_IT]
    later(shift, 10)
    assert names(last(shift, "owner")) == [ON_IT]
    assert tap(shift, "owner", last(shift, "owner"), ON_IT) == 200
    assert shift.issue(ref).acknowledged_at is not None


def test_who_may_not_say_it_gets_no_button(shift: World) -> None:
    """A policy may name anybody: a colleague, or a lead of another site, who does not see it."""
    issue = shift.issue(shift.report())
    elsewhere = replace_role(shift, "stranger", Role.LEAD)
    with shift.database.read() as session:
        said = nudge_context(session, issue)
    assert for_issue(issue, said, shift.people["colleague"]) == ()
    assert for_issue(issue, said, elsewhere) == ()
    assert len(for_issue(issue, said, shift.people["lead"])) == 1


def replace_role(world: World, persona: str, role: Role) -> Person:
    with world.database.write() as session:
        person = session.get_one(Person, world.id(persona))
        person.role = role
    with world.database.read() as session:
        return session.get_one(Person, world.id(persona))


def test_a_lead_says_it_too(shift: World) -> None:
    shift.report()
    later(shift, 241)
    later(shift, 15)
    assert names(last(shift, "lead")) == [ON_IT]
    assert tap(shift, "lead", last(shift, "lead"), ON_IT) == 200


def test_an_issue_that_is_open_again_can_be_answered(shift: World) -> None:
    ref = shift.report()
    shift.owner.act(ref, "resolve", text="done")
    shift.colleague.act(ref, "reopen")
    shift.advance()
    assert names(last(shift, "owner")) == [ON_IT]


@pytest.mark.parametrize("how", list(Introduction))
def test_a_helper_says_yes_at_once_and_no_on_the_page(shift: World, how: Introduction) -> None:
    step = shift.ask(how=how)
    content = last(shift, "colleague")
    assert names(content) == [ACCEPT, DECLINE]
    assert content["buttons"][0]["act"] == f"/steps/{step}/accept"
    assert content["buttons"][1] == {
        "name": DECLINE,
        "words": "I can’t",
        "opens": f"/steps/{step}#words-decline",
    }
    assert tap(shift, "colleague", content, ACCEPT) == 200
    assert shift.step(step).state == "accepted"


def test_the_owner_of_a_silent_walk_has_no_button_that_would_only_hush_it(shift: World) -> None:
    shift.ask()
    later(shift, 6)
    assert names(last(shift, "owner")) == []


def test_what_needs_nothing_and_what_needs_words_has_no_button(shift: World) -> None:
    step = shift.ask()
    shift.colleague.on_step(step, "accept")
    assert names(last(shift, "owner")) == []
    shift.hand_over(to="lead")
    ref = shift.unowned()
    shift.advance()
    shift.show()
    shift.owner.act(ref, "own")
    assert names(last(shift, "colleague")) == []  # that it is handled


def test_several_in_one_have_no_button_and_open_home(shift: World) -> None:
    for words in ("Lift is stuck", "Till 4 is dead"):
        shift.unowned(words)
    shift.advance()
    contents = [one.content for one in shift.messages("owner")]
    bundle = EscalationPlan().bundle(contents)
    assert names(dict(bundle)) == []
    assert bundle["path"] == "/"


def held(world: World, persona: str, minutes: int) -> dict[str, Any]:
    """What this persona reads when their shift begins."""
    later(world, minutes)
    assert world.messages(persona) == []
    assert world.browser_of(persona).post("/me/shift", {"hours": "8"}).status == 303
    return last(world, persona)


def test_an_ask_that_waited_for_a_shift_is_answered_like_any_other(shift: World) -> None:
    shift.off_shift("colleague")
    step = shift.ask(how=Introduction.MESSAGE)
    content = held(shift, "colleague", 1)
    assert (content["path"], content["tag"]) == (f"/steps/{step}", f"step-{step}")
    assert names(content) == [ACCEPT, DECLINE]
    assert tap(shift, "colleague", content, ACCEPT) == 200


def test_an_owner_change_that_waited_for_a_shift_opens_its_page(shift: World) -> None:
    shift.off_shift("colleague")
    change = shift.hand_over()
    content = held(shift, "colleague", 1)
    path, tag = f"/owner-changes/{change}", f"change-{change}"
    assert (content["path"], content["tag"]) == (path, tag)
    assert names(content) == []


def test_an_issue_that_waited_for_a_shift_is_answered_like_any_other(shift: World) -> None:
    shift.off_shift("owner")
    ref = shift.report()
    content = held(shift, "owner", 235)
    assert (content["path"], content["tag"]) == (f"/issues/{ref}", ref)
    assert names(content) == [ON_IT]


def test_an_owner_whose_helper_was_silent_meanwhile_comes_to_the_step(shift: World) -> None:
    shift.off_shift("owner")
    step = shift.ask()
    content = held(shift, "owner", 6)
    assert (content["path"], names(content)) == (f"/steps/{step}", [])


def test_buttons_tell_nothing_of_the_customer(shift: World) -> None:
    with shift.database.write() as session:
        session.get_one(Site, shift.site.id).shows_text = True
    ref = shift.unowned(
        "CanaryWords",
        place="CanaryPlace",
        customer_name="CanaryName",
        customer_contact="CanaryContact",
    )
    shift.advance()
    said = str(last(shift, "colleague")["buttons"])
    shift.colleague.act(ref, "own")
    later(shift, 235)
    said += str(last(shift, "colleague")["buttons"])
    assert "Canary" not in said
    assert f"Store 12, {ref}" in said
