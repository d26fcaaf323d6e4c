"""`ownit demo`: the same program over a believable store, made anew at each start.

Its people sign in by one tap on a page that only this machine can open.
"""

import argparse
import os
from datetime import datetime, timedelta
from pathlib import Path

from web.cli import logs, prepare, serve
from web.cli.installation import migrated, now, settings
from web.cli.sample import Sample
from web.cli.terminal import Commands, add_command
from web.rules.words import Role, Urgency
from web.store.tables import Person

_FOLDER = "demo"
_NOT_FOR_THE_DEMO = ("OWNIT_DATABASE_URL", "OWNIT_PUBLIC_URL", "OWNIT_BIND", "OWNIT_PROXIES")


def add(commands: Commands) -> None:
    add_command(commands, "demo", run, "Serve a believable store, with a page of sign-in links.")


def run(_options: argparse.Namespace) -> int:
    logs.set_up()
    folder = Path(os.environ.get("OWNIT_DATA_DIR") or "data") / _FOLDER
    # The children read their settings from here, too. Nothing of yours is filled with
    # make-believe, and nobody but this machine gets in.
    for name in _NOT_FOR_THE_DEMO:
        os.environ.pop(name, None)
    os.environ["OWNIT_DATA_DIR"] = str(folder)
    prepare.require_free_port(settings())
    for old in folder.glob("ownit.sqlite3*"):
        old.unlink()
    with migrated() as installation:
        with installation.database.write() as session:
            fill(Sample(session, now()))
        print(
            f"The demo is at {installation.config.public_url}/demo. Press Ctrl-C to stop it.",
            flush=True,
        )
    return serve.supervise("--demo")


def fill(sample: Sample) -> None:
    """A store in the middle of its day: late, in time, unowned and resolved issues."""
    site = sample.site("Store 12", phone="+49 30 5550112")
    for name, code in (
        ("Flooring desk", "A4FLOOR"),
        ("Till 4", "A4TILL4"),
        ("Level 2, east", "A4L2E"),
    ):
        sample.place(site, name, code)
    ana = sample.person(site, "Ana Berg")
    ben = sample.person(site, "Ben Okafor")
    sample.person(site, "Li Chen", on_shift_hours=None)
    kim = sample.person(site, "Kim Novak", Role.LEAD)
    sample.person(site, "Samira Ortiz", Role.ADMIN)
    elsewhere = sample.site("Store 7", phone="+49 40 5550107")
    noor = sample.person(elsewhere, "Noor Haddad")
    _open_issues(sample, ana, ben, kim, sample.now)
    _settled_issues(sample, ana, ben, sample.now)
    sample.report(noor, "Freezer 2 is warm", urgency=Urgency.NOW, at=_ago(sample.now, 9))


def _open_issues(sample: Sample, ana: Person, ben: Person, kim: Person, now: datetime) -> None:
    sample.report(
        kim,
        "Lift to the car park is stuck, a family with a pram is waiting",
        at=_ago(now, 3),
        urgency=Urgency.NOW,
        place="Level 2, east",
        without_owner=True,
    )
    carpet = sample.report(
        ana,
        "Carpet order and fitting for Saturday",
        at=_ago(now, 130),
        place="Flooring desk",
        customer_name="Carla",
        customer_contact="+49 30 5550177",
    )
    sample.note(ana, carpet, "Oak underlay is out of stock until Friday.", _ago(now, 100))
    sample.told(ana, carpet, "We are asking the other store for the underlay.", 50, _ago(now, 70))
    sample.report(
        ana, "Gift card was charged twice", at=_ago(now, 25), place="Till 4", customer_name="Tom"
    )
    sample.report(
        ben, "Wheelchair ramp is blocked by pallets", at=_ago(now, 12), urgency=Urgency.NOW
    )


def _settled_issues(sample: Sample, ana: Person, ben: Person, now: datetime) -> None:
    drill = sample.report(ana, "Rented drill does not start", at=_ago(now, 26 * 60), place="Till 4")
    sample.told(ana, drill, "A new one is being fetched from the store room.", 30, _ago(now, 1550))
    sample.resolve(ana, drill, "Exchanged it, and told the customer at the desk.", _ago(now, 1530))
    paint = sample.report(ben, "Paint was mixed in the wrong colour", at=_ago(now, 300))
    sample.resolve(
        ben, paint, "Mixed again at no cost; the customer took it along.", _ago(now, 270)
    )


def _ago(now: datetime, minutes: int) -> datetime:
    return now - timedelta(minutes=minutes)
