"""What people can do: as they wrote it, kept in one spelling for all."""

from collections.abc import Iterator

import pytest

from tests.support.clock import Clock
from tests.web.answers import Answer
from tests.web.suggesting import Store
from tests.web.world import World
from web.acts.accounts.skills import parse, set_skills
from web.acts.core.tap import Unit
from web.reads.accounts.skills import known_skills, skills_of
from web.store.engine import Database
from web.store.errors import NotFound


@pytest.fixture
def store(database: Database, clock: Clock) -> Iterator[Store]:
    with database.write() as session:
        yield Store(session, clock)


def test_skills_are_replaced_and_take_the_spelling_in_use(store: Store) -> None:
    ben, ana = store.person("Ben Kastner"), store.owner
    session = store.session
    unit = Unit(session, store.clock())
    assert set_skills(unit, ben.id, "Till repair,carpets") == ("Till repair", "carpets")
    assert set_skills(unit, ana.id, "CARPETS; till  Repair ,Ünlü,") == (
        "carpets",
        "Till repair",
        "Ünlü",
    )
    assert skills_of(session, [ana.id, ben.id, 999]) == {
        ana.id: ("carpets", "Till repair", "Ünlü"),
        ben.id: ("carpets", "Till repair"),
    }
    assert known_skills(session) == ("Till repair", "carpets", "Ünlü")
    assert known_skills(session, limit=1) == ("Till repair",)
    assert set_skills(unit, ana.id, "ünlü") == ("ünlü",)  # nobody else's: theirs to correct
    assert set_skills(unit, ana.id, " ,; ") == ()
    assert skills_of(session, [ana.id]) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("carpets, fitting ; Till   repair", ("carpets", "fitting", "Till repair")),
        ("a,A,á", ("a", "á")),
        ("Cafe\u0301, Café", ("Café",)),
        ("one\ntwo\r\nthree", ("one", "two", "three")),
        ("مفاتيح، أقفال؛ أبواب", ("مفاتيح", "أقفال", "أبواب")),
        ("电器、地毯，门；锁", ("电器", "地毯", "门", "锁")),
        ("nul\x00led,\x00,…,-", ("nulled",)),
        ("👩\u200d🔧 repairs", ("👩\u200d🔧 repairs",)),
        ("🎨, ☕,\u00a9, 🪿", ("🎨", "☕", "©", "🪿")),
        ("x" * 60, ("x" * 40,)),
        (",".join(f"s{n}" for n in range(20)), tuple(f"s{n}" for n in range(12))),
        ("- keys\r\n- tills\n• lamps", ("keys", "tills", "lamps")),
        ("", ()),
    ],
)
def test_parsing_skills(text: str, expected: tuple[str, ...]) -> None:
    assert parse(text) == expected


def test_a_closed_account_has_no_skills_to_change(store: Store) -> None:
    store.person("Gone Away").closed_at = store.clock()
    store.session.flush()
    for person_id in (store.people["Gone Away"].id, 999):
        with pytest.raises(NotFound):
            set_skills(Unit(store.session, store.clock()), person_id, "carpets")


@pytest.mark.parametrize("path", ["/me/skills", "/people/{}/skills"])
def test_no_skill_is_left_out_without_a_word(one_world: World, path: str) -> None:
    lead, me = one_world.lead, one_world.people["lead"].id
    action = path.format(me)
    page = "/me" if path == "/me/skills" else "/people"

    def save(text: str) -> Answer:
        return lead.post(action, lead.get(page).form(action) | {"skills": text})

    assert save("one\r\ntwo\r\nthree").status == 303
    with one_world.database.read() as session:
        assert skills_of(session, [me]) == {me: ("one", "three", "two")}
    for text in (",".join(f"s{n}" for n in range(13)), "one, " + "x" * 41):
        answer = save(text)
        assert answer.status == 422
        assert '-error">Write at most 12 skills, separated by commas' in answer.text  # at the field
        assert text in answer.text
    with one_world.database.read() as session:
        assert skills_of(session, [me]) == {me: ("one", "three", "two")}
