"""`ownit keys rotate`: new keys for an installation, while the old ones stay valid for a chosen
time."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path

from web.acts import key_rotation
from web.cli import new_key_files
from web.cli.installation import Installation, now, ready
from web.cli.keys import LINKS_FILE, VAPID_FILE, load_from
from web.cli.terminal import Stop
from web.store import identity

USUAL_DAYS = 30
MOST_DAYS = 365
_LINKS = (
    "- links: new ones are made with a new key. Customers’ pages work until {until}, then they "
    "end; owners share a new one from the issue. What is not sent yet on a phone can be read until "
    "then, and is sent\n"
)
_PUSH = (
    "- push: phones that open Own It before {until} change by themselves. Others show "
    "notifications until then, and again once they open it\n"
)


def add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--days",
        type=int,
        default=USUAL_DAYS,
        help=f"days for which the old keys still work, 0 to {MOST_DAYS} (default: {USUAL_DAYS})",
    )
    command.add_argument("--links", action="store_true", help="only the key of links and phones")
    command.add_argument("--push", action="store_true", help="only the key of push")
    command.add_argument(
        "--yes", action="store_true", help="do it; without this, only say what would happen"
    )


def run(options: argparse.Namespace) -> int:
    if not 0 <= options.days <= MOST_DAYS:
        raise Stop(f"--days must be from 0 to {MOST_DAYS}.", code=2)
    both = options.links == options.push
    replaced = {LINKS_FILE} if both or options.links else set[str]()
    replaced |= {VAPID_FILE} if both or options.push else set[str]()
    with ready() as installation:
        folder = installation.config.data_dir
        until = (now() + timedelta(days=options.days)).replace(microsecond=0)
        print(_words(folder, replaced, until))
        if not options.yes:
            raise Stop("Nothing was changed. Add --yes to do it.")
        with new_key_files.alone(folder):
            rotate(installation, replaced, until)
    print(
        "Done. What runs here starts again by itself with the new keys. Copy links.key, vapid.pem "
        "and old-keys to every other node, and to where you keep copies."
    )
    return 0


def rotate(installation: Installation, replaced: set[str], until: datetime) -> None:
    """Raises Stop, with nothing changed, where another process has just done it."""
    folder, database = installation.config.data_dir, installation.database
    keys = load_from(folder)
    new = new_key_files.prepare(folder, replaced)
    if until > now():
        new_key_files.keep_old(folder, replaced, until)
    with database.write() as session:
        key_rotation.begin(session)
        if identity.fingerprint_in(session) != keys.fingerprint:
            raise Stop("The keys were changed a moment ago. Nothing was changed now.")
        if LINKS_FILE in replaced:
            key_rotation.rotate_secret(session, keys.secret, until)
        if VAPID_FILE in replaced:
            key_rotation.rotate_push(session, new.vapid.id, until)
        identity.adopt(session, new.fingerprint, now())
    new_key_files.put_in_place(folder)


def _words(folder: Path, replaced: set[str], until: datetime) -> str:
    sentences = {LINKS_FILE: _LINKS, VAPID_FILE: _PUSH}
    lines = [sentences[name] for name in new_key_files.FILES if name in replaced]
    text = f"The keys in {folder} are made anew:\n" + "".join(lines)
    return text.format(until=f"{until:%Y-%m-%d %H:%M} UTC").rstrip()
