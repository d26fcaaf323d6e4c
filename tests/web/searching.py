"""A store of random issues, and a search of it that looks at every one: what `reads.search` must
find, worked out without an index."""

import random
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from sqlmodel import Session, col, select

from tests.web.world import World
from web.acts.core.tap import Unit
from web.acts.privacy import erasure
from web.cli.sample import Sample
from web.reads.search import Since, Sought, State
from web.rules.people import Viewer
from web.rules.retention import Extent
from web.rules.vocabulary import ChangeReason, DeclineReason, EventKind, IssueState
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event, Issue
from web.store.visibility import may_see

WORDS = (
    "carpet", "Carpets", "carpenter", "CARD", "till", "tile", "4", "44", "Müller", "Mueller",
    "Straße", "café", "Ćosić", "O'Neill", "x", "лифт", "冷たい", "冷蔵庫", "المصعد",
    "10:45", "a@b.example", "naïve", "Zoë", "deal-12", "ﬁtting", "１２",
)  # fmt: skip
NAMES = ("Mueller", "Jörg Müller", "Zoë Carter", "李 雷", "Ana-Maria O’Neill", "Юлия")
_OWNING = (EventKind.OWNED, EventKind.CHANGED)
_KANJI = re.compile("[぀-ヿ一-鿿]+")


def fill(world: World, seed: int, count: int) -> None:
    """Through the acts, in any order that they allow."""
    chance = random.Random(seed)
    with world.database.write() as session:
        sample = Sample(session, world.clock())
        for number, name in enumerate(NAMES):
            site = (world.site, world.elsewhere)[number % 2]
            world.people[name] = sample.person(site, name)
    for _ in range(count):
        world.clock.forward(hours=chance.randrange(1, 30))
        with world.database.write() as session:
            _live(Sample(session, world.clock()), world, chance)


def _live(sample: Sample, world: World, chance: random.Random) -> None:
    def some(least: int = 0) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randrange(least, 4)))

    everybody = list(world.people.values())
    reporter = chance.choice(everybody)
    loud = chance.random() < 0.2
    ref = sample.report(
        world.people["lead"] if loud else reporter,
        some(),
        place=some() or None,
        customer_name=some() or None,
        customer_contact=chance.choice(WORDS),
        without_owner=loud,
    )
    if loud:
        return
    owner, at = reporter, sample.now
    if chance.random() < 0.6:
        step = sample.ask(owner, ref, _other(everybody, owner, chance), some(1), at)
        if chance.random() < 0.5:
            helper = sample.session.get_one(Step, step).helper_id
            person = sample.session.get_one(Person, helper)
            sample.decline(person, step, DeclineReason.BUSY, some() or None, at)
    if chance.random() < 0.3:
        after = _other(everybody, owner, chance)
        sample.take_over(after, sample.hand_over(owner, ref, after, ChangeReason.ABSENCE, at), at)
        owner = after
    sample.note(owner, ref, some(1), at)
    if chance.random() < 0.5:
        sample.resolve(owner, ref, some(1), at)
        _erase(sample, ref, chance)


def _erase(sample: Sample, ref: str, chance: random.Random) -> None:
    if chance.random() < 0.3:
        issue = sample.session.exec(select(Issue).where(Issue.ref == ref)).one()
        erasure.erase(Unit(sample.session, sample.now), issue, chance.choice(list(Extent)))


class EveryIssue:
    """All issues with all their words, and who may see them: read once."""

    def __init__(self, session: Session, viewers: Iterable[Viewer]) -> None:
        self.issues = session.exec(select(Issue).order_by(col(Issue.id).desc())).all()
        names = {one.id: one.name for one in session.exec(select(Person))}
        every = session.exec(select(Event)).all()
        self.known: dict[int, tuple[str, list[str]]] = {}
        self.seen: set[tuple[int, int]] = set()
        for issue in self.issues:
            events = [one for one in every if one.issue_id == issue.id]
            facts = (issue.ref, issue.words, issue.place, issue.customer_name)
            said = (*facts, issue.customer_contact, *(one.text for one in events))
            people = {one.actor_id for one in events if one.kind in _OWNING} | {issue.owner_id}
            people |= {one.data.get("helper") for one in events}
            theirs = [_joined(names[one]) for one in people if one]
            self.known[issue.id] = (" ".join(one for one in said if one), theirs)
            for viewer in viewers:
                if may_see(session, session.get_one(Person, viewer.id), issue):
                    self.seen.add((viewer.id, issue.id))

    def find(self, viewer: Viewer, sought: Sought, now: datetime) -> list[str]:
        """References, in the order in which they are shown."""
        chunks = [one for one in sought.typed.split() if _folded(one)]
        found = [
            issue.ref
            for issue in self.issues
            if (viewer.id, issue.id) in self.seen
            and _is_chosen(issue, viewer, sought, now)
            and all(self._has(issue, chunk) for chunk in chunks)
        ]
        return sorted(found, key=lambda ref: ref != sought.typed.upper()) if chunks else []

    def _has(self, issue: Issue, chunk: str) -> bool:
        text, people = self.known[issue.id]
        whole = "".join(_words(chunk))
        in_text = all(_is_in(word, text) for word in _words(chunk))
        return in_text or any(_is_in(whole, name) for name in people)


def _is_chosen(issue: Issue, viewer: Viewer, sought: Sought, now: datetime) -> bool:
    is_resolved = issue.state == IssueState.RESOLVED
    of_state = {
        State.ALL: True,
        State.OPEN: not is_resolved,
        State.RESOLVED: is_resolved,
        State.MINE: issue.owner_id == viewer.id,
    }
    days = {Since.ANY: 9999, Since.WEEK: 7, Since.MONTH: 30}[sought.since]
    return of_state[sought.state] and issue.touched_at >= now - timedelta(days=days)


@cache
def _is_in(word: str, text: str) -> bool:
    if _KANJI.fullmatch(word):
        return word in unicodedata.normalize("NFKC", text)
    known = [form for one in _words(text) for form in _forms(one)]
    known += [form for one in _words(_joined(text)) for form in _forms(one)]
    return any(
        one == form if len(form) == 1 else one.startswith(form)
        for form in _forms(word)
        for one in known
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)
    return [
        part
        for word in re.findall(r"[^\W_]+", plain)
        for part in re.findall(f"{_KANJI.pattern}|[^぀-ヿ一-鿿]+", word)
    ]


def _joined(text: str) -> str:
    return re.sub("['’-]", "", text)


def _forms(word: str) -> set[str]:
    """Without accents; and an umlaut as two letters."""
    two = word.lower().replace("ü", "ue").replace("ö", "oe")
    return {_folded(word), _folded(two)}


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if one.isalnum())


def _other(people: list[Person], owner: Person, chance: random.Random) -> Person:
    return chance.choice([one for one in people if one.id != owner.id])
