"""The customer's answer: once for each resolution, by a form that needs no script and no cookie."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web.answering import answer_page, give, resolution
from tests.web.world import World
from web.rules.vocabulary import EventKind, Trigger

HEADLINES = {
    "not_yet": ("Call Farid: “Not yet”", "Call the customer: “Not yet”"),
    "sent_away": ("Call Farid: “I was sent away”", "Call the customer: “I was sent away”"),
}


def test_it_is_settled(world: World) -> None:
    world.ring_all()
    ref = world.report(customer_name="Farid")
    page = answer_page(world, ref)
    before = len(world.messages())
    answer = give(world, page, "settled", "Thanks for the taxi")
    assert (answer.status, answer.headers["Location"]) == (303, page)
    assert "Ana knows that it is settled." in world.nobody.get(page).words
    assert (world.issue(ref).state, world.issue(ref).customer_answer) == ("resolved", "settled")
    event = world.events(ref)[-1]
    assert (event.kind, event.actor_id) == ("customer_answered", None)
    assert (event.data, event.text) == ({"answer": "settled"}, "Thanks for the taxi")
    (message,) = world.messages()[before:]
    assert (message.person, message.content["loud"]) == (str(world.id("owner")), False)
    assert not re.search("Farid|taxi", str(message.content))
    card = world.owner.get(f"/issues/{ref}")
    assert "Farid: “It is settled”" in card.words
    assert "The customer answered that it is settled." in card.words
    assert "Thanks for the taxi" in card.words


@pytest.mark.parametrize("answer", ["not_yet", "sent_away"])
@pytest.mark.parametrize("name", ["Farid", None])
def test_a_no_opens_it_again_for_the_same_owner(
    world: World, answer: str, name: str | None
) -> None:
    ref = world.report(customer_name=name)
    page = answer_page(world, ref)
    give(world, page, answer, "It drips")
    issue = world.issue(ref)
    assert (issue.state, issue.owner_id, issue.resolved_at) == ("owned", world.id("owner"), None)
    assert issue.promise_at
    assert issue.promise_at > world.clock()
    kinds = world.kinds(ref)
    assert kinds.index(EventKind.CUSTOMER_ANSWERED) == kinds.index(EventKind.REOPENED) - 1
    assert {one.trigger for one in world.running(ref)} == {Trigger.PROMISE, Trigger.REOPENED}
    card = world.owner.get(f"/issues/{ref}")
    assert HEADLINES[answer][0 if name else 1] in card.words
    assert card.words.count("It drips") >= 2  # on the card, and in the line
    bar = card.text.partition('class="action-bar"')[2]
    assert "Update" in bar.partition("button--go")[2][:400]
    words = world.nobody.get(page).words
    assert "Ana" in words
    assert "It drips" not in words
    # Until the customer is updated.
    world.owner.act(ref, "update", what="told", by="60")
    assert HEADLINES[answer][0 if name else 1] not in world.owner.get(f"/issues/{ref}").words
    assert world.issue(ref).customer_answer is None


def test_the_owner_hears_of_a_no_loudly_and_the_lead_of_being_sent_away(world: World) -> None:
    world.ring_all()
    refs = {answer: world.report(customer_name="Farid") for answer in ("not_yet", "sent_away")}
    for answer, ref in refs.items():
        give(world, answer_page(world, ref), answer)
    world.advance()
    loud = [
        (message.person, message.content["title"])
        for message in world.messages()
        if message.content["loud"]
    ]
    owner, lead = str(world.id("owner")), str(world.id("lead"))
    assert {title for person, title in loud if person == owner} >= {
        f"Store 12: {ref} is reopened" for ref in refs.values()
    }
    away = [title for person, title in loud if person == lead]
    assert away == [f"Store 12: a customer was sent away, {refs['sent_away']}"]
    assert "Farid" not in str([message.content for message in world.messages()])


def test_nobody_owns_it_where_the_account_is_closed(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    give(world, page, "not_yet")
    assert (world.issue(ref).state, world.issue(ref).owner_id) == ("unowned", None)
    assert [one.trigger for one in world.running(ref)] == [Trigger.UNOWNED]
    assert "someone takes it up again" in world.nobody.get(page).words
    world.colleague.act(ref, "own")
    assert HEADLINES["not_yet"][1] in world.colleague.get(f"/issues/{ref}").words


def test_it_counts_once(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    resolved = resolution(world, page)
    for _ in range(2):  # a second tap of the same answer finds it there
        assert give(world, page, "settled", resolved=resolved).status == 303
    late = give(world, page, "not_yet", "It drips", resolved)
    assert late.status == 409
    assert "This was answered before, so this answer does not count." in late.words
    assert "It drips" in late.words
    assert world.issue(ref).state == "resolved"
    assert world.kinds(ref).count(EventKind.CUSTOMER_ANSWERED) == 1


def test_the_next_resolution_is_asked_about_again(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    first = resolution(world, page)
    give(world, page, "not_yet")
    world.clock.forward(minutes=5)
    world.owner.act(ref, "resolve", text="Changed the pipe")
    late = give(world, page, "sent_away", "Somebody sent me off", first)
    assert late.status == 409
    assert "There is news since you opened this page. Answer once more." in late.words
    assert "Somebody sent me off" in late.text
    assert give(world, page, "settled").status == 303
    assert world.issue(ref).customer_answer == "settled"


def test_what_colleagues_reopened_is_not_asked_about(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    resolved = resolution(world, page)
    world.colleague.act(ref, "reopen")
    assert "This is not settled yet. Ana has this." in world.nobody.get(page).words
    late = give(world, page, "settled", resolved=resolved)
    assert (late.status, world.issue(ref).customer_answer) == (409, None)


def test_a_settled_one_that_colleagues_reopen_has_no_answer_any_more(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    give(world, page, "settled")
    world.colleague.act(ref, "reopen")
    assert world.issue(ref).customer_answer is None


def test_an_undone_resolution_brings_the_answer_before_it_back(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    give(world, page, "not_yet")
    world.owner.act(ref, "resolve", text="Changed the pipe")
    version = str(world.issue(ref).version)
    assert world.owner.act(ref, "undo", version=version).status == 303
    assert (world.issue(ref).state, world.issue(ref).customer_answer) == ("owned", "not_yet")


def test_after_an_answer_the_resolution_cannot_be_undone(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    version = str(world.issue(ref).version)
    give(world, page, "settled")
    refused = world.owner.act(ref, "undo", version=version)
    assert (refused.status, world.issue(ref).customer_answer) == (409, "settled")


def test_one_of_two_at_once_counts(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    resolved = resolution(world, page)

    def answer(which: str) -> int:
        fields = {"answer": which, "resolved": resolved}
        return world.browser().post(page, fields, key="").status

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(answer, ["settled", "not_yet"] * 2))
    assert set(statuses) == {303, 409}
    assert world.kinds(ref).count(EventKind.CUSTOMER_ANSWERED) == 1
    counted = world.issue(ref).customer_answer
    assert world.issue(ref).state == ("resolved" if counted == "settled" else "owned")


def test_what_was_done_is_shown_where_it_was_released(world: World) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    its_id = next(one.id for one in world.events(ref) if one.kind == EventKind.RESOLVED)
    world.owner.act(ref, "share", **{"subject": "Your till", f"update-{its_id}": "yes"})
    shown = world.nobody.get(page).words
    assert "Your till" in shown
    assert "Changed the fuse" in shown


def test_the_customers_page_says_what_was_answered(world: World) -> None:
    ref = world.report()
    status = world.shared(ref)
    page = answer_page(world, ref)
    tag = world.nobody.get(status).headers["ETag"]
    give(world, page, "settled")
    shown = world.nobody.get(status, {"If-None-Match": tag})
    assert (shown.status, "You answered: it is settled." in shown.words) == (200, True)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("not_yet", "You answered: not settled yet."),
        ("sent_away", "You answered: you were sent away."),
    ],
)
def test_the_customers_page_says_so_until_they_are_updated(
    world: World, answer: str, sentence: str
) -> None:
    ref = world.report()
    status = world.shared(ref)
    give(world, answer_page(world, ref), answer)
    assert sentence in world.nobody.get(status).words
    world.owner.act(ref, "update", what="told", by="60")
    assert sentence not in world.nobody.get(status).words


def test_the_customers_copy_has_their_answer(world: World) -> None:
    ref = world.report(customer_name="Farid")
    give(world, answer_page(world, ref), "sent_away", "To another shop")
    copy = world.lead.get(f"/issues/{ref}/customer-data/copy").text
    assert '"answer":"sent_away"' in copy
    assert "To another shop" in copy


def test_the_owner_sends_the_question(world: World) -> None:
    ref = world.report(customer_contact="+49 30 5550177")
    world.shared(ref)
    path = f"/issues/{ref}/share"
    assert "Ask whether it is settled" not in world.owner.get(path).words
    page = answer_page(world, ref)
    shown = world.owner.get(path)
    assert "Ask whether it is settled" in shown.words
    assert f"{world.config.public_url}{page}" in shown.text
    give(world, page, "settled")
    assert "Ask whether it is settled" not in world.owner.get(path).words


def test_nobody_confirmed_it(world: World) -> None:
    ref = world.report()
    answer_page(world, ref)
    assert "The customer has not confirmed it." in world.lead.get(f"/issues/{ref}").words
