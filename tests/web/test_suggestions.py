"""Whom to ask: who is suggested and why, and who is found, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from tests.support.clock import Clock
from tests.web.suggesting import Store, fill
from web.reads.handoffs.colleagues import Reason
from web.reads.handoffs.suggestions import search
from web.rules.vocabulary import EventKind, StepState
from web.store.engine import Database
from web.store.similar_steps import remember
from web.store.tables.issues import Issue


@pytest.fixture
def store(database: Database, clock: Clock) -> Iterator[Store]:
    with database.write() as session:
        yield Store(session, clock)


def test_each_has_its_reason(store: Store) -> None:
    for name in ("Ben Kastner", "Carla Ruiz", "Dilek Aydin", "Emil Berg"):
        store.person(name)
    store.done("Ben Kastner", "Till 2 is dead", "Restart the till", minutes=9)
    store.done("Ben Kastner", "Till 3 is dead", "Restart the till", minutes=15)
    store.skill("Carla Ruiz", "carpets", "Tills")
    issue = store.issue("Till 4 is dead")
    store.step(
        issue, store.person("Finn Aas"), "Restart", StepState.DECLINED
    ).proposed_helper = "Dilek?"
    found = store.suggested(issue, "Restart the till")
    assert [(one.name, one.reasons) for one in found] == [
        ("Ben Kastner", (Reason("done", count=2, minutes=12),)),
        ("Dilek Aydin", (Reason("proposed", word="Finn"),)),
        ("Carla Ruiz", (Reason("skill", word="Tills"),)),
        ("Emil Berg", (Reason("on_shift"),)),
    ]
    assert found[2].skills == ("carpets", "Tills")
    assert all(one.is_here and one.on_shift and not one.rings for one in found)


def test_who_is_never_suggested(store: Store) -> None:
    for name in ("Closed Account", "Said No", "Ben Kastner"):
        store.person(name)
        store.done(name, "Till 2 is dead", "Restart the till")
    store.done("Ana Rothgeber", "Till 3 is dead", "Restart the till")
    store.people["Closed Account"].closed_at = store.clock()
    issue = store.issue("Till 4 is dead")
    store.step(issue, store.people["Said No"], "Restart the till", StepState.DECLINED)
    assert store.names(issue, "Restart the till") == ["Ben Kastner"]
    other = store.issue("Till 5 is dead")
    assert store.names(other, "Restart the till") == ["Ben Kastner", "Said No"]


def test_who_is_asked_already_is_marked(store: Store) -> None:
    issue = store.issue()
    states = {
        "Asked Already": StepState.ASKED,
        "Is With": StepState.ACCEPTED,
        "Not Needed": StepState.WITHDRAWN,
        "Was Done": StepState.DONE,
    }
    for name, state in states.items():
        store.step(issue, store.person(name), "Restart", state)
    expected = {"Asked Already": True, "Is With": True, "Not Needed": False, "Was Done": False}
    assert {one.name: one.is_asked for one in store.suggested(issue, "")} == expected
    found = search(store.session, issue, "", store.clock())
    assert {one.name: one.is_asked for one in found} == expected


def test_steps_of_this_very_issue_are_no_reason(store: Store) -> None:
    """Its own words would make whoever helped first the best for anything else it needs."""
    store.person("Ben Kastner")
    store.person("Carla Ruiz")
    issue = store.issue("Till 4 is dead")
    own = store.step(issue, store.people["Ben Kastner"], "Restart the till", StepState.DONE)
    remember(store.session, own.id, own.need, issue.words, "en")
    store.done("Carla Ruiz", "Voucher refused", "Approve a refund")
    found = store.suggested(issue, "Approve a refund at the till")
    assert [(one.name, one.reasons[0].kind) for one in found] == [
        ("Carla Ruiz", "done"),
        ("Ben Kastner", "on_shift"),
    ]


def test_those_elsewhere_and_off_shift_come_after_those_who_are_here(store: Store) -> None:
    store.person("Far Away", store.elsewhere)
    store.person("At Home", on_shift=False)
    store.person("Nobody Special", store.elsewhere)
    store.person("Idle Here")
    for name in ("At Home", "Far Away"):
        store.done(name, "Till 2 is dead", "Restart the till")
    found = store.suggested(store.issue("Till 4 is dead"), "Restart the till")
    assert [one.name for one in found] == ["Idle Here", "Far Away", "At Home"]
    assert [(one.is_here, one.on_shift) for one in found] == [
        (True, True),
        (False, True),
        (True, False),
    ]
    assert found[1].site_name == "Köln Süd"


def test_a_shift_that_is_over_is_over(store: Store) -> None:
    store.person("Ben Kastner").on_shift_until = store.clock()
    assert store.suggested(store.issue(), "Restart") == ()
    assert store.found("") == []


NAMED = {
    "Zoë": ["Zoe"],
    "ask zoe at the desk": ["Zoe"],
    "Ben": [],  # two of that name
    "Ben Olsson": ["Ben"],
    "Sven Holm": ["Sven"],  # elsewhere, by the full name
    "sven holm": ["Sven"],
    "Sven": [],
    "Gone Away": [],
    "nobody, sorry": [],
}


@pytest.mark.parametrize("how", ["declined", "proposed"])
def test_people_whom_a_helper_named(store: Store, how: str) -> None:
    for name in ("Zoe Lind", "Ben Kastner", "Ben Olsson", "Mia Roth"):
        store.person(name, on_shift=False)
    store.person("Sven Holm", store.elsewhere)
    store.person("Gone Away").closed_at = store.clock()
    mia = store.people["Mia Roth"]
    for text, expected in NAMED.items():
        issue = store.issue()
        if how == "declined":
            store.step(issue, mia, "Restart", StepState.DECLINED).proposed_helper = text
        else:
            store.step(issue, mia, "Restart", StepState.WITHDRAWN)
            store.event(issue, mia, EventKind.PROPOSED, text)
        found = store.suggested(issue, "Restart")
        assert [one.first_name for one in found] == expected, text
        assert all(one.reasons == (Reason("proposed", word="Mia"),) for one in found)


def test_it_takes_few_statements_however_much_there_is(store: Store) -> None:
    issue = store.issue("Till 4 is dead")
    counted = _statements(store, issue)
    fill(store)
    store.skill("Hana Novak", "tills")
    store.step(
        issue, store.people["Hana Novak"], "Restart", StepState.DECLINED
    ).proposed_helper = "Dan"
    store.session.flush()
    assert _statements(store, issue) <= counted + 3  # more is looked at once something was found
    assert counted + 3 <= 9


def _statements(store: Store, issue: Issue) -> int:
    seen: list[str] = []
    connection = store.session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    store.suggested(issue, "Restart the till")
    event.remove(connection, "before_cursor_execute", note)
    return len(seen)


# Search


FOUND = {
    "": ["Ben Kastner", "Zoë Müller"],  # on shift, here
    "   ": ["Ben Kastner", "Zoë Müller"],
    "ben": ["Ben Kastner", "Ben Olsson"],
    "KAST": ["Ben Kastner"],
    "zoe mull": ["Zoë Müller"],
    "ZOË MÜLLER": ["Zoë Müller"],
    "ller": ["Zoë Müller"],
    "koln": ["Sven Holm", "Dan O’Brien"],
    "KÖLN süd": ["Sven Holm", "Dan O’Brien"],
    "store": ["Ben Kastner", "Zoë Müller", "Ben Olsson"],
    "ben store 12 kast": ["Ben Kastner"],
    "repair": ["Ben Olsson", "Sven Holm"],
    "küche": ["Zoë Müller"],
    "KUCHE zoe": ["Zoë Müller"],
    "repair koln": ["Sven Holm"],
    "repair zoe": [],
    "%": [],
    "_": [],
    "\\": [],
    "Ana": [],  # the owner
    "Gone": [],
    "o'brien": ["Dan O’Brien"],
    "obrien": ["Dan O’Brien"],
    "mueller": ["Zoë Müller"],
    "kueche": ["Zoë Müller"],
    "koeln repair": ["Sven Holm"],
}


def test_search(store: Store) -> None:
    store.person("Ben Kastner")
    store.person("Zoë Müller")
    store.person("Ben Olsson", on_shift=False)
    store.person("Dan O’Brien", store.elsewhere, on_shift=False)
    store.person("Sven Holm", store.elsewhere)
    store.person("Gone Away").closed_at = store.clock()
    for name in ("Ben Olsson", "Sven Holm", "Gone Away"):
        store.skill(name, "Till repair")
    store.skill("Zoë Müller", "Küche")
    assert {find: store.found(find) for find in FOUND} == FOUND


def test_search_finds_who_has_another_name_now(store: Store) -> None:
    person = store.person("Ben Kastner")
    person.last_name = "Łukasz"
    store.session.flush()
    assert store.found("lukasz") == ["Ben Łukasz"]
    assert store.found("kastner") == []


def test_search_gives_at_most_twenty(store: Store) -> None:
    for number in range(25):
        store.person(f"Person {number:02}")
    assert len(store.found("person")) == len(store.found("")) == 20
    assert store.found("person")[0] == "Person 00"
