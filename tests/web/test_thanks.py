"""Thanks of customers and owners: to whom they come, and who else can read them."""

import re

import pytest

from tests.web.answering import answer_page, resolution
from tests.web.world import World
from web.rules.vocabulary import EventKind

WORDS = "CanaryThanks"


def helped(world: World) -> str:
    """An issue of the owner's, with which the colleague helps."""
    ref = world.report(customer_name="Farid")
    world.walking(ref)
    return ref


def thank(
    world: World, ref: str, answer: str = "settled", words: str = WORDS, page: str = ""
) -> str:
    page = page or answer_page(world, ref)
    fields = {"answer": answer, "resolved": resolution(world, page), "thanks": "yes"}
    assert world.nobody.post(page, fields | {"thanks_words": words}, key="").status == 303
    return page


def number_of(world: World, persona: str) -> str:
    found = re.search(r'id="thanks-(\d+)"', world.browser_of(persona).get("/me/thanks").text)
    assert found
    return found[1]


def test_a_customer_thanks_the_owner_and_who_helped(world: World) -> None:
    world.ring_all()
    ref = helped(world)
    names = f"{world.people['owner'].first_name} and {world.people['colleague'].first_name}"
    page = answer_page(world, ref)
    before = len(world.messages())
    thank(world, ref, page=page)
    assert f"Your thanks went to {names}." in world.nobody.get(page).words
    for persona in ("owner", "colleague"):
        mine = world.browser_of(persona).get("/me/thanks")
        assert "Thank you from the customer" in mine.words
        assert WORDS in mine.words
        assert f'href="/issues/{ref}"' in mine.text
    for persona in ("lead", "admin", "stranger"):
        assert WORDS not in world.browser_of(persona).get("/me/thanks").text
    new = world.messages()[before:]
    assert sorted(one.person for one in new) == sorted(
        str(world.id(one)) for one in ("owner", "colleague")
    )
    for one in new:
        assert not one.content["loud"]
        assert not one.content.get("buttons")
        assert not re.search(f"Farid|{WORDS}", str(one.content))
    # Nobody else reads of it.
    for persona in ("owner", "lead", "admin", "colleague"):
        for path in (f"/issues/{ref}", "/site/wall", "/"):
            assert WORDS not in world.browser_of(persona).get(path).text
        assert "Nothing found" in world.browser_of(persona).get(f"/search?q={WORDS}").words
    assert WORDS not in world.nobody.get(page).text
    assert not any(WORDS in (one.text or "") for one in world.events(ref))


def test_words_alone_are_thanks_and_no_words_are_needed(world: World) -> None:
    ref = helped(world)
    thank(world, ref, words="")
    assert "Thank you from the customer" in world.owner.get("/me/thanks").words
    other = world.report()
    page = answer_page(world, other)
    fields = {"answer": "settled", "resolved": resolution(world, page), "thanks_words": WORDS}
    world.nobody.post(page, fields, key="")
    assert WORDS in world.owner.get("/me/thanks").words


def test_thanks_come_once(world: World) -> None:
    ref = helped(world)
    page = thank(world, ref, "not_yet")
    fields = {"answer": "not_yet", "resolved": "2026-11-23T09:00:00+00:00", "thanks": "yes"}
    world.nobody.post(page, fields, key="")
    assert world.owner.get("/me/thanks").words.count("Thank you from the customer") == 1
    assert "Your thanks went to" in world.nobody.get(page).words


def test_an_answer_without_thanks(world: World) -> None:
    ref = helped(world)
    page = answer_page(world, ref)
    fields = {"answer": "settled", "resolved": resolution(world, page), "thanks_words": " "}
    world.nobody.post(page, fields, key="")
    assert "Your thanks went to" not in world.nobody.get(page).words
    assert "Nothing here yet." in world.owner.get("/me/thanks").words


def test_too_long_thanks_are_given_back(world: World) -> None:
    page = answer_page(world, helped(world))
    fields = {"answer": "settled", "resolved": resolution(world, page), "thanks": "yes"}
    answer = world.nobody.post(page, fields | {"thanks_words": "y" * 501}, key="")
    assert answer.status == 422
    assert "y" * 501 in answer.text
    assert "Your words may have at most 500 characters." in answer.words


def test_who_has_left_is_not_thanked(world: World) -> None:
    ref = helped(world)
    page = answer_page(world, ref)
    name = world.people["colleague"].first_name
    assert name in world.nobody.get(page).words
    world.admin.post(f"/settings/people/{world.id('colleague')}/close")
    assert name not in world.nobody.get(page).words


def test_the_owner_thanks_who_helped(world: World) -> None:
    world.ring_all()
    ref = helped(world)
    name, owner = world.people["colleague"].first_name, world.people["owner"].first_name
    assert f"Say thank you to {name}" in world.owner.get(f"/issues/{ref}/resolve").words
    fields = {"text": "Done", "thanks": "yes", "thanks_words": WORDS}
    assert world.owner.act(ref, "resolve", **fields).status == 303
    mine = world.colleague.get("/me/thanks")
    assert f"Thank you from {owner}" in mine.words
    assert WORDS in mine.words
    assert "Nothing here yet." in world.owner.get("/me/thanks").words
    thanked = [one for one in world.messages() if "thank you" in one.content["title"]]
    assert [one.person for one in thanked] == [str(world.id("colleague"))]
    assert WORDS not in str([one.content for one in world.messages()])
    assert WORDS not in world.owner.get(f"/issues/{ref}").text
    # Undone with the resolution.
    version = str(world.issue(ref).version)
    assert world.owner.act(ref, "undo", version=version).status == 303
    assert "Nothing here yet." in world.colleague.get("/me/thanks").words


def news_of(world: World, persona: str) -> list[str]:
    """What came about thanks."""
    found = world.messages(persona)
    return [one.content["title"] for one in found if one.content["path"] == "/me/thanks"]


def begin(world: World, persona: str) -> None:
    assert world.browser_of(persona).post("/me/shift", {"hours": "8"}).status == 303


def test_who_is_off_shift_hears_of_it_once_when_their_shift_begins(world: World) -> None:
    world.ring_all()
    refs = [helped(world), helped(world)]
    world.off_shift("colleague")
    for ref in refs:
        fields = {"text": "Done", "thanks": "yes", "thanks_words": WORDS}
        assert world.owner.act(ref, "resolve", **fields).status == 303
    assert news_of(world, "colleague") == []
    assert not any(one.kind == EventKind.DEFERRED for one in world.events(refs[0]))
    begin(world, "colleague")
    assert news_of(world, "colleague") == ["You got thanks while you were off shift"]
    (news,) = [one for one in world.messages("colleague") if one.content["path"] == "/me/thanks"]
    assert not news.content["loud"]
    assert WORDS not in str(news.content)
    assert refs[0] not in str(news.content), "the issue may not be theirs to see any more"
    for ref in refs:
        assert not any(one.kind == EventKind.NUDGED for one in world.events(ref)[-2:])
    world.off_shift("colleague")
    begin(world, "colleague")
    assert len(news_of(world, "colleague")) == 1


def test_thanks_that_were_taken_back_are_not_told(world: World) -> None:
    world.ring_all()
    ref = helped(world)
    world.off_shift("colleague")
    assert world.owner.act(ref, "resolve", text="Done", thanks="yes").status == 303
    version = str(world.issue(ref).version)
    assert world.owner.act(ref, "undo", version=version).status == 303
    begin(world, "colleague")
    assert news_of(world, "colleague") == []


def test_an_owner_off_shift_hears_of_the_customers_thanks_then(world: World) -> None:
    world.ring_all()
    ref = helped(world)
    page = answer_page(world, ref)
    world.off_shift("owner")
    thank(world, ref, page=page)
    assert len(news_of(world, "colleague")) == 1
    assert news_of(world, "owner") == []
    begin(world, "owner")
    assert news_of(world, "owner") == ["You got thanks while you were off shift"]


def test_nobody_to_thank(world: World) -> None:
    ref = world.report()
    assert "Say thank you" not in world.owner.get(f"/issues/{ref}/resolve").words
    fields = {"text": "Done", "thanks": "yes"}
    assert world.owner.act(ref, "resolve", **fields).status == 303


def test_on_the_wall_and_down_again(world: World) -> None:
    thank(world, helped(world))
    number, name = number_of(world, "colleague"), world.people["colleague"].first_name
    share, down = f"/me/thanks/{number}/share", f"/me/thanks/{number}/take-down"
    for persona in ("owner", "lead", "admin"):  # it is not theirs
        assert world.browser_of(persona).post(share).status == 404
        assert world.browser_of(persona).post(down).status == 404
    for _ in range(2):
        assert world.colleague.post(share).status == 303
    for persona in ("owner", "lead", "admin"):
        wall = world.browser_of(persona).get("/site/wall")
        assert f"A customer thanks {name}" in wall.words
        assert WORDS in wall.words
    assert WORDS not in world.stranger.get("/site/wall").text
    assert world.owner.post(f"/site/wall/{number}/take-down").status == 404
    assert world.lead.post(f"/site/wall/{number}/take-down").status == 303
    assert WORDS not in world.owner.get("/site/wall").text
    assert WORDS in world.colleague.get("/me/thanks").words
    world.colleague.post(share)
    assert world.colleague.post(down).status == 303
    assert WORDS not in world.owner.get("/site/wall").text


def test_the_words_are_erased_with_the_issue(world: World) -> None:
    ref = helped(world)
    thank(world, ref)
    world.colleague.post(f"/me/thanks/{number_of(world, 'colleague')}/share")
    copy = world.lead.get(f"/issues/{ref}/customer-data/copy").text
    assert WORDS in copy
    world.lead.post(f"/issues/{ref}/customer-data/erase", {"extent": "all"})
    for path in ("/me/thanks", "/site/wall"):
        assert WORDS not in world.colleague.get(path).text
    assert "Thank you from the customer" in world.colleague.get("/me/thanks").words


@pytest.mark.parametrize("before", ["", "x", "0", "999999999999"])
def test_many_thanks_are_paged(one_world: World, before: str) -> None:
    for number in range(22):
        thank(one_world, one_world.report(), words=f"Words {number}.")
    first = one_world.owner.get(f"/me/thanks?before={before}")
    assert "Words 21." in first.words
    assert "Words 1." not in first.words
    older = re.search(r'href="(\?before=\d+)"', first.text)
    assert older
    last = one_world.owner.get(f"/me/thanks{older[1]}")
    assert ("Words 1." in last.words, "Words 0." in last.words) == (True, True)
    assert "?before=" not in last.text
