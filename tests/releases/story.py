"""A believable store, with rows in every table: what a release's data are made of."""

from io import BytesIO

from sqlmodel import select

from push import clock_skew, totals
from push.models import GoneSubscription, Origin, Subscription
from push.totals import Tally
from push.worker_models import Heartbeat
from tests.web.pictures import jpeg
from tests.web.settings_routes import LADDER
from tests.web.world import World
from web.rules.vocabulary import Introduction
from web.store import identity
from web.store.tables.accounts import Person
from web.store.tables.base import metadata
from web.store.tables.probe import WriteProbe

# In signs that a migration of texts must not lose.
UP_TO = {"limit": "30", "currency": "EUR"}
WORDS = "Kühltruhe 4 taut ab — “Eis” läuft aus; l'été, Đorđe, مرحبا 🧊\n2 % left\\"


def tell(world: World) -> None:
    """Three days of the store, in the words and with the taps of its people."""
    _set_up(world)
    _a_walk(world)
    _a_night(world)
    _an_erasure(world)
    _notes_of_the_machine(world)
    empty = [name for name in metadata.tables if not _has_rows(world, name)]
    assert empty == [], f"tables without rows: {empty}"


def _set_up(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Person, world.id("stranger")).last_name = "Đorđić-O’Neill"
    world.ring_all()
    site = f"/settings/sites/{world.site.id}"
    taps = (
        (f"{site}/allowances", {"words": "A taxi home", "role": "employee", **UP_TO}),
        (f"{site}/nudges/unowned", LADDER),
        ("/me/hours", {"starts-0": "22:00", "ends-0": "06:00"}),
        ("/me/skills", {"skills": "tills, élevage"}),
        ("/me/channels/email", {"address": "ada@example.org"}),
    )
    for path, fields in taps:
        assert world.admin.post(path, fields).status == 303
    invited = {"role": "lead", "site_id": str(world.site.id)}
    assert world.admin.post("/settings/invites", invited).status == 200
    assert world.nobody.post("/sign-in", {"code": "WRONGWRONG22"}, key="").status == 422


def _a_walk(world: World) -> None:
    """Reported with a photo, asked about, told, handed over, resolved, reopened."""
    fields: dict[str, object] = {"text": WORDS, "site_id": str(world.site.id)}
    fields |= {"photo": (BytesIO(jpeg()), "p.jpg", "image/jpeg"), "customer_name": "Carla"}
    fields |= {"customer_contact": "+49 30 5550177", "place": "Till 4"}
    answer = world.owner.post("/issues", fields)
    ref = answer.location.removeprefix("/issues/").partition("?")[0]
    declined = world.ask(ref, how=Introduction.MESSAGE, need="Order another freezer")
    world.colleague.on_step(declined, "decline", why="busy", could="Sven")
    done = world.walking(ref, need="Carry the ice cream to freezer 2")
    world.colleague.on_step(done, "done", text="All but two boxes")
    world.ask(ref, how=Introduction.CALL, need="Call the engineer")
    world.owner.act(ref, "told", text="It is cold again tomorrow", minutes="60")
    world.shared(ref)
    change = world.owner.post(
        f"/issues/{ref}/owner-change",
        {"to_id": str(world.id("colleague")), "reason": "absence", "line": "I am at the dentist"},
    )
    assert change.status == 303
    world.colleague.on_change(1, "accept")
    world.clock.forward(minutes=20)
    used = {"use-1": "yes", "amount-1": "35.50", "currency-1": "EUR"}
    world.colleague.act(ref, "resolve", text="Repaired", retold="2", **used)
    world.lead.act(ref, "reopen", text="It drips again")


def _a_night(world: World) -> None:
    """What nobody owns, what is late, and what waits for a shift."""
    world.report(words="Till 4 beeps")
    world.off_shift("owner", "lead")
    world.unowned("Lift is stuck", by="stranger")
    late = world.report("colleague", "Gift card was charged twice", customer_name="Tom")
    world.run_until(250, shown=True)
    world.colleague.act(late, "later", text="The bank answers on Monday", minutes="120")
    world.advance()


def _an_erasure(world: World) -> None:
    ref = world.report(words="Wrong paint", customer_name="Ruth")
    world.owner.act(ref, "resolve", text="Mixed again")
    path = f"/issues/{ref}/customer-data/erase"
    assert world.lead.post(path, {"extent": "all"}).status == 303


def _notes_of_the_machine(world: World) -> None:
    """What workers and readiness write about themselves and about push services."""
    now = world.clock()
    with world.database.write() as session:
        identity.claim(session, "a-fingerprint", now)
        clock_skew.note(session, now)
        totals.note(session, Tally.SENT, times=7)
        totals.note(session, Tally.DEAD, "gone", times=2)
        session.add(Heartbeat(worker="w1", started_at=now, cycle_at=now, cycles=9))
        session.add(Origin(origin="https://push.example.org", failures=2, reason="It is down"))
        session.add(GoneSubscription(endpoint_hash="0" * 64, at=now, reason="gone"))
        session.add(WriteProbe(id=1, at=now))
        phone = session.exec(select(Subscription)).first()
        assert phone
        phone.quarantined_at, phone.quarantine_reason = now, "status 403"
        totals.write(session)


def _has_rows(world: World, name: str) -> bool:
    with world.database.read() as session:
        return session.connection().execute(metadata.tables[name].select()).first() is not None
