"""When the worker is silent admins read it on every page of theirs, and nobody else does."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, expect
from sqlmodel import select

from push.worker_models import Heartbeat
from tests.browser.conftest import Staff
from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.rules.vocabulary import Role


def test_a_worker_that_is_silent_for_a_minute_is_told_to_admins_alone(
    staff: Staff, store: Store
) -> None:
    sam, kim, ana = staff("Sam Ortiz", Role.ADMIN), staff("Kim Novak", Role.LEAD), staff("Ana Berg")
    with a_worker_that_hangs(store, since=timedelta(seconds=20)):
        sam.page.reload()
        expect(banner(sam)).to_have_count(0)
    with a_worker_that_hangs(store, since=timedelta(seconds=61)):
        for page in ("/", "/site", "/me"):
            sam.page.goto(page)
            expect(banner(sam)).to_contain_text("Reminders are not being sent")
            expect(banner(sam)).to_contain_text("the worker has not responded since")
        for phone in (kim, ana):
            phone.page.reload()
            expect(banner(phone)).to_have_count(0)
    until(lambda: is_well(sam), LIMIT, "all is well again")


# Steps


@contextmanager
def a_worker_that_hangs(store: Store, since: timedelta) -> Iterator[None]:
    """Stopped as a debugger stops it, and its last whole cycle as long ago as that."""
    pid = store.app.child("worker")
    first = select(Heartbeat.worker)
    until(lambda: store.ask(lambda one: one.exec(first).first()) is not None, LIMIT, "alive")
    try:
        with store.database.write() as session:  # so that it holds no lock while it stands still
            os.kill(pid, signal.SIGSTOP)
            for heartbeat in session.exec(select(Heartbeat)):
                heartbeat.cycle_at = datetime.now(UTC) - since
                session.add(heartbeat)
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def banner(phone: Phone) -> Locator:
    return phone.page.locator("#banner-worker")


def is_well(phone: Phone) -> bool:
    phone.page.reload()
    return banner(phone).count() == 0
