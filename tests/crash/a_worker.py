"""A real worker in a process of its own, to be killed. Ends by itself when all has been sent."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from push import sender, signals, worker
from push.channel_sender import ChannelSender
from push.endpoints import PushServices
from push.models import Delivery, Escalation
from push.nudge import Nudge
from push.plan import Advance, DueEscalation
from push.sender import Route
from push.vapid import VapidSigner, load
from tests.push.bench import NobodyToTell
from web.store.engine import Database

LAST_STEP = 2


class ThreeSteps(NobodyToTell):
    """Each ladder tells person 1 three times, one second apart."""

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        again = now + timedelta(seconds=0.2) if escalation.step < LAST_STEP else None
        nudge = Nudge(
            person="1",
            title=f"{escalation.subject} step {escalation.step}",
            body="",
            path="/issues/K7F3",
            tag="K7F3",
            expires_at=now + timedelta(hours=1),
        )
        return Advance((nudge,), escalation.step + 1, again, again)


def is_done(database: Database) -> bool:
    with database.read() as session:
        waiting = session.exec(select(Delivery.id).where(col(Delivery.next_at).is_not(None)))
        ladders = session.exec(select(Escalation.id).where(col(Escalation.next_at).is_not(None)))
        return not waiting.first() and not ladders.first()


def work(url: str, origin: str, key_file: Path, lease_seconds: float, channel: str) -> None:
    """`url`: of the database; `origin`: of the push service; `channel`: an Apprise URL."""
    database = Database(url)
    signer = VapidSigner(load(key_file), "mailto:push@own.example.org")
    route = Route(signer, PushServices.of((origin,)), "https://own.example.org")
    running = worker.Worker(
        database,
        ThreeSteps(),
        sender.Sender(route, worker.utc_now),
        relay=ChannelSender({"chat": channel}, "https://own.example.org"),
        lease_seconds=lease_seconds,
    )
    signals.stop_on_signals(running.stop)
    while not running.stop.is_set() and not is_done(database):
        if not running.once():
            running.stop.wait(0.05)
    running.close()
