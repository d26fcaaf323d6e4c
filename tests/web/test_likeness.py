"""The index of done steps, on both databases: what is found, in which order, from any text."""

from collections.abc import Iterator

import pytest

from tests.support.clock import Clock
from tests.web.suggesting import Store, fill, misses
from web.store import similar_steps
from web.store.engine import Database
from web.store.similar_steps import alike, remember

HOSTILE = (
    "",
    "   ",
    "…!?“”—",
    "'; DROP TABLE step; --",
    'till" OR need : "x',
    "till NEAR(card, 2) AND NOT OR *",
    "till:* & !card | (a <-> b) \\",
    "need : till ^card {words} - + ~ @ # $ % _",
    "till\x00card",
    "\x00",
    "料理が冷たい",
    "Лифт застрял",
    "المصعد عالق",
    "नमस्ते दुनिया",
    "🛗🔥",
    "1e5 -3.7 10:45 a@b.example https://x.example/?q=1 <b>till</b>",
    "till " * 400,
    "x" * 2000,
    "料" * 2000,
    " ".join(f"word{n}" for n in range(300)),
    "the and of it is",
)


@pytest.fixture
def store(database: Database, clock: Clock) -> Iterator[Store]:
    with database.write() as session:
        yield Store(session, clock)


def test_who_should_be_asked_is_among_the_first_two(store: Store) -> None:
    fill(store)
    assert misses(store) == []


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("_rarity", lambda _count, _steps: 1.0),  # "customer" as good as "puncture"
        ("_OF_NEED", 0.01),
        ("_OF_WORDS", 0.01),
    ],
)
def test_with_other_weights_the_same_questions_miss(
    store: Store, monkeypatch: pytest.MonkeyPatch, name: str, broken: object
) -> None:
    """The questions above are hard enough to tell weights apart."""
    fill(store)
    monkeypatch.setattr(similar_steps, name, broken)
    assert len(misses(store)) >= 2


def test_forms_of_a_word_case_and_accents_are_the_same(store: Store) -> None:
    store.person("Hana Novak")
    step = store.done("Hana Novak", "Müşteri Kasası", "Fitting CARPETS in the café").id
    for need in ("fitted", "carpet", "CAFE", "musteri", "Kasası"):
        assert store.alike(need) == [step], need
    assert store.alike("tiles") == []


def test_rare_words_say_more_and_a_need_says_more_than_an_issue(store: Store) -> None:
    store.person("Hana Novak")
    common = [store.done("Hana Novak", "", "customer at the till").id for _ in range(30)]
    rare = store.done("Hana Novak", "", "customer with a puncture").id
    in_issue = store.done("Hana Novak", "puncture", "customer").id
    found = store.alike("customer puncture till", limit=99)
    assert found[:2] == [rare, in_issue]
    assert found[2:] == common[::-1]  # of equals the newest first
    assert store.alike("customer puncture till", limit=1) == [rare]


def test_likeness_is_a_share_of_the_whole(store: Store) -> None:
    store.person("Hana Novak")
    store.done("Hana Novak", "Till 4 is dead", "Restart the till")
    score = [
        one for _, one in alike(store.session, "Restart the till", "The till is dead", "en", 9)
    ]
    assert 0.6 < score[0] < 1
    half = [one for _, one in alike(store.session, "Restart the zeppelin", "", "en", 9)]
    assert 0.2 < half[0] < 0.4
    same = "till restart"
    step = store.done("Hana Novak", same, same)
    (only,) = alike(store.session, same, same, "en", 1)
    assert only[0] == step.id
    assert only[1] == pytest.approx(1.0)


def test_to_remember_again_replaces(store: Store) -> None:
    store.person("Hana Novak")
    step = store.done("Hana Novak", "Till 4", "Restart the till")
    before = alike(store.session, "till restart", "", "en", 9)
    remember(store.session, step.id, "Restart the till", "Till 4", "en")
    assert alike(store.session, "till restart", "", "en", 9) == before
    remember(store.session, step.id, "Cut a carpet", "", "en")
    assert store.alike("till restart") == []
    assert store.alike("carpet") == [step.id]


def test_any_text_can_be_remembered_and_asked_for(store: Store) -> None:
    store.person("Hana Novak")
    other = store.done("Hana Novak", "scanner", "scanner").id
    step = store.done("Hana Novak", "", "").id
    for text in HOSTILE:
        remember(store.session, step, text, text, "en")
        says = similar_steps._asked(text, text, "en")
        assert len(says) <= similar_steps.MOST_WORDS * similar_steps._PAIRS
        assert store.alike(text, text) == ([step] if says else []), repr(text[:40])
        assert store.alike("scanner") == [other]
        store.found(text)
        if "\x00" not in text:  # PostgreSQL takes no such issue
            store.suggested(store.issue(text), text)


def test_nothing_done_yet(store: Store) -> None:
    assert store.alike("till") == []
