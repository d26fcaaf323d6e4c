"""What an invite link shows before it is used."""

from dataclasses import dataclass

from sqlmodel import Session

from web.rules.people_list import split_name
from web.rules.vocabulary import Role
from web.store.tables.accounts import Invite, Organisation, Person, Site


@dataclass(frozen=True)
class InvitePage:
    """What /join/<token> shows before anything is claimed."""

    organisation: str
    site_name: str
    role: Role
    name: str | None  # of an existing person
    is_first_admin: bool  # also asks for the organisation, the first site and its time zone
    # Of a new person, as whoever invited them wrote it.
    first_name: str = ""
    last_name: str = ""


def invite_page(session: Session, invite: Invite) -> InvitePage:
    organisation = session.get(Organisation, 1)
    site = session.get(Site, invite.site_id) if invite.site_id else None
    person = session.get(Person, invite.person_id) if invite.person_id else None
    first, last = split_name(invite.name or "") if person is None else ("", "")
    return InvitePage(
        organisation=organisation.name if organisation else "",
        site_name=site.name if site else "",
        role=Role(invite.role),
        name=person.name if person else None,
        is_first_admin=invite.site_id is None,
        first_name=first,
        last_name=last,
    )
