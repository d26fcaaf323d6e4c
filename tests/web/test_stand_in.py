"""A lead acts for an owner who is absent: by name, and the owner stays the owner."""

import re

import pytest

from tests.web.world import World
from web.rules.vocabulary import EventKind

TOLD = {"text": "The part comes", "minutes": "60"}
LATER = {"text": "A part is missing", "minutes": "120"}
ASK = {"need": "Open the till", "introduction": "message"}
PROPOSE = {"reason": "absence"}

# The act, what is typed, and how the timeline tells it to the lead, a colleague and the owner.
ACTS = {
    "told": (TOLD, "You updated the customer for Ana", "Leyla updated the customer for you"),
    "later": (LATER, "You had no news yet, for Ana", "Leyla Demir had no news yet, for you"),
    "steps": (ASK, "You asked Ben Kastner for Ana.", "Leyla Demir asked Ben Kastner for you."),
    "owner-change": (
        PROPOSE,
        "You asked Ben Kastner to take over from Ana.",
        "Leyla Demir asked Ben Kastner to take over from you.",
    ),
}


def fields(world: World, act: str) -> dict[str, str]:
    ben = str(world.id("colleague"))
    whom = {"steps": {"helper_id": ben}, "owner-change": {"to_id": ben}}
    return ACTS[act][0] | whom.get(act, {})


def away(world: World) -> str:
    """The issue of an owner who went off shift; everybody else is here."""
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.off_shift("owner")
    world.clock.forward(minutes=5)
    return ref


@pytest.mark.parametrize("act", ACTS)
def test_a_lead_acts_for_an_owner_who_is_off_shift(world: World, act: str) -> None:
    ref = away(world)
    assert world.lead.act(ref, act, **fields(world, act)).status == 303
    (event,) = [one for one in world.events(ref) if "for_owner" in one.data]
    assert (event.actor_id, event.data["for_owner"]) == (world.id("lead"), world.id("owner"))
    assert world.issue(ref).owner_id == world.id("owner")
    _, to_lead, to_owner = ACTS[act]
    assert to_lead in world.lead.get(f"/issues/{ref}").words
    assert to_owner in world.owner.get(f"/issues/{ref}").words
    assert " for Ana" in (words := world.admin.get(f"/issues/{ref}").words) or "from Ana" in words


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_for_an_owner_who_is_there(one_world: World, act: str) -> None:
    one_world.ring_all()
    one_world.long_shift()
    ref = one_world.report()
    answer = one_world.lead.act(ref, act, **fields(one_world, act))
    assert answer.status == 409
    assert "Ana Rothgeber owns this, is on shift, and can be reached." in answer.words
    assert "Call Ana Rothgeber, or say that you are on it." in answer.words
    assert len(one_world.events(ref)) == 2


def test_an_owner_whom_nothing_reaches_is_absent_too(one_world: World) -> None:
    one_world.long_shift()
    ref = one_world.report()
    assert "Ana gets no notifications." in one_world.lead.get(f"/issues/{ref}").words
    assert one_world.lead.act(ref, "told", **TOLD).status == 303
    one_world.phone("owner")
    assert "Ana gets no notifications." not in one_world.lead.get(f"/issues/{ref}").words
    assert one_world.lead.act(ref, "told", **TOLD).status == 409


@pytest.mark.parametrize("act", ACTS)
def test_only_leads_of_the_site_act_for_others(one_world: World, act: str) -> None:
    ref = away(one_world)
    for other, status in (("colleague", 409), ("stranger", 404), ("nobody", 401)):
        answer = one_world.browser_of(other).act(ref, act, **fields(one_world, act))
        assert answer.status == status
    assert one_world.admin.act(ref, act, **fields(one_world, act)).status == 303


@pytest.mark.parametrize("act", ["resolve", "promise", "correct"])
def test_a_lead_does_nothing_else_for_them(one_world: World, act: str) -> None:
    ref = away(one_world)
    typed = {"resolve": {"text": "x"}, "promise": {"minutes": "30"}}
    typed["correct"] = {"text": "x", "urgency": "now", "was_urgency": "now"}
    assert one_world.lead.act(ref, act, **typed[act]).status == 409


def test_the_owner_learns_it_silently_at_the_next_shift(world: World) -> None:
    ref = away(world)
    before = len(world.messages("owner"))
    world.lead.act(ref, "told", **TOLD)
    assert len(world.messages("owner")) == before
    assert EventKind.DEFERRED in world.kinds(ref)
    world.owner.post("/me/shift", {"hours": "8"})
    (message,) = world.messages("owner")[before:]
    assert ref in message.content["body"] + message.content["title"]


def test_an_owner_on_shift_gets_one_silent_notification(world: World) -> None:
    world.long_shift()
    ref = world.report()
    world.lead.act(ref, "told", **TOLD)
    (message,) = world.messages("owner")
    assert message.content["title"] == f"Store 12: Leyla acted for you on {ref}"
    assert not message.content["loud"]


def test_whom_a_lead_asked_reads_who_asks_and_for_whom(world: World) -> None:
    ref = away(world)
    assert world.lead.act(ref, "steps", **fields(world, "steps")).status == 303
    lines = {"lead": "You asked Ben", "owner": "Leyla asked Ben", "colleague": "Leyla asked you"}
    for persona, line in lines.items():
        page = getattr(world, persona).get(f"/issues/{ref}")
        assert re.search(rf"{line} \d\d:\d\d", page.words), persona
    assert "Leyla Demir asks you" in world.colleague.get("/").words
    path = "/steps/1"
    assert "You asked Ben Kastner" in world.lead.get(path).words
    assert "Leyla Demir asked Ben Kastner" in world.admin.get(path).words
    for_helper = world.colleague.get(path).words
    assert "Leyla Demir asks you" in for_helper
    assert "Leyla asks for Ana, who owns this. Leyla is waiting for your answer." in for_helper
    assert world.owner.act(ref, "told", **TOLD).status == 303
    assert "Leyla asks for Ana" in world.colleague.get(path).words
    assert "Leyla asks you to help" in world.colleague.get(f"/issues/{ref}").words
    assert world.colleague.on_step(1, "decline", why="busy").status == 303
    assert "Leyla knows you can’t" in world.colleague.get(path).words


def test_whom_a_former_owner_asked_reads_who_owns_it_now(world: World) -> None:
    world.long_shift()
    ref = world.report()
    step = world.ask(ref)
    world.clock.forward(minutes=1)
    change = world.hand_over(ref, to="lead")
    world.clock.forward(minutes=1)
    assert world.lead.on_change(change, "accept").status == 303
    words = world.colleague.get(f"/steps/{step}").words
    assert "Leyla Demir asks you" in words
    assert "Leyla owns this now and is waiting for your answer." in words
    assert "Leyla Demir asks you" in world.colleague.get("/").words


def test_the_customer_reads_both_names(world: World) -> None:
    ref = world.report()
    link = world.shared(ref)
    world.long_shift()
    world.lead.act(ref, "update", what="told", text="It comes", released="yes", by="60")
    words = world.nobody.get(link).words
    assert "Leyla told you for Ana" in words
    assert "Demir" not in words


def test_the_one_whom_a_lead_proposed_becomes_the_owner(world: World) -> None:
    ref = away(world)
    world.lead.act(ref, "owner-change", **fields(world, "owner-change"))
    change = world.change(1)
    assert (change.from_id, change.asked_by) == (world.id("owner"), world.id("lead"))
    page = world.colleague.get("/owner-changes/1").words
    assert "Leyla asks you to take over from Ana" in page
    page = world.owner.get("/owner-changes/1").words
    assert "Leyla asked Ben Kastner to take over from you" in page
    assert "Leyla Demir asks you to take over" in world.colleague.get("/").words
    title = world.messages("colleague")[-1].content
    assert title["title"].startswith(f"Leyla asks you to take over {ref}")
    assert title["body"] == "Until you say yes, Ana owns it."
    assert world.colleague.on_change(1, "decline").status == 303
    # Who is told while the owner is away.
    told = world.messages("lead")[-1].content
    assert told["title"] == f"Store 12: Ben can’t take over {ref}"
    assert "Leyla knows you said no" in world.colleague.get("/owner-changes/1").words
    world.lead.act(ref, "owner-change", **fields(world, "owner-change"))
    assert world.colleague.on_change(2, "accept").status == 303
    assert world.issue(ref).owner_id == world.id("colleague")


def test_a_lead_who_proposes_an_owner_stays_at_the_issue(world: World) -> None:
    """Whose shift has ended is the owner: it is not for the lead to go."""
    ref = away(world)
    typed = fields(world, "owner-change") | {"reason": "shift_ends"}
    answer = world.lead.act(ref, "owner-change", **typed)
    assert (answer.status, answer.location) == (303, f"/issues/{ref}")


def test_a_lead_proposes_themselves_and_withdraws(world: World) -> None:
    ref = away(world)
    mine = PROPOSE | {"to_id": str(world.id("lead"))}
    before = len(world.messages("lead"))
    assert world.lead.act(ref, "owner-change", **mine).status == 303
    assert len(world.messages("lead")) == before
    for path in ("/owner-changes/1", f"/issues/{ref}"):
        assert "Take this over from Ana?" in world.lead.get(path).words
    assert world.colleague.on_change(1, "withdraw").status == 409
    assert world.lead.on_change(1, "withdraw").status == 303
    assert world.lead.act(ref, "owner-change", **mine).status == 303
    assert world.lead.on_change(2, "accept").status == 303
    assert world.issue(ref).owner_id == world.id("lead")


def test_nobody_asks_the_owner_or_themselves_to_help(one_world: World) -> None:
    ref = away(one_world)
    for whom in ("owner", "lead"):
        asked = ASK | {"helper_id": str(one_world.id(whom))}
        assert one_world.lead.act(ref, "steps", **asked).status == 409
    to_owner = PROPOSE | {"to_id": str(one_world.id("owner"))}
    answer = one_world.lead.act(ref, "owner-change", **to_owner)
    assert (answer.status, "Ana already owns this." in answer.words) == (409, True)


def test_the_forms_name_the_owner(one_world: World) -> None:
    ref = away(one_world)
    page = one_world.lead.get(f"/issues/{ref}/owner-change").words
    assert "Propose an owner" in page
    assert "Until they say yes, Ana owns it." in page
    assert "Propose an owner" in one_world.lead.get(f"/issues/{ref}").words
    ask = one_world.lead.get(f"/issues/{ref}/ask")
    assert "Ask someone for Ana" in ask.words
    found = one_world.lead.get(f"/issues/{ref}/ask?find=Leyla")
    for one in (ask, found):  # nobody asks themselves
        assert f'value="{one_world.id("lead")}"' not in one.text


def test_a_lead_undoes_what_they_did_for_the_owner(one_world: World) -> None:
    ref = away(one_world)
    promise = one_world.issue(ref).promise_at
    one_world.lead.act(ref, "told", **TOLD)
    version = str(one_world.issue(ref).version)
    assert one_world.owner.act(ref, "undo", version=version).status == 409
    assert one_world.lead.act(ref, "undo", version=version).status == 303
    assert one_world.issue(ref).promise_at == promise
