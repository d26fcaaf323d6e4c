"""See it, own it: the report's form, and what becomes of it."""

import pytest
from sqlmodel import select

from tests.web.answers import Answer, Browser
from tests.web.world import World
from web.rules.vocabulary import EventKind, IssueState, Urgency
from web.store.tables.issues import Issue

NO_WORDS = "Write one line, or take a photo."
UNKNOWN = "This form has a field we do not know."


def send(browser: Browser, world: World, key: str | None = None, /, **typed: object) -> Answer:
    fields = {"text": "Till 4 is dead", "site_id": str(world.site.id)} | typed
    return browser.post("/issues", fields, key=key)


def test_one_line_is_enough_and_the_reporter_owns_it(world: World) -> None:
    answer = send(world.owner, world)
    assert answer.status == 303
    ref, _, query = answer.location.removeprefix("/issues/").partition("?")
    assert query == "owned=1"
    issue = world.issue(ref)
    assert (issue.state, issue.owner_id) == (IssueState.OWNED, world.id("owner"))
    assert issue.promise_at is not None
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]
    assert world.owner.get(answer.location).status == 200
    assert len(world.running(ref)) == 1


def test_everything_that_can_be_said(world: World) -> None:
    answer = send(
        world.owner,
        world,
        place="Till 4",
        urgency="now",
        customer_name="Marta",
        customer_contact="+49 30 555",
    )
    page = world.owner.get(answer.location.partition("?")[0]).words
    for words in ("Till 4 is dead", "Marta", "+49 30 555", "Store 12"):
        assert words in page


def test_the_form_itself_can_be_sent(world: World) -> None:
    form = world.owner.get("/issues/new").form("/issues")
    answer = world.owner.post("/issues", form | {"text": "Leak"}, key=form["key"])
    assert answer.status == 303


Typed = dict[str, str | list[str]]
WRONG: list[tuple[Typed, str]] = [
    ({"text": ""}, NO_WORDS),
    ({"text": " \n\t "}, NO_WORDS),
    ({"text": "\x00\x00"}, NO_WORDS),
    ({"text": "x" * 2001}, "Write at most 2,000 characters."),
    ({"urgency": "yesterday"}, "Choose how urgent it is."),
    ({"place": "p" * 81}, "The place may have up to 80 characters."),
    ({"customer_name": "n" * 81}, "The customer’s name may have up to 80 characters."),
    ({"customer_contact": "c" * 121}, "How to reach them may have up to 120 characters."),
    ({"site_id": "here"}, "Choose the site where it is."),
    ({"site_id": "0"}, "Choose the site where it is."),
    ({"site_id": "9" * 5000}, "Choose the site where it is."),
    ({"owner_id": "3"}, UNKNOWN),
    ({"state": "resolved"}, UNKNOWN),
    ({"place": ["Till 4", "Till 5"]}, UNKNOWN),
    ({"intent": "steal"}, "Something here is missing or wrong."),
]


@pytest.mark.parametrize("persona", ["owner", "lead"])
@pytest.mark.parametrize(("typed", "sentence"), WRONG, ids=[next(iter(one)) for one, _ in WRONG])
def test_a_mistake_keeps_what_was_typed(
    one_world: World, persona: str, typed: Typed, sentence: str
) -> None:
    kept = {"text": "Till <4> & co", "customer_name": "Marta", "place": "Till 4"}
    answer = send(one_world.browser(persona), one_world, **(kept | typed))
    assert answer.status == 422
    assert sentence in answer.words
    form = answer.form("/issues")
    for name in kept.keys() - typed.keys():
        assert form[name].strip() == kept[name]
    assert one_world.count(Issue) == 0


def test_words_are_kept_as_typed_and_shown_as_words(world: World) -> None:
    words = '<img src=x onerror=alert(1)> & "Größe" 🧾 \'; DROP TABLE x;'
    answer = send(world.owner, world, text=words, place="<b>Till</b>", customer_name="{{ 7*7 }}")
    ref = answer.location.removeprefix("/issues/").partition("?")[0]
    assert world.issue(ref).words == words
    for path in ("/", "/issues", f"/issues/{ref}"):
        page = world.owner.get(path)
        assert "<img src=x" not in page.text
        assert '<img src=x onerror=alert(1)> & "Größe" 🧾' in page.words


def test_nul_is_left_out(world: World) -> None:
    answer = send(world.owner, world, text="Till\x00 4", customer_name="Mar\x00ta")
    issue = world.issue(answer.location.removeprefix("/issues/").partition("?")[0])
    assert (issue.words, issue.customer_name) == ("Till 4", "Marta")


def test_a_foreign_site_does_not_exist_for_an_employee(world: World) -> None:
    elsewhere = str(world.elsewhere.id)
    assert send(world.owner, world, site_id=elsewhere).status == 404
    assert send(world.owner, world, site_id="999").status == 404
    assert send(world.lead, world, site_id="999").status == 404
    assert world.count(Issue) == 0
    assert send(world.lead, world, site_id=elsewhere).status == 303


def test_a_lead_logs_without_an_owner(world: World) -> None:
    assert "Report without an owner" in world.lead.get("/issues/new").words
    answer = send(world.lead, world, intent="log")
    ref = answer.location.removeprefix("/issues/")
    assert world.issue(ref).state == IssueState.UNOWNED
    assert world.kinds(ref) == [EventKind.REPORTED]
    assert world.running(ref)[0].next_at == world.clock()


def test_an_employee_cannot(world: World) -> None:
    assert "Report without an owner" not in world.owner.get("/issues/new").words
    answer = send(world.owner, world, intent="log")
    assert answer.status == 422
    assert "You saw it: you own it." in answer.words
    assert answer.form("/issues")["text"].strip() == "Till 4 is dead"
    assert world.count(Issue) == 0


@pytest.mark.parametrize(
    ("persona", "code", "place"),
    [
        ("owner", "T4AAAA", "Till 4"),
        ("stranger", "T4AAAA", "Till 4"),
        ("admin", "T4AAAA", "Till 4"),
        ("owner", "UNKNOWN", ""),
        ("owner", "", ""),
        ("owner", "x" * 3000, ""),
    ],
)
def test_a_sign_on_the_wall_fills_in_the_place(
    one_world: World, persona: str, code: str, place: str
) -> None:
    answer = one_world.browser(persona).get(f"/issues/new?place={code}")
    assert answer.form("/issues")["place"] == place


def test_a_sign_that_was_taken_down_names_no_place(one_world: World) -> None:
    one_world.admin.post(f"/settings/places/{one_world.place.id}/remove")
    assert one_world.owner.get("/issues/new?place=T4AAAA").form("/issues")["place"] == ""


def test_the_same_key_makes_one_issue(world: World) -> None:
    answers = [send(world.owner, world, "report-of-ana") for _ in range(3)]
    assert {one.status for one in answers} == {303}
    assert len({one.location for one in answers}) == 1
    assert world.count(Issue) == 1


def test_the_same_key_with_other_words_loses_nothing(world: World) -> None:
    first = send(world.owner, world, "report-of-ana")
    ref = first.location.removeprefix("/issues/").partition("?")[0]
    again = send(world.owner, world, "report-of-ana", text="Till 5 is dead, too")
    assert again.status == 422
    assert f"This form was sent before and became {ref}." in again.words
    form = again.form("/issues")
    assert form["text"].strip() == "Till 5 is dead, too"
    assert form["key"] != "report-of-ana"
    assert world.count(Issue) == 1
    assert world.owner.post("/issues", form, key=form["key"]).status == 303
    assert world.count(Issue) == 2


def test_home_sorts_by_promise_and_shows_what_needs_an_owner(world: World) -> None:
    later, soon = (
        world.report(words="Later one", urgency=Urgency.LATER),
        world.report(words="Soon one"),
    )
    open_one = world.unowned("Nobody has it")
    home = world.owner.get("/").words
    places = [home.index(words) for words in ("Nobody has it", "Soon one", "Later one")]
    assert places == sorted(places)
    assert "Nobody has it" not in world.stranger.get("/").words
    assert "Soon one" not in world.colleague.get("/").words
    listed = world.colleague.get("/issues").text
    for ref in (later, soon, open_one):
        assert f"/issues/{ref}" in listed


@pytest.mark.parametrize("page", ["1", "2", "0", "-5", "x", "9" * 30, ""])
def test_any_page_of_the_list_can_be_asked_for(one_world: World, page: str) -> None:
    one_world.report()
    assert one_world.owner.get(f"/issues?page={page}").status == 200


def test_the_same_words_a_moment_later_are_asked_about(world: World) -> None:
    """The answer was lost, they went back, and the form came with another key."""
    assert send(world.owner, world).status == 303
    answer = send(world.owner, world)
    assert answer.status == 422
    assert "You just reported this: it is" in answer.words
    assert answer.form("/issues")["text"].strip() == "Till 4 is dead"
    assert world.count(Issue) == 1
    assert send(world.owner, world, again=answer.form("/issues")["again"]).status == 303
    assert world.count(Issue) == 2
    assert send(world.colleague, world).status == 303
    world.clock.forward(minutes=11)
    assert send(world.owner, world).status == 303


@pytest.mark.parametrize("words", ["\u200b", "\u3164 \u2800", "\u202e\u2066", "\x1b\x07"])
def test_a_text_that_cannot_be_seen_is_no_text(one_world: World, words: str) -> None:
    answer = send(one_world.owner, one_world, text=words)
    assert answer.status == 422
    assert "or take a photo" in answer.words


def test_nothing_hidden_gets_into_a_text(world: World) -> None:
    assert send(world.owner, world, text="Till\u202e 4 \x1bis 👩\u200d🔧 dead").status == 303
    with world.database.read() as session:
        assert session.exec(select(Issue.words)).one() == "Till 4 is 👩\u200d🔧 dead"
