"""A store with its people and the steps that were done: rows as acts would leave them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from sqlmodel import Session, SQLModel, select

from tests.support.clock import Clock
from tests.web.past_steps import DONE, HELPERS, QUESTIONS
from web.acts.core import events
from web.cli.sample import Sample
from web.reads.handoffs.colleagues import Colleague
from web.reads.handoffs.suggestions import search, suggested
from web.rules.people import Viewer
from web.rules.vocabulary import EventKind, Introduction, IssueState, Role, StepState, Urgency
from web.store.similar_steps import alike, language_of, remember
from web.store.tables.accounts import Person, Site, Skill
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

Row = TypeVar("Row", bound=SQLModel)


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
                state=IssueState.OWNED,
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
        issue = self.issue(words)
        step = self.step(issue, self.people[helper], need, StepState.DONE, minutes)
        remember(self.session, step.id, need, words, language_of(self.session, issue))
        return step

    def event(self, issue: Issue, actor: Person, kind: EventKind, text: str) -> None:
        events.append_event(Sample(self.session, self.clock()).tap(actor), issue, kind, text)
        events.append_pending(self.session)

    def skill(self, name: str, *words: str) -> None:
        for word in words:
            self.keep(Skill(person_id=self.people[name].id, word=word))

    def keep(self, row: Row) -> Row:
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
        return [step for step, _ in alike(self.session, need, words, "en", limit)]


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
