"""What must be true when every phone has come home: each tap once, none lost, none stolen.

Knows no browser and no database: it compares a journal with facts, and says what does not fit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.soak.facts import EventRow, Facts, TapRow
from tests.soak.journal import Journal, Shown, Tapped
from tests.soak.line import ownership_findings

CLOCKS = timedelta(seconds=2)  # the driver's clock and the phone's moment of the tap
A_MOMENT = timedelta(minutes=1)  # a tap that is this young counts as made when it came in

_WRITES = {
    "issues": {
        "own": "owned",
        "promise": "promised",
        "told": "customer_told",
        "note": "noted",
        "on-it": "acknowledged",
        "later": "postponed",
        "resolve": "resolved",
        "reopen": "reopened",
        "steps": "asked",
        "owner-change": "change_asked",
        "offer": "offered",
        "update": "updated",
        "correct": "corrected",
        "undo": "undone",
        "not-same": "cause_unlinked",
        "used": "authority_used",
    },
    "steps": {
        "accept": "accepted",
        "decline": "declined",
        "done": "done",
        "withdraw": "withdrawn",
        "propose": "proposed",
    },
    "owner-changes": {
        "accept": "changed",
        "decline": "change_declined",
        "withdraw": "change_withdrawn",
    },
    "site": {"causes": "reported"},
}
# One act that writes one of two events, by what was chosen in its form.
_ONE_OF = {"updated": ("customer_told", "postponed")}
_SEVERAL = ("corrected", "authority_used")  # one a field, and one for each that was ticked
_ON_OTHERS = {"cause_linked"}  # on each issue that a new cause, or another report, is linked to
_ALSO = {
    "reported": {"owned", "cause_linked"},
    "resolved": {"withdrawn", "change_withdrawn", "authority_used"},
}


def kind_of(path: str) -> str:
    """The event that this tap writes when it is done."""
    thing, *rest = path.strip("/").split("/")
    return _WRITES[thing][rest[-1]] if rest else "reported"


def check(journal: Journal, facts: Facts) -> list[str]:
    """Everything that does not fit, each with the key it is about where there is one."""
    return [
        *_check_taps(journal, facts),
        *_check_rows(journal, facts),
        *_check_events(journal, facts),
        *_check_what_they_brought(journal, facts),
        *ownership_findings(facts),
    ]


def _check_taps(journal: Journal, facts: Facts) -> Iterator[str]:
    rows = {row.key: row for row in facts.taps}
    for tapped in journal:
        for words in _about(tapped, rows.get(tapped.key)):
            yield f"{tapped.key}: {words}"


def _about(tapped: Tapped, row: TapRow | None) -> Iterator[str]:
    if tapped.was(Shown.WITHDRAWN):
        if row:
            yield "was withdrawn, and came to the server"
        return
    if tapped.has_no_words:
        yield "was refused without a word"
    is_unread = tapped.was_promised and not tapped.was(Shown.REFUSED)
    if row is None:
        if is_unread:
            yield "was shown as accepted, and is lost"
    elif row.was_refused and not row.harmless:
        yield from _about_refused(tapped, row, is_unread=is_unread)
    elif not row.was_refused and tapped.was(Shown.REFUSED):
        yield f"was shown as refused ({tapped.sentences}), and was done"


def _about_refused(tapped: Tapped, row: TapRow, *, is_unread: bool) -> Iterator[str]:
    if tapped.was(Shown.DONE):
        yield f"was shown as done, and was refused: {row.sentence}"
    elif is_unread:
        yield f"was kept, then refused, and nobody could read why: {row.sentence}"


def _check_rows(journal: Journal, facts: Facts) -> Iterator[str]:
    for row in facts.taps:
        tapped = journal.get(row.key)
        if tapped is None:
            yield f"{row.key}: the server has a tap of {row.person} that nobody made"
        elif tapped.person != row.person:
            yield f"{row.key}: {tapped.person} tapped it, and {row.person} has it"


def _check_events(journal: Journal, facts: Facts) -> Iterator[str]:
    """What a person did is written in the transaction of their tap, so at the same instant."""
    written: dict[tuple[str, datetime], list[EventRow]] = defaultdict(list)
    for event in facts.events:
        if event.actor and event.at >= facts.began_at:
            written[event.actor, event.at].append(event)
    for row in facts.taps:
        events = written.pop((row.person, row.at), [])
        tapped = journal.get(row.key)
        if tapped:
            yield from (f"{row.key}: {words}" for words in _compare(tapped, row, events))
    for events in written.values():
        yield f"nobody tapped what was written: {', '.join(map(str, events))}"


def _compare(tapped: Tapped, row: TapRow, events: list[EventRow]) -> Iterator[str]:
    kinds = [event.kind for event in events]
    if row.was_refused:
        if kinds:
            yield f"was refused, and wrote {kinds}"
        return
    main = kind_of(tapped.path)
    main = next((kind for kind in _ONE_OF.get(main, ()) if kind in kinds), main)
    if kinds.count(main) != 1 and not (main in _SEVERAL and main in kinds):
        yield f"{tapped.path} wrote {kinds}, and not {main} once"
    if strange := set(kinds) - {main} - _ALSO.get(main, set()):
        yield f"{tapped.path} also wrote {strange}"
    if any(event.ref != row.ref and event.kind not in _ON_OTHERS for event in events):
        yield f"wrote on another issue: {events}"
    said = [event.text for event in events if event.kind == main]
    if main not in ("reported", *_SEVERAL) and tapped.text and said != [tapped.text]:
        yield f"{tapped.text!r} was typed, and {said} came"
    yield from _compare_times(tapped, events)


def _check_what_they_brought(journal: Journal, facts: Facts) -> Iterator[str]:
    """Words and photos: of each tap that was done, once."""
    issues = {issue.ref: issue for issue in facts.issues}
    photos: Counter[str] = Counter()
    words: dict[str, tuple[str, str]] = {}  # the last that were typed, with their tap
    # Two taps at once are applied in the order of their events, not in that in which they came in.
    written = {(event.actor, event.at): number for number, event in enumerate(facts.events)}
    for row in sorted(facts.taps, key=lambda row: written.get((row.person, row.at), -1)):
        tapped, issue = journal.get(row.key), issues.get(row.ref or "")
        if row.was_refused or not tapped or not issue:
            continue
        photos[issue.ref] += tapped.photos
        if kind_of(tapped.path) in ("reported", "corrected"):
            words[issue.ref] = row.key, tapped.text or ""
    for issue in facts.issues:
        key, typed = words.get(issue.ref, ("", issue.words))
        if typed != issue.words:
            yield f"{key}: {typed!r} was typed, and {issue.words!r} came"
        if issue.photos != photos[issue.ref]:
            yield f"{issue.ref}: has {issue.photos} photos, and {photos[issue.ref]} were taken"


def _compare_times(tapped: Tapped, events: list[EventRow]) -> Iterator[str]:
    first, last = tapped.earliest - CLOCKS, tapped.latest + CLOCKS
    for event in events:
        if event.tapped_at and not first <= event.tapped_at <= last:
            yield f"tapped at {tapped.latest}, and the history says {event.tapped_at}"
        if event.at < first:
            yield f"came in at {event.at}, before it was tapped"
        if not event.tapped_at and event.at > last + A_MOMENT:
            yield f"came in late, at {event.at}, and the history does not say so"
