"""The search finds what a look at every issue finds, on both databases, and nothing else."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import select

from tests.web.answers import Answer, Browser
from tests.web.canaries import CANARIES, story
from tests.web.searching import NAMES, WORDS, EveryIssue, fill
from tests.web.test_likeness import HOSTILE
from tests.web.world import World
from web.cli.sample import Sample
from web.reads.search import MOST, PAGE, Since, Sought, State, search
from web.rules.people import Viewer
from web.rules.retention import Extent
from web.rules.search import MOST_WORDS, marked, search_words
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue

MOST_STATEMENTS = 5
PERSONAS = ("owner", "colleague", "lead", "admin", "stranger")


def ask(by: Browser, typed: str, more: str = "") -> Answer:
    return by.get(f"/search?q={quote(typed)}{more}")


def refs(answer: Answer) -> list[str]:
    """Of the issues that the page leads to, in order."""
    assert answer.page is not None
    links = [one.attrib.get("href", "") for one in answer.page.root.iter("a")]
    return [
        link.rpartition("/")[2]
        for link in links
        if link.startswith("/issues/") and "new" not in link
    ]


def begun(word: str) -> st.SearchStrategy[str]:
    """A Latin word may be broken off, in any case."""
    if not word.isascii() or len(word) < 3:
        return st.just(word)
    return st.integers(2, len(word)).map(lambda end: word[:end]) | st.just(word.swapcase())


TYPED = st.lists(
    st.one_of(*map(begun, WORDS), *(begun(part) for name in NAMES for part in name.split())),
    min_size=1,
    max_size=3,
).map(" ".join)


def test_it_finds_what_a_look_at_every_issue_finds(world: World) -> None:
    fill(world, seed=7, count=40)
    with world.database.read() as session:
        sample = Sample(session, world.clock())
        viewers = [sample.viewer(world.people[name]) for name in PERSONAS]
        every = EveryIssue(session, viewers)
    hits = 0

    @settings(
        max_examples=80, derandomize=True, deadline=None, suppress_health_check=[*HealthCheck]
    )
    @given(TYPED, st.sampled_from(viewers), st.sampled_from(State), st.sampled_from(Since))
    def agrees(typed: str, viewer: Viewer, state: State, since: Since) -> None:
        nonlocal hits
        with world.database.read() as session:
            sought = Sought(typed, state, since)
            expected = every.find(viewer, sought, world.clock())
            view = search(session, viewer, sought, world.clock())
            shown = [one.ref for one in view.hits]
            assert (shown, view.total) == (expected[:PAGE], len(expected)), typed
        hits += len(expected)

    agrees()
    assert hits > 100


def test_nobody_finds_what_they_may_not_see(world: World) -> None:
    """Whatever they look for: each issue by its own reference and words, for each person."""
    fill(world, seed=11, count=10)
    with world.database.read() as session:
        every = [(one.ref, one.words) for one in session.exec(select(Issue))]
    for browser in (world.owner, world.stranger):
        theirs = {ref for ref, _ in every if browser.get(f"/issues/{ref}").status == 200}
        assert 0 < len(theirs) < len(every)
        for ref, words in every:
            assert (ref in refs(ask(browser, ref))) is (ref in theirs)
            assert theirs.issuperset(refs(ask(browser, words)))


def test_a_stranger_is_told_the_same_as_if_there_were_nothing(world: World) -> None:
    ref = world.report(words="Carpet frays", customer_name="Farid")
    for typed in ("carpet", "farid", ref, "ana"):
        answer = ask(world.stranger, typed)
        assert refs(answer) == []
        assert "Nothing found" in answer.words
        assert ref in refs(ask(world.colleague, typed))


def test_an_exact_reference_comes_first_however_it_is_typed(world: World) -> None:
    ref = world.report(words="The first of all")
    for _ in range(PAGE + 2):
        world.report(words=f"It is like {ref} again")
    said = f"{ref}’s", f"issue {ref}", " ".join(ref.lower()), f"https://own.example/issues/{ref}"
    for typed in (ref, ref.lower(), f" #{ref}. ", *said):
        assert refs(ask(world.owner, typed))[0] == ref


def test_it_is_found_in_the_transaction_that_changed_its_words(world: World) -> None:
    ref = world.report(words="Edge frays")
    assert refs(ask(world.owner, "knife")) == []
    assert world.owner.act(ref, "note", text="Ben has a carpet knife").status == 303
    answer = ask(world.owner, "knife")
    assert refs(answer) == [ref]
    assert "Ana: “Ben has a carpet knife”" in answer.words
    step = world.ask(ref, need="Cut it")
    assert refs(ask(world.owner, "ben kast")) == refs(ask(world.owner, "cut")) == [ref]
    world.colleague.on_step(step, "decline", why="busy", could="Carla Novotna")
    assert refs(ask(world.owner, "novotna")) == [ref]


def test_what_was_rolled_back_is_not_found(world: World) -> None:
    with world.database.write() as session:
        Sample(session, world.clock()).report(world.people["owner"], "Undone carpet")
        session.rollback()
    assert refs(ask(world.owner, "carpet")) == []


def test_a_new_name_finds_what_the_person_owned_before(world: World) -> None:
    ref = world.report()
    with world.database.write() as session:
        session.get_one(Person, world.id("owner")).last_name = "Sonnenschein"
    assert refs(ask(world.colleague, "sonnensch")) == [ref]
    assert refs(ask(world.colleague, "rothgeber")) == []


@pytest.mark.parametrize("extent", list(Extent))
def test_what_is_erased_is_not_found_by_any_word(world: World, extent: Extent) -> None:
    ref = story(world)
    # Thanks are found by nobody: they are private to whoever got them.
    searched = {name: word for name, word in CANARIES.items() if name != "THANKS"}
    assert refs(ask(world.owner, CANARIES["THANKS"])) == []
    gone = {"NAME", "CONTACT"} if extent is Extent.CUSTOMER else set(searched)
    for name in gone:
        assert refs(ask(world.owner, CANARIES[name])) == [ref], name
    answer = world.lead.post(f"/issues/{ref}/customer-data/erase", {"extent": extent})
    assert answer.status == 303
    for name, word in searched.items():
        assert refs(ask(world.owner, word)) == ([] if name in gone else [ref]), name
    assert refs(ask(world.owner, ref)) == refs(ask(world.owner, "ana")) == [ref]


def test_hostile_searches_are_answered_in_words(world: World) -> None:
    world.report(words="Scratched table")
    long = ("y" * 10_000, "carpet " * 1500)
    for typed in (*HOSTILE, *long, "#p1", "#p1 carpet", "%", "_ %", "a OR b", "'", "\u202e\u0301"):
        answer = ask(world.owner, typed)
        assert answer.status in (200, 422), typed
        assert refs(answer) == [], typed


def test_what_is_too_long_stays_in_the_field(still_world: World) -> None:
    answer = ask(still_world.owner, "z" * 300)
    assert answer.status == 422
    assert "Type at most 200 characters." in answer.words
    assert "z" * 300 in answer.text
    assert "Type at least one letter or number" in ask(still_world.owner, "…!?").words


def test_words_beyond_the_most_are_said(one_world: World) -> None:
    ref = one_world.report(words=" ".join(f"w{n}" for n in range(MOST_WORDS)))
    answer = ask(one_world.owner, " ".join(f"w{n}" for n in range(MOST_WORDS + 3)))
    assert refs(answer) == [ref]
    assert f"first {MOST_WORDS} words" in answer.words


def test_nothing_is_left_out_in_silence(one_world: World) -> None:
    made = [one_world.report(words=f"Carpet {n}") for n in range(PAGE + 3)]
    first = ask(one_world.owner, "carpet")
    assert f"1 to {PAGE} of {PAGE + 3}" in first.words
    assert first.page is not None
    (older,) = [
        one.attrib["href"] for one in first.page.root.iter("a") if one.attrib.get("rel") == "next"
    ]
    second = one_world.owner.get(older)
    assert refs(first) + refs(second) == made[::-1]
    assert f"{PAGE + 1} to {PAGE + 3} of {PAGE + 3}" in second.words
    assert "Nothing older" in ask(one_world.owner, "carpet", "&page=9").words


def test_more_than_can_be_leafed_through_is_said(
    one_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.reads.search.MOST", 3)
    for _ in range(4):
        one_world.report(words="Carpet")
    answer = ask(one_world.owner, "carpet")
    assert "More than 3 issues" in answer.words
    assert "Add a word to find fewer." in answer.words
    assert MOST == 1_000


@pytest.mark.parametrize("found", [1, 60])
def test_a_search_takes_few_statements_however_much_is_found(world: World, found: int) -> None:
    for _ in range(found):
        world.report(words="Carpet frays", place="Hall")
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(world.database.engine, "before_cursor_execute", note)
    answer = ask(world.owner, "ana hall carp")
    event.remove(world.database.engine, "before_cursor_execute", note)
    # Each unit of work begins with a look at the version of the tables.
    statements = [one for one in statements if " FROM " in one and "alembic_version" not in one]
    assert len(refs(answer)) == min(found, PAGE)
    assert len(statements) <= MOST_STATEMENTS, statements


def test_states_and_periods(one_world: World) -> None:
    old = one_world.report(words="Carpet one")
    assert one_world.owner.act(old, "resolve", text="Replaced").status == 303
    one_world.clock.forward(days=10)
    new = one_world.report(by="colleague", words="Carpet two")
    found = {
        more: refs(ask(one_world.owner, "carpet", more))
        for more in (
            "&state=open",
            "&state=resolved",
            "&state=mine",
            "&since=week",
            "&state=x&since=y",
        )
    }
    assert found == {
        "&state=open": [new],
        "&state=resolved": [old],
        "&state=mine": [old],
        "&since=week": [new],
        "&state=x&since=y": [new, old],
    }
    one_world.clock.forward(days=21)
    assert refs(ask(one_world.owner, "carpet", "&since=month")) == [new]


def test_home_leads_to_it_and_an_empty_search_says_what_can_be_found(still_world: World) -> None:
    assert "/search" in still_world.owner.get("/").forms()
    answer = still_world.owner.get("/search")
    assert answer.status == 200
    assert "What you can look for" in answer.words


def test_what_was_searched_for_is_marked() -> None:
    words = search_words("gross carp 冷た")
    assert marked("Großer Teppich, CARPETS 冷たい!", words) == (
        ("Großer", True),
        (" Teppich, ", False),
        ("CARPETS", True),
        (" ", False),
        ("冷た", True),
        ("い!", False),
    )


def test_of_a_long_report_is_shown_what_was_found(one_world: World) -> None:
    long = "Delivered wet. " * 50 + "The <b>carpet</b> & the underlay smell. " + "Ask again. " * 50
    ref = one_world.report(words=long.strip())
    answer = ask(one_world.owner, "carpet deliv")
    assert refs(answer) == [ref]
    title = answer.text.partition("<bdi>")[2].partition("</bdi>")[0]
    assert "&lt;b&gt;<mark>carpet</mark>&lt;/b&gt; &amp; the underlay" in title
    assert title.startswith("<mark>Delivered</mark> wet.")
    assert title.count(" … ") == 1
    assert title.endswith(" …")
    assert len(re.sub("<[^>]+>", "", unescape(title))) < 170
    # Found by its place alone: how it begins.
    one_world.report(words=long.strip(), place="Quay 7")
    title = ask(one_world.owner, "quay").text.partition("<bdi>")[2].partition("</bdi>")[0]
    assert title.startswith("Delivered wet. Delivered wet.")
    assert title.endswith("…")
    assert len(title) < 150


def test_an_issue_that_was_long_ago_takes_a_search_and_a_tap(one_world: World) -> None:
    ref = one_world.report(words="Stain after fitting", place="Carpet samples")
    one_world.owner.act(ref, "resolve", text="Cleaned")
    one_world.clock.forward(days=20)
    answer = ask(one_world.colleague, "carpet samp")
    assert refs(answer) == [ref]
    assert "Place: Carpet samples" in answer.words
    assert one_world.colleague.get(f"/issues/{ref}").status == 200
