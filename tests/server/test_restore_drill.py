"""The drill: a backup of a running program on which people tap is restored in another place, and
all of them go on there; nothing is pushed before somebody says so."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import Session, func, select

from push import heartbeat
from push.models import Delivery, Message
from tests.browser.store import Chain, Store
from tests.push.push_service import PushService
from tests.push.running import Phone, running_service
from tests.server.shop import Shop
from tests.support.limits import LIMIT
from tests.support.served import Served, serve, until
from tests.web.pictures import jpeg
from web.cli import erase_list
from web.cli.sample import Sample
from web.rules.vocabulary import Role
from web.store.engine import Database
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue, Photo

TAPPERS, LATE, SECRET = 4, "The lift is stuck", "Zqxkanarienvogel"


def ownit(app: Served, *words: str, **settings: str) -> str:
    command = [sys.executable, "-m", "web.cli", *words]
    env = app.env | settings
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass
class Tappers:
    """People who report one thing after the other, and remember what was answered."""

    shop: Shop
    stop: threading.Event = field(default_factory=threading.Event)
    taken: list[str] = field(default_factory=list)

    def report(self, who: int) -> None:
        number = 0
        while not self.stop.is_set():
            key = f"drill-{who}-{number:04}"
            if self.shop.report(key, who).status == 200:
                self.taken.append(key)
            number += 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.report, args=(n,)) for n in range(TAPPERS)]
        for thread in threads:
            thread.start()
        try:
            until(lambda: len(self.taken) >= 2 * TAPPERS, LIMIT, "under way")
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join(LIMIT)


@dataclass(frozen=True)
class Client:
    port: int
    token: str = ""

    def get(self, path: str) -> tuple[int, bytes]:
        status, _, body = self.ask("GET", path)
        return status, body

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        headers = {"Cookie": f"ownit={self.token}", "Sec-Fetch-Site": "same-origin"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        found = answer.status, answer.headers.get("Set-Cookie", ""), answer.read()
        connection.close()
        return found

    def join(self, shown: str) -> "Client":
        """Signed in by the first link of this text."""
        path = "/join/" + shown.partition("/join/")[2][:43]
        status, cookie, _ = self.ask("POST", path)
        assert status == 303
        return Client(self.port, re.findall(r"ownit=([^;]+)", cookie)[0])


def port_of(app: Served) -> int:
    return int(app.url.rpartition(":")[2])


@dataclass(frozen=True)
class Before:
    backup: Path
    erased: Path
    taken: list[str]  # what people were told is saved, before the backup began
    late: str  # the issue whose promise has passed
    photo: tuple[str, bytes]
    status_link: str
    owner: int
    made_at: datetime  # of the end of the first place


def first_place(folder: Path, url: str, service: PushService) -> Before:
    settings = {"OWNIT_PUSH_HOSTS": service.origin, "OWNIT_WEB_PROCESSES": "1"}
    with serve(folder / "first", url, settings) as app:
        database = Database(url or f"sqlite:///{folder}/first/ownit.sqlite3")
        store = Chain(app, database).open_store()
        owner, lead = store.hire("Olga Owner"), store.hire("Lea Lead", Role.LEAD)
        store.hire("Ada Admin", Role.ADMIN)
        tappers = [store.hire(f"Tapper {number}") for number in range(TAPPERS)]
        store.subscribe(owner, Phone(service.subscribe()))
        shop = Shop(app, url, port_of(app), store.site_id, [*tappers, owner])
        assert shop.report_photos("drill-with-a-photo-0", [jpeg(60, 40)], TAPPERS).status == 200
        late = store.report("Olga Owner", LATE, customer_name=SECRET, at=hours_ago())
        with_photo = store.ask(photo_of)
        link = share(Client(port_of(app), owner), late)
        tapping = Tappers(shop)
        with tapping.at_work():
            taken = list(tapping.taken)
            ownit(app, "backup", str(folder / "backup.zip"))
            until(lambda: len(tapping.taken) > len(taken), LIMIT, "going on")
        erase = {"key": "erase-it-now-please", "extent": "customer"}
        Client(port_of(app), lead).ask("POST", f"/issues/{late}/customer-data/erase", **erase)
        assert store.issue(late).customer_name is None
        person = store.ask(lambda session: id_of(session, "Olga"))
    erase_list.sync(database, folder / "first" / erase_list.NAME, datetime.now(UTC))
    database.close()
    erased = folder / "first" / erase_list.NAME
    ended = datetime.now(UTC)
    return Before(folder / "backup.zip", erased, taken, late, with_photo, link, person, ended)


def hours_ago() -> datetime:
    """More than the four hours of its promise."""
    return datetime.now(UTC) - timedelta(hours=5)


def photo_of(session: Session) -> tuple[str, bytes]:
    photo = session.exec(select(Photo)).one()
    return photo.id, photo.jpeg


def id_of(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.first_name == name)).one()


def share(owner: Client, ref: str) -> str:
    owner.ask("POST", f"/issues/{ref}/share", key="share-it-now-please", subject="The lift")
    _, page = owner.get(f"/issues/{ref}/share")
    return "/s/" + page.decode().partition("/s/")[2][:43]


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The URLs of two databases without tables; "": a file in the data folder."""
    if request.param == "sqlite":
        yield "", ""
        return
    server = request.getfixturevalue("postgres")
    with server.new_database(empty=True) as one, server.new_database(empty=True) as other:
        yield one, other


def cycles(database: Database) -> datetime | None:
    with database.read() as session:
        return heartbeat.last_cycle(session, datetime.now(UTC))


def wait_for_a_cycle(database: Database) -> None:
    """Until the worker has gone through all of its work at least once more."""
    began = datetime.now(UTC)
    until(lambda: (at := cycles(database)) is not None and at > began, LIMIT, "through")


@pytest.mark.slow
@pytest.mark.parametrize(
    "places", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_a_backup_of_a_busy_program_goes_on_in_another_place(
    places: tuple[str, str], tmp_path: Path
) -> None:
    with ExitStack() as open_:
        service = open_.enter_context(running_service())
        before = first_place(tmp_path, places[0], service)
        pushed = len(service.accepted)
        folder, url = tmp_path / "second", places[1]
        settings = {"OWNIT_DATA_DIR": str(folder), "OWNIT_DATABASE_URL": url}
        elsewhere = Served("", folder, dict_of(settings), None, folder)  # type: ignore[arg-type]
        printed = ownit(elsewhere, "restore", str(before.backup), "--erased", str(before.erased))
        assert "Erased again: 1 issues." in printed
        more = {"OWNIT_PUSH_HOSTS": service.origin, "OWNIT_WEB_PROCESSES": "1"}
        app = open_.enter_context(serve(folder, url, more))
        database = Database(url or f"sqlite:///{folder}/ownit.sqlite3")
        open_.callback(database.close)
        store = Store(app, database, 1)
        everything_is_there(store, before)
        owner = people_come_in(Client(port_of(app)), printed, before)
        phone = Phone(service.subscribe())
        store.subscribe(owner.token, phone)
        wanted = {store.sample(log_unowned), store.report("Olga Owner", "Late", at=hours_ago())}
        for _ in range(2):
            wait_for_a_cycle(database)
        assert len(service.accepted) == pushed, "nothing leaves before somebody says so"
        assert "Reminders are sent again." in ownit(app, "resume")
        until(lambda: told_since(store, before) >= wanted, LIMIT, "the right ones")
        wait_for_a_cycle(database)
        assert told_since(store, before) == wanted, "and no old ones"
        ids = [id_ for one in phone.inbox(service) for id_ in ids_in(one)]
        assert len(ids) == len(set(ids)) >= 2, "each of them once"
        assert len(service.accepted) - pushed == len(phone.inbox(service)), "old phones get nothing"


def dict_of(settings: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name[:6] != "OWNIT_"} | settings


def log_unowned(sample: Sample) -> str:
    lead = sample.session.exec(select(Person).where(Person.first_name == "Lea")).one()
    return sample.report(lead, "Logged since", without_owner=True)


def told_since(store: Store, before: Before) -> set[str]:
    """The issues of which a phone was told since the restore."""
    query = (
        select(Issue.ref)
        .join(Message, Message.subject == func.concat("issue:", Issue.id))  # type: ignore[arg-type]
        .join(Delivery, Delivery.message_id == Message.id)  # type: ignore[arg-type]
        .where(Delivery.accepted_at > before.made_at)  # type: ignore[operator]
    )
    return store.ask(lambda session: set(session.exec(query)))


def ids_in(one: dict[str, Any]) -> list[str]:
    data = one["notification"]["data"]
    return list(data.get("ids", [data["receipt"][:8]]))


def everything_is_there(store: Store, before: Before) -> None:
    words = store.ask(lambda session: set(session.exec(select(Issue.words))))
    assert {f"It drips {key}" for key in before.taken} <= words
    late = store.issue(before.late)
    assert (late.words, late.customer_name) == (LATE, None)
    assert store.ask(photo_of) == before.photo
    assert "as it was written" in ownit(store.app, "verify-history")


def people_come_in(nobody: Client, printed: str, before: Before) -> Client:
    """By the link for the admin, and the one that the admin makes; returns the owner."""
    status, page = nobody.get(before.status_link)
    assert status == 200
    assert b"Olga" in page
    admin = nobody.join(printed)
    assert admin.get("/settings")[0] == 200
    path = f"/settings/people/{before.owner}/link"
    owner = nobody.join(admin.ask("POST", path, key="a-link-for-olga-now")[2].decode())
    status, page = owner.get("/")
    assert status == 200
    assert LATE in page.decode()
    status, page = owner.get(f"/issues/{before.late}")
    assert status == 200
    assert SECRET not in page.decode()
    assert owner.get(f"/photos/{before.photo[0]}")[0] == 200
    return owner
