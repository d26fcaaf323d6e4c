"""“I can help”: said to the owner, known to both of them, and nothing has moved by it."""

import pytest

from tests.support.taps import unit_of
from tests.web.queued import Phone, content
from tests.web.world import World
from web.acts.core.events import append_event
from web.reads.issues.page import issue_page
from web.rules.vocabulary import EventKind


def test_who_came_too_late_may_offer_to_help(world: World) -> None:
    """The same way from a phone's queue and on the card."""
    ref = world.unowned()
    tapped = world.clock()
    world.clock.forward(minutes=5)
    world.owner.act(ref, "own")
    world.clock.forward(minutes=5)
    answer = Phone(world, "colleague").act(ref, "own", tapped, seen="1")
    said = content(answer)
    assert answer.status == 409
    assert said["sentence"].startswith("Ana Rothgeber was faster and owns this now.")
    assert said["offer"] == f"/issues/{ref}/offer"
    assert Phone(world, "colleague").send(said["offer"], key="i-can-help").status == 200
    assert world.kinds(ref)[-1] == EventKind.OFFERED
    assert world.issue(ref).owner_id == world.id("owner")
    card = world.lead.act(ref, "own", htmx=True)
    assert card.status == 409
    assert f"/issues/{ref}/offer" in card.forms()
    assert "I can help" in card.words
    assert world.lead.post(f"/issues/{ref}/offer", card.form(f"/issues/{ref}/offer")).status == 303


def test_an_offer_stays_however_much_happens_after_it(world: World) -> None:
    ref = world.report()
    world.lead.act(ref, "on-it")
    world.colleague.act(ref, "offer")
    issue = world.issue(ref)
    with world.database.write() as session:
        for _ in range(250):
            append_event(
                unit_of(world, session), issue, EventKind.NUDGED, people=[world.id("owner")]
            )
    words = world.owner.get(f"/issues/{ref}").words
    assert "Ben can help" in words
    assert world.viewer("colleague").name == "Ben Kastner"
    assert f"/issues/{ref}/offer" not in world.colleague.get(f"/issues/{ref}").forms()
    with world.database.read() as session:
        page = issue_page(session, world.viewer("owner"), ref, world.clock())
    assert [one.first_name for one in page.offers] == ["Ben"]
    assert page.acknowledged_by == "Leyla"


def test_only_who_could_help_finds_the_button(world: World) -> None:
    ref = world.report()
    assert "I can help" in world.colleague.get(f"/issues/{ref}").words
    assert "I can help" not in world.owner.act(ref, "own", htmx=True).words
    world.colleague.act(ref, "offer")
    assert "I can help" not in world.colleague.get(f"/issues/{ref}").words
    assert "I can help" not in world.colleague.get(f"/issues/{world.unowned()}").words


def test_the_owner_hears_of_it_without_a_sound(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.colleague.act(ref, "offer")
    (news,) = world.messages("owner")
    assert news.content["title"] == f"Ben can help: Store 12, {ref}"
    assert news.content["body"] == "Ask Ben if you want their help."
    assert (news.content["loud"], news.content["tag"]) == (False, f"{ref}-walk")
    assert news.content["path"] == f"/issues/{ref}"
    assert [one for one in world.messages() if one.person != str(world.id("owner"))] == []
    world.deliver()
    world.lead.act(ref, "offer")
    assert world.messages("owner")[-1].subject == news.subject  # one notification for the walk


def test_beside_a_walk_it_tells_how_that_goes(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.walking(ref)
    world.lead.act(ref, "offer")
    news = world.messages("owner")[-1].content
    assert news["title"] == f"Leyla can help: Store 12, {ref}"
    assert news["body"].startswith("Ben: with you since")


def test_off_shift_the_owner_finds_it_on_the_page(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.off_shift("owner")
    assert world.colleague.act(ref, "offer").status == 303
    assert world.messages("owner") == []
    page = world.owner.get(f"/issues/{ref}")
    assert "Ben can help." in page.words
    assert f'href="/issues/{ref}/ask?helper={world.id("colleague")}"' in page.text


def test_it_is_no_answer_to_the_ladder(world: World) -> None:
    ref = world.report()
    before = world.running(ref)
    world.clock.forward(minutes=5)
    world.colleague.act(ref, "offer")
    assert [one.model_dump() for one in world.running(ref)] == [one.model_dump() for one in before]


def test_to_ask_them_is_one_tap(world: World) -> None:
    ref, ben = world.report(), world.id("colleague")
    world.colleague.act(ref, "offer")
    page = world.owner.get(f"/issues/{ref}/ask?helper={ben}")
    assert "Offered to help" in page.words
    assert page.words.count("Ben Kastner") == 1
    assert "Offered to help" in page.words
    typed = page.form(f"/issues/{ref}/steps") | {"need": "A key", "introduction": "call"}
    wrong = world.owner.post(f"/issues/{ref}/steps", typed | {"need": "", "helper_id": str(ben)})
    assert wrong.status == 422
    assert "Offered to help" in wrong.words
    assert world.owner.post(f"/issues/{ref}/steps", typed | {"helper_id": str(ben)}).status == 303
    after = world.owner.get(f"/issues/{ref}")
    assert "Ben can help." not in after.words
    assert "Offered to help" not in world.owner.get(f"/issues/{ref}/ask?helper={ben}").words


@pytest.mark.parametrize("helper", ["0", "99", "-1", "x", "9" * 30, "²", "{lead}"])
def test_nobody_stands_first_who_has_not_offered(world: World, helper: str) -> None:
    ref = world.report()
    world.colleague.act(ref, "offer")
    helper = helper.format(lead=world.id("lead"))
    page = world.owner.get(f"/issues/{ref}/ask?helper={helper}")
    assert page.status == 200
    assert "Offered to help" not in page.words


def test_each_sees_what_is_theirs_to_see(world: World) -> None:
    ref = world.report()
    world.colleague.act(ref, "offer")
    world.lead.act(ref, "offer")
    owner = world.owner.get(f"/issues/{ref}").words
    assert owner.index("Ben can help.") < owner.index("Leyla can help.")
    assert "Ben Kastner said that they can help." in owner
    ben = world.colleague.get(f"/issues/{ref}").words
    assert "You offered to help. Ana asks you if it is of use." in ben
    assert "Leyla can help." not in ben
    assert "can help." not in world.admin.get(f"/issues/{ref}").words.replace(
        "said that they can help.", ""
    )


def test_the_customer_learns_nothing_of_it(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    before = world.nobody.get(path).words
    world.colleague.act(ref, "offer")
    after = world.nobody.get(path).words
    assert after == before
    assert "Ben" not in after


def test_said_twice_is_said_once(world: World) -> None:
    ref = world.report()
    world.colleague.act(ref, "offer")
    said = content(Phone(world, "colleague").act(ref, "offer"))
    assert said["sentence"] == "Ana already knows you can help."
    assert world.kinds(ref).count(EventKind.OFFERED) == 1


def test_who_is_asked_or_helps_already_need_not_offer(world: World) -> None:
    ref = world.report()
    step = world.ask(ref)
    refused = Phone(world, "colleague").act(ref, "offer")
    assert refused.status == 409
    assert content(refused)["sentence"] == "Ana has already asked you. Answer that."
    assert content(Phone(world, "colleague").act(ref, "own"))["offer"] is None
    assert "I can help" not in world.colleague.act(ref, "own", htmx=True).words
    world.colleague.on_step(step, "accept")
    helping = Phone(world, "colleague").act(ref, "offer")
    assert helping.status == 200
    assert content(helping)["sentence"] == "You are with Ana on this."
    world.colleague.on_step(step, "done")
    assert content(Phone(world, "colleague").act(ref, "offer"))["sentence"] is None


def test_what_is_over_or_nobodys_needs_no_offer(world: World) -> None:
    ref = world.unowned()
    nobodys = Phone(world, "colleague").act(ref, "offer")
    assert (nobodys.status, content(nobodys)["offer"]) == (409, None)
    world.owner.act(ref, "own")
    own = Phone(world).act(ref, "offer")
    assert (own.status, content(own)["sentence"]) == (
        409,
        "You own this. Ask someone else to help you.",
    )
    world.colleague.act(ref, "offer")
    world.owner.act(ref, "resolve", text="done")
    over = Phone(world, "lead").act(ref, "offer")
    assert over.status == 200
    assert "already resolved" in content(over)["sentence"]
    world.lead.act(ref, "reopen")
    assert "Ben can help." not in world.owner.get(f"/issues/{ref}").words


def test_whose_account_is_closed_offers_nothing(world: World) -> None:
    ref = world.report()
    world.colleague.act(ref, "offer")
    world.admin.post(f"/settings/people/{world.id('colleague')}/close")
    assert "Ben can help." not in world.owner.get(f"/issues/{ref}").words
    path = f"/issues/{ref}/ask?helper={world.id('colleague')}"
    assert "Offered to help" not in world.owner.get(path).words
