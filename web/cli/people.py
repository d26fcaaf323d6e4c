"""`ownit invite`: makes an invite at the terminal."""

import argparse

from sqlmodel import Session, select

from web.acts.accounts import invites
from web.acts.core.tap import Unit
from web.cli.installation import migrated, now
from web.cli.terminal import Commands, Stop, add_command, show_invite_link
from web.rules.text import name_key, natural_key, visible
from web.rules.vocabulary import Role
from web.store.tables.accounts import Site

_LONGEST_NAME = 80


def add(commands: Commands) -> None:
    about = "Make a link, a QR code and a short code that invite one person."
    command = add_command(commands, "invite", run, about)
    command.add_argument("--role", choices=[role.value for role in Role], default=Role.EMPLOYEE)
    command.add_argument("--site", help="the site’s name; not needed when there is only one")
    command.add_argument("--name", help="whom it is for, shown in the list of open invites")


def run(options: argparse.Namespace) -> int:
    with migrated() as installation:
        with installation.database.write() as session:
            site = site_named(session, options.site)
            unit, name = Unit(session, now()), _name(options.name)
            way_in = invites.invite(unit, Role(options.role), site.id, name=name)
        print(f"With this link one person joins {site.name} in the role {options.role}:")
        show_invite_link(way_in, installation.config.public_url)
    return 0


def _name(typed: str | None) -> str | None:
    return visible(" ".join(typed.split()))[:_LONGEST_NAME] or None if typed else None


def site_named(session: Session, name: str | None) -> Site:
    """The site of this name, or the only one. Raises Stop."""
    sites = sorted(session.exec(select(Site)), key=lambda site: natural_key(site.name))
    if not sites:
        raise Stop("There is no site yet. Start with `ownit serve` and open the link it shows.")
    found = [site for site in sites if name is None or name_key(site.name) == name_key(name)]
    if len(found) != 1:
        names = ", ".join(site.name for site in sites)
        raise Stop(f"Say which site you mean with --site. There are: {names}.")
    return found[0]
