"""`ownit demo`: the same program over a believable store, created at each start.

Its people sign in by one tap on a page that only this machine can open.
"""

import argparse
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import select

from push import subscriptions
from push.endpoints import PushServices
from push.vapid import VapidKey
from web.acts.issues.lifecycle import Resolution
from web.acts.issues.thanks import GivenThanks
from web.acts.issues.uses import Use
from web.cli import demo_repeats, logs, prepare, serve, worker_lock
from web.cli.installation import Installation, migrated, now, settings
from web.cli.sample import Sample
from web.cli.terminal import Commands, add_command
from web.environment import data_folder, settings_of
from web.rules.clock import time_zone
from web.rules.money import Money
from web.rules.vocabulary import ChangeReason, DeclineReason, Introduction, Role, Urgency
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue

_FOLDER = "demo"
_NOT_FOR_THE_DEMO = ("OWNIT_DATABASE_URL", "OWNIT_PUBLIC_URL", "OWNIT_BIND", "OWNIT_PROXIES")


def add(commands: Commands) -> None:
    add_command(commands, "demo", run, "Serve a believable store, with a page of sign-in links.")


def run(_options: argparse.Namespace) -> int:
    logs.set_up()
    folder = data_folder(settings_of()) / _FOLDER
    # The child processes read their settings from here, too. The demo never uses your database, and
    # nobody but this machine gets in.
    for name in _NOT_FOR_THE_DEMO:
        os.environ.pop(name, None)
    os.environ["OWNIT_DATA_DIR"] = str(folder)
    # Its phones are a page, and the demo is their push service.
    services = (settings_of().get("OWNIT_PUSH_HOSTS", ""), settings().public_url)
    os.environ["OWNIT_PUSH_HOSTS"] = " ".join(services)
    prepare.require_free_port(settings())
    worker_lock.say_who(worker_lock.take(settings()), os.getpid())  # until this process ends
    for path in folder.glob("ownit.sqlite3*"):
        path.unlink()
    with migrated() as installation:
        equipment = Equipment.of(installation)
        with installation.database.write() as session:
            shared = fill(Sample(session, now()), equipment)
        with installation.database.write() as session:
            share(Sample(session, now()), shared, equipment)
        print(
            f"The demo is at {installation.config.public_url}/demo. Press Ctrl-C to stop it.",
            flush=True,
        )
    # The phones' push service is web itself.
    return serve.supervise("--demo", web_first=True)


_NO_SECRET = urlsafe_b64encode(bytes(16)).decode()  # RFC 8291: 16 bytes


@dataclass(frozen=True)
class Equipment:
    """What makes phones and links work: of the installation that serves the demo."""

    services: PushServices
    push_address: str
    vapid_key: str
    secrets: Sequence[bytes]  # of links

    @classmethod
    def of(cls, installation: Installation) -> "Equipment":
        config, keys = installation.config, installation.keys
        address = f"{config.public_url}/demo/push"
        return cls(config.push_services, address, keys.vapid.id, keys.secrets(now()))

    def switch_on(self, sample: Sample, person: Person) -> None:
        """A phone of theirs. Nobody decrypts what it is sent: the demo shows the outbox."""
        point = VapidKey(ec.generate_private_key(ec.SECP256R1())).public
        url = f"{self.push_address}/{person.id}"
        offer = subscriptions.validate(self.services, url, point, _NO_SECRET)
        sample.phone(person, offer, self.vapid_key)


def fill(sample: Sample, equipment: Equipment | None = None) -> str:
    """A store in the middle of its day, whatever time it is: overdue, timely, unowned and resolved
    issues, and handoffs. `equipment` None: without phones. Returns the issue of `share`."""
    site = sample.site("Store 12", phone="+49 30 5550112")
    for name, code in (
        ("Flooring desk", "A4FLOOR"),
        ("Till 4", "A4TILL4"),
        ("Level 2, east", "A4L2E"),
    ):
        sample.place(site, name, code)
    allowed = {words: sample.allowance(site, words, limit=limit) for words, limit in _MAY}
    sample.allowance(site, "Refund the whole price", Role.LEAD, Money(50000, "EUR"))
    crew = Crew(
        ana=sample.person(site, "Ana Berg"),
        ben=sample.person(site, "Ben Okafor"),
        li=sample.person(site, "Li Chen", on_shift_hours=None),
        mika=sample.person(site, "Mika Saari"),
        kim=sample.person(site, "Kim Novak", Role.LEAD),
    )
    samira = sample.person(site, "Samira Ortiz", Role.ADMIN)
    sample.skills(crew.ben, "carpets, measuring, fitting")
    sample.skills(crew.mika, "tills, gift cards")
    sample.skills(crew.li, "paint")
    for person in (crew.ana, crew.ben):
        sample.hours(person, *_hours(site, sample.now, -2, 6), days=range(7))
    sample.hours(crew.li, *_hours(site, sample.now, -10, -2), days=range(7))
    elsewhere = sample.site("Store 7", phone="+49 40 5550107")
    noor = sample.person(elsewhere, "Noor Haddad")
    if equipment:
        for person in (crew.ana, crew.ben, crew.li, crew.mika, crew.kim, samira, noor):
            equipment.switch_on(sample, person)
    _settled_issues(sample, crew, allowed)
    demo_repeats.happens_again(sample, crew.ben)
    demo_repeats.is_always_allowed(sample, (crew.ana, crew.ben, crew.mika), crew.kim)
    carpet = _a_walk(sample, crew)
    _open_issues(sample, crew)
    sample.report(noor, "Freezer 2 is warm", urgency=Urgency.NOW, at=_ago(sample.now, 9))
    return carpet


def share(sample: Sample, ref: str, equipment: Equipment) -> None:
    """After `fill` is committed, so that what it released is there to be read."""
    issue = sample.session.exec(select(Issue).where(Issue.ref == ref)).one()
    owner = sample.session.get_one(Person, issue.owner_id)
    sample.share(owner, ref, _SUBJECT, equipment.secrets, _ago(sample.now, 68))


_SUBJECT = "Your carpet order and fitting for Saturday"
_TAXI, _OFF = "Taxi home, when we caused the delay", "Something off for the trouble"
_MAY = (
    ("Exchange it, without the receipt", None),
    (_OFF, Money(2000, "EUR")),
    (_TAXI, Money(3000, "EUR")),
    ("Coffee while they wait", None),
)


@dataclass(frozen=True)
class Crew:
    ana: Person
    ben: Person
    li: Person
    mika: Person
    kim: Person


def _a_walk(sample: Sample, crew: Crew) -> str:
    """Ana and her customer Carla: one helper declined, one is done, one is asked right now. The
    issue's reference."""
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
    words = "We are asking the other store for the underlay."
    sample.told(crew.ana, carpet, words, 50, _ago(now, 70))
    pay = sample.ask(
        crew.ana, carpet, crew.mika, "Take the deposit at the till", _ago(now, 6), Introduction.CALL
    )
    sample.accept(crew.mika, pay, _ago(now, 4))
    return carpet


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


def _settled_issues(sample: Sample, crew: Crew, allowed: Mapping[str, int]) -> None:
    now = sample.now
    drill = sample.report(
        crew.ana, "Rented drill does not start", at=_ago(now, 26 * 60), place="Till 4"
    )
    fetch = sample.ask(crew.ana, drill, crew.ben, "Fetch another drill", _ago(now, 1555))
    sample.accept(crew.ben, fetch, _ago(now, 1554))
    sample.done(crew.ben, fetch, None, _ago(now, 1545))
    thanks = GivenThanks("You were there in a minute.")
    used = [Use(allowed[_OFF], Money(1500, "EUR"))]
    done = Resolution("Exchanged it, and told the customer at the desk.", used, thanks=thanks)
    sample.resolve(crew.ana, drill, done, _ago(now, 1530))
    rug = sample.report(crew.ana, "Carpet was cut too short", at=_ago(now, 3000))
    need = "Measure the hall and cut a new carpet"
    cut = sample.ask(crew.ana, rug, crew.ben, need, _ago(now, 2990))
    sample.accept(crew.ben, cut, _ago(now, 2988))
    sample.done(crew.ben, cut, None, _ago(now, 2975))
    taxi = [Use(allowed[_TAXI], Money(3450, "EUR"))]
    cut_again = Resolution("Cut again; the customer took it home by taxi.", taxi)
    sample.resolve(crew.ana, rug, cut_again, _ago(now, 2970))
    paint = sample.report(crew.ben, "Paint was mixed in the wrong colour", at=_ago(now, 300))
    mix = sample.ask(crew.ben, paint, crew.li, "Mix it again", _ago(now, 298))
    sample.accept(crew.li, mix, _ago(now, 296))
    sample.done(crew.li, mix, None, _ago(now, 280))
    sample.resolve(
        crew.ben, paint, "Mixed again at no cost; the customer took it along.", _ago(now, 270)
    )


def _hours(site: Site, now: datetime, starts: int, ends: int) -> tuple[time, time]:
    """By the site's clock, in hours from now, whole hours."""
    here = now.astimezone(time_zone(site.zone)).replace(minute=0, second=0, microsecond=0)
    return (here + timedelta(hours=starts)).time(), (here + timedelta(hours=ends)).time()


def _ago(now: datetime, minutes: int) -> datetime:
    return now - timedelta(minutes=minutes)
