"""What people know: skills, and an issue in figures once it is over."""

from datetime import timedelta
from io import BytesIO

import pytest

from tests.web.pictures import jpeg
from tests.web.world import World
from web.reads.issues.facts import Facts, count, facts_of
from web.rules.vocabulary import EventKind, Introduction
from web.store.tables.issues import Photo


def known(world: World, persona: str) -> str:
    return world.browser_of(persona).get("/me").form("/me/skills")["skills"].strip()


def test_everybody_writes_what_they_know(world: World) -> None:
    answer = world.owner.post("/me/skills", {"skills": "carpets, Turkish ; carpets"})
    assert (answer.status, answer.location) == (303, "/me#skills")
    assert known(world, "owner") == "carpets, Turkish"
    # Others are offered the same words, and one skill is one word for all.
    world.colleague.post("/me/skills", {"skills": "CARPETS"})
    assert known(world, "colleague") == "carpets"
    world.owner.post("/me/skills", {"skills": ""})
    assert known(world, "owner") == ""


def test_a_lead_writes_down_what_their_people_know_and_nobody_elses(world: World) -> None:
    path = f"/people/{world.id('owner')}/skills"
    answer = world.lead.post(path, {"skills": "gift cards"})
    assert (answer.status, answer.location) == (303, f"/people#person-{world.id('owner')}")
    assert known(world, "owner") == "gift cards"
    foreign = f"/people/{world.id('stranger')}/skills"
    assert world.lead.post(foreign, {"skills": "nothing"}).status == 404
    assert known(world, "stranger") == ""
    assert "Sven Olsson" not in world.lead.get("/people").words
    assert world.admin.post(foreign, {"skills": "lifts"}).status == 303
    assert known(world, "stranger") == "lifts"
    assert "Sven Olsson" in world.admin.get("/people").words


@pytest.mark.parametrize("path", ["/me/skills", "/people/{id}/skills"])
def test_too_many_words_are_refused_with_a_sentence(one_world: World, path: str) -> None:
    path = path.format(id=one_world.id("owner"))
    answer = one_world.lead.post(path, {"skills": "x" * 501})
    assert answer.status == 422
    assert (
        "Write at most 12 skills, separated by commas, each of at most 40 characters."
        in answer.words
    )


def test_resolving_keeps_how_often_the_story_was_told(world: World) -> None:
    ref = world.report()
    fields = {"text": "Refunded, and told her", "retold": "2"}
    answer = world.owner.act(ref, "resolve", **fields, photo=(BytesIO(jpeg()), "after.jpg"))
    assert answer.status == 303
    resolved = world.events(ref)[-1]
    assert (resolved.kind, resolved.data["retold_count"]) == (EventKind.RESOLVED, 2)
    assert world.count(Photo) == 1
    words = world.owner.get(f"/issues/{ref}").words
    assert "The customer had to explain it 3 times." in words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"retold": "4"}, "Choose how many times they had to explain it"),
        ({"retold": "often"}, "Choose how many times they had to explain it"),
        ({"used": "x" * 121}, "What you used may have up to 120 characters."),
    ],
)
def test_what_is_wrong_at_the_end_is_said(
    one_world: World, fields: dict[str, str], sentence: str
) -> None:
    ref = one_world.report()
    answer = one_world.owner.act(ref, "resolve", text="Done", **fields)
    assert answer.status == 422
    assert sentence in answer.words
    assert answer.form(f"/issues/{ref}/resolve")["text"].strip() == "Done"


def facts(world: World, ref: str) -> Facts:
    with world.database.read() as session:
        return facts_of(session, world.issue(ref).id)


def test_an_issue_in_figures(world: World) -> None:
    ref = world.unowned(by="lead")
    world.clock.forward(minutes=4)
    world.owner.act(ref, "own")
    world.clock.forward(minutes=2)
    world.colleague.on_step(world.ask(ref), "decline", why="busy")
    cold = world.ask(ref, "admin", Introduction.NONE)
    world.clock.forward(minutes=3)
    world.admin.on_step(cold, "accept")
    world.lead.post(world.code(world.ask(ref, None)))
    world.owner.on_step(world.ask(ref), "withdraw")
    world.clock.forward(minutes=1)
    world.colleague.on_change(world.hand_over(ref), "accept")
    before = facts(world, ref)
    assert (before.retold_count, before.to_resolve) == (None, None)
    world.clock.forward(minutes=10)
    world.colleague.act(ref, "resolve", text="Done", retold="0")
    assert facts(world, ref) == Facts(
        steps=2,  # that somebody said yes to
        cold_steps=1,
        people_met=3,  # Ana, Ben and Leyla; Ada never stood before the customer
        retold_count=0,
        to_own=timedelta(minutes=4),
        to_first_step=timedelta(minutes=9),
        to_resolve=timedelta(minutes=20),
    )


def test_of_several_resolutions_the_last_one_counts(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="Done", retold="1")
    world.clock.forward(hours=1)
    world.owner.act(ref, "reopen")
    assert "In short" not in world.owner.get(f"/issues/{ref}").words
    world.owner.act(ref, "resolve", text="Done now", retold="3")
    found = facts(world, ref)
    assert (found.retold_count, found.to_resolve) == (3, timedelta(hours=1))
    assert (found.steps, found.people_met, found.to_first_step) == (0, 1, None)


def test_without_any_event_there_are_no_figures() -> None:
    assert count([]) == Facts(0, 0, 0, None, None, None, None)
