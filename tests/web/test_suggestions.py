"""Whom to ask: the index of done steps, the suggestions and the search, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from tests.support.clock import Clock
from tests.web.past_steps import DONE, HELPERS, QUESTIONS
from web.acts.skills import parse, set_skills
from web.reads.skills import known_skills, skills_of
from web.reads.suggestions import search, suggested
from web.reads.walk_views import Colleague, Reason
from web.rules.people import Viewer
from web.rules.words import Introduction, Kind, Role, State, StepState, Urgency
from web.store import likeness
from web.store.engine import Database
from web.store.errors import NotThere
from web.store.likeness import alike, remember
from web.store.tables import Event, Issue, Person, Site, Skill
from web.store.walk_tables import Step

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


@dataclass
class Store:
    """Rows as acts would leave them, made without acts."""

    session: Session
    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.here, self.elsewhere = self.site("Store 12"), self.site("Köln Süd")
        self.owner = self.person("Ana Rothgeber")

    def site(self, name: str) -> Site:
        return self.keep(Site(name=name, zone="Europe/Berlin", created_at=self.clock()))

    def person(self, name: str, site: Site | None = None, *, on_shift: bool = True) -> Person:
        first, _, last = name.partition(" ")
        until = self.clock() + timedelta(hours=8) if on_shift else None
        self.people[name] = self.keep(
            Person(
                site_id=(site or self.here).id,
                first_name=first,
                last_name=last,
                role=Role.EMPLOYEE,
                on_shift_until=until,
                created_at=self.clock(),
            )
        )
        return self.people[name]

    def issue(self, words: str = "Till 4 is dead", owner: Person | None = None) -> Issue:
        now, owner = self.clock(), owner or self.owner
        count = len(self.session.exec(select(Issue.id)).all())
        return self.keep(
            Issue(
                ref=f"R{count}",
                site_id=self.here.id,
                reporter_id=owner.id,
                state=State.OWNED,
                urgency=Urgency.TODAY,
                words=words,
                owner_id=owner.id,
                promise_at=now,
                created_at=now,
                touched_at=now,
            )
        )

    def step(
        self, issue: Issue, helper: Person, need: str, state: StepState, minutes: float = 12
    ) -> Step:
        now = self.clock()
        is_over = state not in (StepState.ASKED, StepState.ACCEPTED)
        return self.keep(
            Step(
                issue_id=issue.id,
                asked_by=self.owner.id,
                helper_id=helper.id,
                need=need,
                introduction=Introduction.CALL,
                state=state,
                asked_at=now - timedelta(minutes=minutes),
                answer_by=now,
                accepted_at=now if state in (StepState.ACCEPTED, StepState.DONE) else None,
                ended_at=now if is_over else None,
            )
        )

    def done(self, helper: str, words: str, need: str, minutes: float = 12) -> Step:
        step = self.step(self.issue(words), self.people[helper], need, StepState.DONE, minutes)
        remember(self.session, step.id, need, words)
        return step

    def event(self, issue: Issue, actor: Person, kind: Kind, text: str) -> None:
        now = self.clock()
        self.keep(Event(issue_id=issue.id, actor_id=actor.id, kind=kind, at=now, text=text))

    def skill(self, name: str, *words: str) -> None:
        for word in words:
            self.keep(Skill(person_id=self.people[name].id, word=word))

    def keep(self, row):  # type: ignore[no-untyped-def]
        self.session.add(row)
        self.session.flush()
        return row

    def viewer(self) -> Viewer:
        one = self.owner
        return Viewer(
            id=one.id,
            device_id=0,
            site_id=one.site_id,
            first_name=one.first_name,
            name=one.name,
            role=Role.EMPLOYEE,
            site_name=self.here.name,
            zone=self.here.zone,
            on_shift_until=one.on_shift_until,
        )

    def suggested(self, issue: Issue, need: str) -> tuple[Colleague, ...]:
        return suggested(self.session, self.viewer(), issue, need, self.clock())

    def names(self, issue: Issue, need: str) -> list[str]:
        return [one.name for one in self.suggested(issue, need)]

    def found(self, find: str) -> list[str]:
        issue = self.issue()
        return [one.name for one in search(self.session, issue, find, self.clock())]

    def alike(self, need: str, words: str = "", limit: int = 10) -> list[int]:
        return [step for step, _ in alike(self.session, need, words, limit)]


@pytest.fixture
def store(database: Database, clock: Clock) -> Iterator[Store]:
    with database.write() as session:
        yield Store(session, clock)


def fill(store: Store) -> None:
    for name in HELPERS:
        store.person(name)
    for past in DONE:
        store.done(past.helper, past.words, past.need, past.minutes)


def misses(store: Store, among: int = 2) -> list[str]:
    """The questions whose helper is not among the first suggestions."""
    return [
        f"{one.words} / {one.need}: {names}, not {one.expected}"
        for one in QUESTIONS
        if one.expected not in (names := store.names(store.issue(one.words), one.need)[:among])
    ]


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
    monkeypatch.setattr(likeness, name, broken)
    assert len(misses(store)) >= 2


# Likeness


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
    score = [one for _, one in alike(store.session, "Restart the till", "The till is dead", 9)]
    assert 0.6 < score[0] < 1
    half = [one for _, one in alike(store.session, "Restart the zeppelin", "", 9)]
    assert 0.2 < half[0] < 0.4
    same = "till restart"
    step = store.done("Hana Novak", same, same)
    assert alike(store.session, same, same, 1) == [(step.id, pytest.approx(1.0))]


def test_to_remember_again_replaces(store: Store) -> None:
    store.person("Hana Novak")
    step = store.done("Hana Novak", "Till 4", "Restart the till")
    before = alike(store.session, "till restart", "", 9)
    remember(store.session, step.id, "Restart the till", "Till 4")
    assert alike(store.session, "till restart", "", 9) == before
    remember(store.session, step.id, "Cut a carpet", "")
    assert store.alike("till restart") == []
    assert store.alike("carpet") == [step.id]


def test_any_text_can_be_remembered_and_asked_for(store: Store) -> None:
    store.person("Hana Novak")
    other = store.done("Hana Novak", "scanner", "scanner").id
    step = store.done("Hana Novak", "", "").id
    for text in HOSTILE:
        remember(store.session, step, text, text)
        says = likeness._asked(text, text)
        assert len(says) <= likeness.MOST_WORDS
        assert store.alike(text, text) == ([step] if says else []), repr(text[:40])
        assert store.alike("scanner") == [other]
        store.found(text)
        if "\x00" not in text:  # PostgreSQL takes no such issue
            store.suggested(store.issue(text), text)


def test_nothing_done_yet(store: Store) -> None:
    assert store.alike("till") == []


# Suggestions


def test_each_has_its_reason(store: Store) -> None:
    for name in ("Ben Kastner", "Carla Ruiz", "Dilek Aydin", "Emil Berg"):
        store.person(name)
    store.done("Ben Kastner", "Till 2 is dead", "Restart the till", minutes=9)
    store.done("Ben Kastner", "Till 3 is dead", "Restart the till", minutes=15)
    store.skill("Carla Ruiz", "carpets", "Tills")
    issue = store.issue("Till 4 is dead")
    store.step(issue, store.person("Finn Aas"), "Restart", StepState.DECLINED).could = "Dilek?"
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
    remember(store.session, own.id, own.need, issue.words)
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
            store.step(issue, mia, "Restart", StepState.DECLINED).could = text
        else:
            store.step(issue, mia, "Restart", StepState.WITHDRAWN)
            store.event(issue, mia, Kind.PROPOSED, text)
        found = store.suggested(issue, "Restart")
        assert [one.first_name for one in found] == expected, text
        assert all(one.reasons == (Reason("proposed", word="Mia"),) for one in found)


def test_it_takes_few_statements_however_much_there_is(store: Store) -> None:
    issue = store.issue("Till 4 is dead")
    counted = _statements(store, issue)
    fill(store)
    store.skill("Hana Novak", "tills")
    store.step(issue, store.people["Hana Novak"], "Restart", StepState.DECLINED).could = "Dan"
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


def test_search_gives_at_most_twenty(store: Store) -> None:
    for number in range(25):
        store.person(f"Person {number:02}")
    assert len(store.found("person")) == len(store.found("")) == 20
    assert store.found("person")[0] == "Person 00"


# Skills


def test_skills_are_replaced_and_take_the_spelling_in_use(store: Store) -> None:
    ben, ana = store.person("Ben Kastner"), store.owner
    session = store.session
    assert set_skills(session, ben.id, "Till repair,carpets") == ("Till repair", "carpets")
    assert set_skills(session, ana.id, "CARPETS; till  Repair ,Ünlü,") == (
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
    assert set_skills(session, ana.id, "ünlü") == ("ünlü",)  # nobody else's: theirs to correct
    assert set_skills(session, ana.id, " ,; ") == ()
    assert skills_of(session, [ana.id]) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("carpets, fitting ; Till   repair", ("carpets", "fitting", "Till repair")),
        ("a,A,á", ("a", "á")),
        ("Cafe\u0301, Café", ("Café",)),
        ("one\ntwo\r\nthree", ("one", "two", "three")),
        ("nul\x00led,\x00,…,-", ("nul led",)),
        ("x" * 60, ("x" * 40,)),
        (",".join(f"s{n}" for n in range(20)), tuple(f"s{n}" for n in range(12))),
        ("", ()),
    ],
)
def test_parsing_skills(text: str, expected: tuple[str, ...]) -> None:
    assert parse(text) == expected


def test_a_closed_account_has_no_skills_to_change(store: Store) -> None:
    store.person("Gone Away").closed_at = store.clock()
    store.session.flush()
    for person_id in (store.people["Gone Away"].id, 999):
        with pytest.raises(NotThere):
            set_skills(store.session, person_id, "carpets")
