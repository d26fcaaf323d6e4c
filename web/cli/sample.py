"""Makes sites, people and issues through the acts themselves: for the demo, and for tests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from sqlmodel import Session, col, select

from push import subscriptions
from push.subscriptions import Offer
from web.acts.accounts import allowances, sites, skills
from web.acts.accounts.allowances import WantedAllowance
from web.acts.core import devices
from web.acts.core.tap import Tap, Unit
from web.acts.core.tokens import hash_of
from web.acts.handoffs import owner_changes, steps
from web.acts.handoffs.owner_changes import HandOver
from web.acts.handoffs.step_rows import Ask
from web.acts.issues import lifecycle, status_link
from web.acts.issues import report as issues_report
from web.acts.issues.lifecycle import Resolution
from web.acts.issues.report import Report
from web.acts.issues.status_link import Release
from web.acts.shifts import weekly_hours
from web.rules.hours import Hours
from web.rules.money import Money
from web.rules.people import Viewer
from web.rules.released import released_updates
from web.rules.vocabulary import ChangeReason, DeclineReason, Introduction, Role, Urgency
from web.store.rule_inputs import release_events
from web.store.tables.accounts import Device, Person, Place, Site
from web.store.tables.allowances import Allowance
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue

Row = TypeVar("Row", Site, Place, Person)


@dataclass
class Sample:
    """Builds inside one transaction; `now` is the time of whatever is made."""

    session: Session
    now: datetime

    def site(self, name: str = "Store 12", zone: str = "Europe/Berlin", phone: str = "") -> Site:
        sites.rename_organisation(self._unit, "Nordhaus")
        site = Site(name=name, zone=zone, phone=phone or None, created_at=self.now)
        return self._keep(site)

    def place(self, site: Site, name: str, code: str) -> Place:
        return self._keep(Place(site_id=site.id, name=name, code=code))

    def person(
        self,
        site: Site,
        name: str,
        role: Role = Role.EMPLOYEE,
        on_shift_hours: float | None = 8,
    ) -> Person:
        """`on_shift_hours` None: off shift."""
        first, _, last = name.partition(" ")
        until = self.now + timedelta(hours=on_shift_hours) if on_shift_hours is not None else None
        return self._keep(
            Person(
                site_id=site.id,
                first_name=first,
                last_name=last,
                role=role,
                on_shift_until=until,
                created_at=self.now,
            )
        )

    def sign_in(self, person: Person, label: str = "Chrome on Android") -> str:
        """A session's token for this person, on a device of their own."""
        return devices.sign_in(self.session, person.id, label, self.now)

    def phone(self, person: Person, offer: Offer, vapid_key: str) -> None:
        """A phone of theirs that can ring."""
        token_hash = hash_of(self.sign_in(person, "Demo phone"))
        device = self.session.exec(select(Device).where(Device.token_hash == token_hash)).one()
        subscriptions.save(
            self.session,
            offer,
            person=str(person.id),
            device=str(device.id),
            vapid_key=vapid_key,
            now=self.now,
        )

    def report(
        self,
        by: Person,
        words: str,
        *,
        at: datetime | None = None,
        urgency: Urgency = Urgency.TODAY,
        place: str | None = None,
        customer_name: str | None = None,
        customer_contact: str | None = None,
        without_owner: bool = False,
    ) -> str:
        """The new issue's reference. Its owner is `by`, unless it is logged without one."""
        report = Report(
            words=words,
            urgency=urgency,
            site_id=by.site_id,
            place=place,
            customer_name=customer_name,
            customer_contact=customer_contact,
            without_owner=without_owner,
            is_another=True,
        )
        return issues_report.report(self.tap(by, at), report).ref

    def told(self, by: Person, ref: str, text: str, minutes: int, at: datetime) -> None:
        """The customer may read it on their page."""
        lifecycle.told(self.tap(by, at), ref, text, timedelta(minutes=minutes), released=True)

    def share(
        self, by: Person, ref: str, subject: str, secrets: Sequence[bytes], at: datetime
    ) -> None:
        """With all updates that are released; `secrets`: of the installation."""
        issue = self.session.exec(select(Issue).where(Issue.ref == ref)).one()
        updates = released_updates(release_events(self.session, issue.id))
        status_link.share(self.tap(by, at), ref, secrets, Release(subject, updates))

    def note(self, by: Person, ref: str, text: str, at: datetime) -> None:
        lifecycle.add_note(self.tap(by, at), ref, text)

    def resolve(self, by: Person, ref: str, done: str | Resolution, at: datetime) -> None:
        resolution = Resolution(done) if isinstance(done, str) else done
        lifecycle.resolve(self.tap(by, at), ref, resolution)

    def ask(
        self,
        by: Person,
        ref: str,
        helper: Person | None,
        need: str,
        at: datetime,
        introduction: Introduction = Introduction.IN_PERSON,
    ) -> int:
        """The new step's id."""
        ask = Ask(need, introduction, helper.id if helper else None)
        outcome = steps.ask(self.tap(by, at), ref, ask)
        if outcome.refusal:
            raise ValueError(outcome.refusal.sentence)
        return self.session.exec(select(Step.id).order_by(col(Step.id).desc()).limit(1)).one()

    def accept(self, by: Person, step_id: int, at: datetime) -> None:
        steps.accept(self.tap(by, at), step_id)

    def decline(
        self, by: Person, step_id: int, why: DeclineReason, could: str | None, at: datetime
    ) -> None:
        steps.decline(self.tap(by, at), step_id, why, could)

    def done(self, by: Person, step_id: int, text: str | None, at: datetime) -> None:
        steps.done(self.tap(by, at), step_id, text)

    def hand_over(
        self, by: Person, ref: str, to: Person, reason: ChangeReason, at: datetime
    ) -> int:
        """The new owner change's id: it waits for the next owner's yes."""
        hand_over = HandOver(to.id, reason)
        owner_changes.ask(self.tap(by, at), ref, hand_over)
        query = select(OwnerChange.id).order_by(col(OwnerChange.id).desc())
        return self.session.exec(query.limit(1)).one()

    def take_over(self, by: Person, change_id: int, at: datetime) -> None:
        owner_changes.accept(self.tap(by, at), change_id)

    def allowance(
        self, site: Site, words: str, role: Role = Role.EMPLOYEE, limit: Money | None = None
    ) -> int:
        """Its id."""
        allowances.add(self._unit, site.id, WantedAllowance(role, words, limit))
        query = select(Allowance.id).order_by(col(Allowance.id).desc())
        return self.session.exec(query.limit(1)).one()

    def skills(self, person: Person, words: str) -> None:
        skills.set_skills(self._unit, person.id, words)

    def hours(self, person: Person, starts: time, ends: time, days: Iterable[int]) -> None:
        """The same on each of these days of the week; 0 is Monday."""
        week = [Hours(day, starts, ends) for day in days]
        weekly_hours.set_week(self._unit, person.id, week)

    def tap(self, person: Person, at: datetime | None = None) -> Tap:
        """One of this person's acts."""
        return Tap(self.session, at or self.now, self.viewer(person))

    def viewer(self, person: Person) -> Viewer:
        """The person as acts know them, on no device in particular."""
        site = self.session.get_one(Site, person.site_id)
        return Viewer(
            id=person.id,
            device_id=0,
            site_id=person.site_id,
            first_name=person.first_name,
            name=person.name,
            role=Role(person.role),
            site_name=site.name,
            zone=site.zone,
            on_shift_until=person.on_shift_until,
        )

    @property
    def _unit(self) -> Unit:
        return Unit(self.session, self.now)

    def _keep(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row
