"""The model sees each way in which a tap can go wrong, and nothing in a run where none did."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.soak.facts import EventRow, Facts, IssueRow, TapRow
from tests.soak.journal import Journal, Shown, Tapped
from tests.soak.line import ownership_findings
from tests.soak.model import check

ANA, BEN = "Ana Berg", "Ben Okafor"
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATE = START + timedelta(minutes=9)


TYPED = {"report": "Till 4 is dead", "note": "A note"}


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def tap(key: str, path: str, at: datetime, *shown: tuple[Shown, str], by: str = ANA) -> Tapped:
    seen = [(at, one, words) for one, words in shown]
    return Tapped(key, by, "phone", path, "words", at, at, TYPED.get(key), shown=seen)


KEPT, DONE = (Shown.KEPT, ""), (Shown.DONE, "")
SENTENCE = "Ana Berg was faster and owns this now."


def good() -> tuple[Journal, Facts]:
    """A report, a note that waited nine minutes, a refusal that was read, and one withdrawn."""
    journal = Journal()
    for one in (
        tap("report", "/issues", after(0), DONE),
        tap("note", "/issues/K7F3/note", after(10), KEPT),
        tap("own", "/issues/K7F3/own", after(20), KEPT, (Shown.REFUSED, SENTENCE), by=BEN),
        tap("back", "/issues/K7F3/told", after(30), KEPT, (Shown.WITHDRAWN, "")),
        tap("gone", "/issues/K7F3/told", after(40)),
    ):
        journal.tap(one)
    taps = (
        TapRow(ANA, "report", after(1), "K7F3"),
        TapRow(ANA, "note", LATE, "K7F3"),
        TapRow(BEN, "own", after(21), "K7F3", SENTENCE),
    )
    events = (
        EventRow("K7F3", "reported", ANA, after(1)),
        EventRow("K7F3", "owned", ANA, after(1)),
        EventRow("K7F3", "nudged", None, after(5)),
        EventRow("K7F3", "noted", ANA, LATE, after(10), "A note"),
    )
    return journal, Facts(START, taps, events, (IssueRow("K7F3", "owned", ANA, "Till 4 is dead"),))


def test_a_run_in_which_nothing_went_wrong_has_no_findings() -> None:
    assert check(*good()) == []


Change = Callable[[Facts], Facts]


def without_tap(key: str) -> Change:
    return lambda facts: replace(facts, taps=tuple(one for one in facts.taps if one.key != key))


def with_tap(row: TapRow) -> Change:
    return lambda facts: replace(facts, taps=(*facts.taps, row))


def with_event(event: EventRow) -> Change:
    return lambda facts: replace(facts, events=(*facts.events, event))


def with_last(alter: Callable[[EventRow], EventRow]) -> Change:
    def change(facts: Facts) -> Facts:
        *others, last = facts.events
        return replace(facts, events=(*others, alter(last)))

    return change


def with_issue(alter: Callable[[IssueRow], IssueRow]) -> Change:
    return lambda facts: replace(facts, issues=(alter(facts.issues[0]),))


def with_row(key: str, alter: Callable[[TapRow], TapRow]) -> Change:
    def change(facts: Facts) -> Facts:
        taps = [alter(one) if one.key == key else one for one in facts.taps]
        return replace(facts, taps=tuple(taps))

    return change


FAULTS: list[tuple[str, Change]] = [
    ("note: was shown as accepted, and is lost", without_tap("note")),
    ("back: was withdrawn, and came", with_tap(TapRow(ANA, "back", after(31), "K7F3"))),
    ("strange: the server has a tap", with_tap(TapRow(ANA, "strange", after(31), "K7F3"))),
    (
        "note: Ana Berg tapped it, and Ben Okafor has it",
        with_row("note", lambda one: replace(one, person=BEN)),
    ),
    ("nobody tapped what was written", with_event(EventRow("K7F3", "noted", BEN, after(50)))),
    ("not noted once", with_event(EventRow("K7F3", "noted", ANA, LATE, after(10), "A note"))),
    ("also wrote {'customer_told'}", with_event(EventRow("K7F3", "customer_told", ANA, LATE))),
    ("own: was refused, and wrote", with_event(EventRow("K7F3", "noted", BEN, after(21)))),
    ("wrote [], and not reported once", with_row("report", lambda one: replace(one, at=after(2)))),
    ("wrote on another issue", with_row("note", lambda one: replace(one, ref="AAAA"))),
    ("note: tapped at", with_last(lambda one: replace(one, tapped_at=after(13)))),
    ("does not say so", with_last(lambda one: replace(one, tapped_at=None))),
    ("took what Ana Berg had", with_event(EventRow("K7F3", "owned", BEN, after(21)))),
    ("did what only Ana Berg may", with_event(EventRow("K7F3", "customer_told", BEN, after(21)))),
    ("and Ben Okafor said yes", with_event(EventRow("K7F3", "changed", BEN, LATE, helper=ANA))),
    ("and Ben Okafor answered", with_event(EventRow("K7F3", "declined", BEN, LATE, helper=ANA))),
    ("it was open", with_event(EventRow("K7F3", "reopened", ANA, LATE))),
    ("its history says owned", with_issue(lambda one: replace(one, state="resolved"))),
    ("belongs to Ben Okafor", with_issue(lambda one: replace(one, owner=BEN))),
    ("reported exactly once", with_event(EventRow("K7F3", "reported", ANA, LATE))),
    (
        "note: was kept, then refused, and nobody",
        with_row("note", lambda one: replace(one, sentence="No.")),
    ),
    ("note: 'A note' was typed, and", with_last(lambda one: replace(one, text="Another"))),
    ("report: 'Till 4 is dead' was typed", with_issue(lambda one: replace(one, words="Another"))),
    ("has 1 photos, and 0 were taken", with_issue(lambda one: replace(one, photos=1))),
    (
        "report: was shown as done, and was refused",
        with_row("report", lambda one: replace(one, sentence="No.")),
    ),
    ("own: was shown as refused", with_row("own", lambda one: replace(one, sentence=None))),
]


@pytest.mark.parametrize(("finding", "change"), FAULTS, ids=[one for one, _ in FAULTS])
def test_each_fault_is_found(finding: str, change: Change) -> None:
    journal, facts = good()
    assert [one for one in check(journal, change(facts)) if finding in one]


@pytest.mark.parametrize(
    ("event", "finding"),
    [
        (EventRow("K7F3", "corrected", ANA, after(60)), None),
        (EventRow("K7F3", "corrected", BEN, after(60)), "did what only Ana Berg may"),
        (EventRow("K7F3", "corrected", BEN, after(60), for_owner=True), "only Ana Berg may"),
        (EventRow("K7F3", "customer_told", BEN, after(60), for_owner=True), "it was resolved"),
        (EventRow("K7F3", "customer_told", ANA, after(60)), "it was resolved"),
    ],
)
def test_once_it_is_resolved_its_last_owner_may_correct_it_and_nobody_else(
    event: EventRow, finding: str | None
) -> None:
    resolved = EventRow("K7F3", "resolved", ANA, after(50))
    issues = (IssueRow("K7F3", "resolved", ANA, "Till 4 is dead"),)
    _, facts = good()
    found = list(
        ownership_findings(replace(facts, events=(*facts.events, resolved, event), issues=issues))
    )
    assert [finding in one for one in found if finding] == [True] * bool(finding)
    assert finding or not found


def test_a_correction_of_what_nobody_owns_is_found() -> None:
    """A lead has logged it, and then corrects it."""
    report = EventRow("K7F3", "reported", ANA, after(1))
    issues = (IssueRow("K7F3", "unowned", None, "Till 4 is dead"),)
    corrected = EventRow("K7F3", "corrected", ANA, after(2))
    found = list(ownership_findings(Facts(START, (), (report, corrected), issues)))
    assert ["did what only None may" in one for one in found] == [True]


def test_of_two_corrections_at_once_the_one_that_was_written_last_counts() -> None:
    """It came in first, and had to wait for the other one."""
    journal, facts = good()
    for key, words in (("first", "Till 4 is out"), ("last", "Till 4 is dark")):
        one = tap(key, "/issues/K7F3/correct", after(50), DONE)
        one.text = words
        journal.tap(one)
    rows = (TapRow(ANA, "last", after(50), "K7F3"), TapRow(ANA, "first", after(51), "K7F3"))
    events = (
        EventRow("K7F3", "corrected", ANA, after(51)),
        EventRow("K7F3", "corrected", ANA, after(50)),
    )
    issues = (replace(facts.issues[0], words="Till 4 is dark"),)
    both = replace(facts, taps=(*facts.taps, *rows), events=(*facts.events, *events), issues=issues)
    assert check(journal, both) == []


def test_a_cause_is_linked_to_the_issues_behind_it() -> None:
    journal, facts = good()
    journal.tap(tap("cause", "/site/causes", after(60), DONE))
    cause = [EventRow("C4ZZ", kind, ANA, after(60)) for kind in ("reported", "owned")]
    linked = EventRow("K7F3", "cause_linked", ANA, after(60))
    row = TapRow(ANA, "cause", after(60), "C4ZZ")
    issues = (*facts.issues, IssueRow("C4ZZ", "owned", ANA, ""))
    events = (*facts.events, *cause, linked)
    made = replace(facts, taps=(*facts.taps, row), events=events, issues=issues)
    assert check(journal, made) == []
    elsewhere = replace(made, events=(*events, EventRow("K7F3", "owned", ANA, after(60))))
    assert any("wrote on another issue" in one for one in check(journal, elsewhere))


def test_a_refusal_without_a_word_is_found() -> None:
    journal, facts = good()
    journal.tap(tap("mute", "/issues/K7F3/told", after(40), KEPT, (Shown.REFUSED, " ")))
    assert check(journal, facts) == ["mute: was refused without a word"]


def test_a_tap_that_was_never_shown_as_accepted_may_be_either() -> None:
    """The browser was killed in between: the person knows nothing, and either is true."""
    journal, facts = good()
    row = TapRow(ANA, "gone", after(41), "K7F3")
    told = EventRow("K7F3", "customer_told", ANA, after(41))
    done = replace(facts, taps=(*facts.taps, row), events=(*facts.events, told))
    assert check(journal, facts) == check(journal, done) == []


def test_an_early_event_is_found() -> None:
    journal, facts = good()
    tapped = journal.get("report")
    assert tapped
    tapped.earliest = tapped.latest = after(20)
    assert "before it was tapped" in check(journal, facts)[0]
