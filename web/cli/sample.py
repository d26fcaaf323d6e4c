"""Makes sites, people and issues through the acts themselves: for the demo, and for tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import Session

from web.acts import devices, issues, reporting, settings
from web.acts.reporting import Report
from web.rules.people import Viewer
from web.rules.words import Role, Urgency
from web.store.tables import Person, Place, Site

Row = TypeVar("Row", Site, Place, Person)


@dataclass
class Sample:
    """Builds inside one transaction; `now` is the moment at which what it makes happens."""

    session: Session
    now: datetime

    def site(self, name: str = "Store 12", zone: str = "Europe/Berlin", phone: str = "") -> Site:
        settings.rename_organisation(self.session, "Nordhaus")
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
        return reporting.report(self.session, self.viewer(by), report, at or self.now).ref

    def told(self, by: Person, ref: str, text: str, minutes: int, at: datetime) -> None:
        issues.told(self.session, self.viewer(by), ref, text, minutes, at)

    def note(self, by: Person, ref: str, text: str, at: datetime) -> None:
        issues.note(self.session, self.viewer(by), ref, text, at)

    def resolve(self, by: Person, ref: str, text: str, at: datetime) -> None:
        issues.resolve(self.session, self.viewer(by), ref, text, at)

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

    def _keep(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row
