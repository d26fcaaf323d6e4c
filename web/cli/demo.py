"""`ownit demo`: the same program over a believable store, created at each start.

Its people sign in by one tap on a page that only this machine can open.
"""

import argparse
import os
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from web.cli import logs, prepare, serve
from web.cli.installation import migrated, now, settings
from web.cli.sample import Sample
from web.cli.terminal import Commands, add_command
from web.rules.vocabulary import ChangeReason, DeclineReason, Introduction, Role, Urgency
from web.store.tables.accounts import Person

_FOLDER = "demo"
_NOT_FOR_THE_DEMO = ("OWNIT_DATABASE_URL", "OWNIT_PUBLIC_URL", "OWNIT_BIND", "OWNIT_PROXIES")


def add(commands: Commands) -> None:
    add_command(commands, "demo", run, "Serve a believable store, with a page of sign-in links.")


def run(_options: argparse.Namespace) -> int:
    logs.set_up()
    folder = Path(os.environ.get("OWNIT_DATA_DIR") or "data") / _FOLDER
    # The child processes read their settings from here, too. The demo never uses your database, and
    # nobody but this machine gets in.
    for name in _NOT_FOR_THE_DEMO:
        os.environ.pop(name, None)
    os.environ["OWNIT_DATA_DIR"] = str(folder)
    prepare.require_free_port(settings())
    for path in folder.glob("ownit.sqlite3*"):
        path.unlink()
    with migrated() as installation:
        with installation.database.write() as session:
            fill(Sample(session, now()))
        print(
            f"The demo is at {installation.config.public_url}/demo. Press Ctrl-C to stop it.",
            flush=True,
        )
    return serve.supervise("--demo")


def fill(sample: Sample) -> None:
    """A store in the middle of its day: overdue, timely, unowned and resolved issues, and
    handoffs."""
    site = sample.site("Store 12", phone="+49 30 5550112")
    for name, code in (
        ("Flooring desk", "A4FLOOR"),
        ("Till 4", "A4TILL4"),
        ("Level 2, east", "A4L2E"),
    ):
        sample.place(site, name, code)
    sample.authority(site, Role.EMPLOYEE, _MAY)
    crew = Crew(
        ana=sample.person(site, "Ana Berg"),
        ben=sample.person(site, "Ben Okafor"),
        li=sample.person(site, "Li Chen", on_shift_hours=None),
        mika=sample.person(site, "Mika Saari"),
        kim=sample.person(site, "Kim Novak", Role.LEAD),
    )
    sample.person(site, "Samira Ortiz", Role.ADMIN)
    sample.skills(crew.ben, "carpets, measuring, fitting")
    sample.skills(crew.mika, "tills, gift cards")
    sample.skills(crew.li, "paint")
    for person in (crew.ana, crew.ben, crew.li):
        sample.hours(person, time(6), time(14, 30), days=range(5))
    elsewhere = sample.site("Store 7", phone="+49 40 5550107")
    noor = sample.person(elsewhere, "Noor Haddad")
    _settled_issues(sample, crew)
    _a_walk(sample, crew)
    _open_issues(sample, crew)
    sample.report(noor, "Freezer 2 is warm", urgency=Urgency.NOW, at=_ago(sample.now, 9))


_MAY = """Exchange anything up to 100 without asking.
Take up to 20 off for the trouble.
Pay a taxi home when we caused the delay."""


@dataclass(frozen=True)
class Crew:
    ana: Person
    ben: Person
    li: Person
    mika: Person
    kim: Person


def _a_walk(sample: Sample, crew: Crew) -> None:
    """Ana and her customer Carla: one helper declined, one is done, one is asked right now."""
    now = sample.now
    carpet = sample.report(
        crew.ana,
        "Carpet order and fitting for Saturday",
        at=_ago(now, 130),
        place="Flooring desk",
        customer_name="Carla",
        customer_contact="+49 30 5550177",
    )
    approve = sample.ask(
        crew.ana, carpet, crew.kim, "Approve a fitting on Saturday", _ago(now, 125)
    )
    sample.decline(crew.kim, approve, DeclineReason.BUSY, "Ben Okafor", _ago(now, 122))
    measure = sample.ask(crew.ana, carpet, crew.ben, "Measure the hall", _ago(now, 118))
    sample.accept(crew.ben, measure, _ago(now, 117))
    sample.note(crew.ana, carpet, "Oak underlay is out of stock until Friday.", _ago(now, 100))
    sample.done(crew.ben, measure, "4.2 by 2.8 metres, one door.", _ago(now, 95))
    sample.told(
        crew.ana, carpet, "We are asking the other store for the underlay.", 50, _ago(now, 70)
    )
    pay = sample.ask(
        crew.ana, carpet, crew.mika, "Take the deposit at the till", _ago(now, 6), Introduction.CALL
    )
    sample.accept(crew.mika, pay, _ago(now, 4))


def _open_issues(sample: Sample, crew: Crew) -> None:
    now = sample.now
    sample.report(
        crew.kim,
        "Lift to the car park is stuck, a family with a pram is waiting",
        at=_ago(now, 3),
        urgency=Urgency.NOW,
        place="Level 2, east",
        without_owner=True,
    )
    card = sample.report(
        crew.mika,
        "Gift card was charged twice",
        at=_ago(now, 25),
        place="Till 4",
        customer_name="Tom",
    )
    sample.hand_over(crew.mika, card, crew.ana, ChangeReason.SHIFT_ENDS, _ago(now, 5))
    sample.report(
        crew.li, "Wallpaper ordered twice, one roll short", at=_ago(now, 262), place="Flooring desk"
    )
    ramp = sample.report(
        crew.ben, "Wheelchair ramp is blocked by pallets", at=_ago(now, 12), urgency=Urgency.NOW
    )
    sample.ask(crew.ben, ramp, crew.ana, "Keep the customer company while I clear it", _ago(now, 2))


def _settled_issues(sample: Sample, crew: Crew) -> None:
    now = sample.now
    drill = sample.report(
        crew.ana, "Rented drill does not start", at=_ago(now, 26 * 60), place="Till 4"
    )
    fetch = sample.ask(crew.ana, drill, crew.ben, "Fetch another drill", _ago(now, 1555))
    sample.accept(crew.ben, fetch, _ago(now, 1554))
    sample.done(crew.ben, fetch, None, _ago(now, 1545))
    sample.resolve(
        crew.ana, drill, "Exchanged it, and told the customer at the desk.", _ago(now, 1530)
    )
    rug = sample.report(crew.ana, "Carpet was cut too short", at=_ago(now, 3000))
    need = "Measure the hall and cut a new carpet"
    cut = sample.ask(crew.ana, rug, crew.ben, need, _ago(now, 2990))
    sample.accept(crew.ben, cut, _ago(now, 2988))
    sample.done(crew.ben, cut, None, _ago(now, 2975))
    sample.resolve(crew.ana, rug, "Cut again; the customer took it along.", _ago(now, 2970))
    paint = sample.report(crew.ben, "Paint was mixed in the wrong colour", at=_ago(now, 300))
    mix = sample.ask(crew.ben, paint, crew.li, "Mix it again", _ago(now, 298))
    sample.accept(crew.li, mix, _ago(now, 296))
    sample.done(crew.li, mix, None, _ago(now, 280))
    sample.resolve(
        crew.ben, paint, "Mixed again at no cost; the customer took it along.", _ago(now, 270)
    )


def _ago(now: datetime, minutes: int) -> datetime:
    return now - timedelta(minutes=minutes)
