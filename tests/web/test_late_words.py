"""Words that come in after all words of their issue were removed do not come back with it."""

from datetime import datetime, timedelta

import pytest

from tests.web.queued import Phone, content
from tests.web.test_erasing import erase, path_of
from tests.web.world import World
from web.rules.retention import Extent

LATE = "Zqxlatewords"
REMOVED = "The words of this issue have been removed, so yours were not added."


def erased(world: World, *, reopened: bool = False) -> tuple[str, datetime]:
    """An issue without words, and a time before they were removed."""
    ref = world.report()
    world.clock.forward(minutes=5)
    tapped = world.clock()
    world.clock.forward(minutes=5)
    world.owner.act(ref, "resolve", text="done")
    assert erase(world, ref) == 303
    world.clock.forward(minutes=5)
    if reopened:
        assert world.lead.act(ref, "reopen", text="Not yet").status == 303
        world.clock.forward(minutes=5)
    return ref, tapped


def refused(world: World, ref: str, act: str, at: datetime | None, **fields: str) -> str:
    answer = Phone(world).act(ref, act, at, **fields)
    assert answer.status == 409
    page = world.lead.get(f"/issues/{ref}")
    assert LATE not in page.text
    return str(content(answer)["sentence"])


@pytest.mark.parametrize("act", ["note", "reopen"])
@pytest.mark.parametrize("seen", ["1", ""])
def test_late_words_are_refused_with_the_reason(world: World, act: str, seen: str) -> None:
    ref, tapped = erased(world)
    assert refused(world, ref, act, tapped, text=LATE, seen=seen) == REMOVED


WORDS = [
    ("note", {"text": LATE}),
    ("resolve", {"text": LATE}),
    ("told", {"text": LATE, "minutes": "60"}),
    ("later", {"text": LATE, "minutes": "60"}),
    ("steps", {"need": LATE, "introduction": "in_person"}),
    ("owner-change", {"reason": "absence", "line": LATE}),
]


@pytest.mark.parametrize(("act", "fields"), WORDS, ids=[one[0] for one in WORDS])
def test_late_words_are_refused_also_where_it_was_opened_again(
    world: World, act: str, fields: dict[str, str]
) -> None:
    ref, tapped = erased(world, reopened=True)
    if act == "owner-change":
        fields = fields | {"to_id": str(world.id("colleague"))}
    assert refused(world, ref, act, tapped, **fields) == REMOVED


def test_whoever_writes_on_a_page_from_before_learns_of_it(world: World) -> None:
    ref, _ = erased(world)
    assert refused(world, ref, "note", None, text=LATE, seen="1") == REMOVED


def test_who_has_seen_it_may_write_again(world: World) -> None:
    ref, _ = erased(world, reopened=True)
    seen = str(world.issue(ref).version)
    assert Phone(world).act(ref, "note", text="Anew", seen=seen).status == 200
    late = world.clock() - timedelta(minutes=2)
    assert Phone(world).act(ref, "note", late, text="After it", seen=seen).status == 200


STEP_WORDS = [
    ("done", {"text": LATE}),
    ("decline", {"why": "busy", "could": LATE}),
    ("propose", {"who": LATE}),
]


@pytest.mark.parametrize(("act", "fields"), STEP_WORDS, ids=[one[0] for one in STEP_WORDS])
@pytest.mark.parametrize("reopened", [False, True])
def test_late_words_of_a_helper_are_refused(
    world: World, act: str, fields: dict[str, str], reopened: bool
) -> None:
    ref = world.report()
    step, tapped = world.walking(ref), world.clock()
    world.clock.forward(minutes=5)
    world.owner.act(ref, "resolve", text="done")
    assert erase(world, ref) == 303
    if reopened:
        world.lead.act(ref, "reopen")
    sent = Phone(world, "colleague").send(f"/steps/{step}/{act}", tapped, **fields)
    assert sent.status == 409
    assert LATE not in world.lead.get(f"/issues/{ref}").text


def test_removing_asks_first_and_says_what_was_done(world: World) -> None:
    ref = world.report(customer_name="Miriam", customer_contact="030 5550112")
    world.owner.act(ref, "resolve", text="done")
    page = world.lead.get(path_of(ref))
    assert "<form" not in page.text.split("h-erase")[-1]
    for extent in (Extent.CUSTOMER, Extent.ALL):
        asked = world.lead.get(f"{path_of(ref)}/erase?extent={extent}")
        assert asked.status == 200
        assert "This cannot be undone." in asked.words
        done = world.lead.post(f"{path_of(ref)}/erase", {"extent": extent})
        assert done.headers["Location"] == f"{path_of(ref)}?removed={extent}"
        assert "are removed" in world.lead.get(done.headers["Location"]).words
        assert world.lead.get(f"{path_of(ref)}/erase?extent={extent}").status == 303


def test_an_address_alone_says_nothing_was_removed(world: World) -> None:
    ref = world.report(customer_name="Miriam")
    world.owner.act(ref, "resolve", text="done")
    for extent in (*Extent, "nonsense", ""):
        assert "are removed" not in world.lead.get(f"{path_of(ref)}?removed={extent}").words


@pytest.mark.parametrize("extent", [*Extent, "nonsense", ""])
def test_what_stands_there_is_not_called_removed(world: World, extent: str) -> None:
    """Nothing was ever removed of it; as long as it is open, not all of it can be."""
    named = world.report(customer_name="Miriam")
    nameless = world.report(words="The lift is stuck")
    for ref in (named, nameless):
        assert "are removed" not in world.lead.get(f"{path_of(ref)}?removed={extent}").words


def test_words_that_came_after_are_not_called_removed(world: World) -> None:
    ref, _ = erased(world, reopened=True)
    assert Phone(world).act(ref, "note", text="Anew").status == 200
    for extent in Extent:
        words = world.lead.get(f"{path_of(ref)}?removed={extent}").words
        assert ("name and contact are removed" in words) == (extent is Extent.CUSTOMER)
        assert "All words" not in words


def test_an_issue_that_is_opened_again_says_that_earlier_words_were_removed(world: World) -> None:
    ref, _ = erased(world)
    left, before = "What is left says when and where it was", "written here before was removed on"
    page = world.lead.get(f"/issues/{ref}").words
    assert (left in page, before in page) == (True, False)
    world.clock.forward(minutes=5)
    world.lead.act(ref, "reopen", text="Not yet")
    page = world.lead.get(f"/issues/{ref}").words
    assert (left in page, before in page) == (False, True)
