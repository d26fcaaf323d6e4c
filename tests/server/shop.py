"""A running program with people who are signed in, and one customer who follows an issue."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

from sqlmodel import select

from tests.support.served import Served, serve
from web.acts.core.tokens import hash_of
from web.cli.sample import Sample
from web.store.engine import Database
from web.store.tables.issues import Issue, StatusLink

PEOPLE = 8
TOKEN = "a-customer-who-only-looks-at-it"


@dataclass(frozen=True)
class Came:
    status: int
    retry_after: str | None
    sentence: str


@dataclass(frozen=True)
class Shop:
    app: Served
    url: str  # of the database
    port: int
    site_id: int
    sessions: list[str]

    def get(self, path: str, who: int = 0) -> int:
        return self._ask("GET", path, self.sessions[who], b"", {}).status

    def report(self, key: str, who: int = 0) -> Came:
        """As a phone's queue sends it."""
        form = f"key={key}&text=It+drips+{key}&site_id={self.site_id}".encode()
        return self.send(form, "application/x-www-form-urlencoded", who)

    def report_photos(self, key: str, photos: list[bytes], who: int = 0) -> Came:
        boundary = uuid4().hex
        fields = {"key": key, "text": f"It drips {key}", "site_id": str(self.site_id)}
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
            + f"{value}\r\n".encode()
            for name, value in fields.items()
        ]
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        ).encode()
        parts += [head + photo + b"\r\n" for photo in photos]
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self.send(body, f"multipart/form-data; boundary={boundary}", who)

    def send(self, body: bytes, content_type: str, who: int) -> Came:
        headers = {
            "Content-Type": content_type,
            "Sec-Fetch-Site": "same-origin",
            "Accept": "application/json",
        }
        return self._ask("POST", "/issues", self.sessions[who], body, headers)

    def _ask(
        self, method: str, path: str, session: str, body: bytes, headers: dict[str, str]
    ) -> Came:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            cookie = {"Cookie": f"ownit={session}"}
            connection.request(method, path, body or None, headers | cookie)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        is_json = answer.headers.get_content_type() == "application/json"
        sentence = json.loads(content).get("sentence") if is_json and content else None
        return Came(answer.status, answer.headers["Retry-After"], sentence or "")


@contextmanager
def open_shop(folder: Path, url: str) -> Iterator[Shop]:
    """`url`: of a database with its tables and nothing in them."""
    site_id, sessions = _fill(url)
    with serve(folder, url) as app:
        yield Shop(app, url, int(app.url.rpartition(":")[2]), site_id, sessions)


def _fill(url: str) -> tuple[int, list[str]]:
    database, now = Database(url), datetime.now(UTC)
    with database.write() as session:
        sample = Sample(session, now)
        site = sample.site("Store 7")
        people = [sample.person(site, f"Owner {number}") for number in range(PEOPLE)]
        ref = sample.report(people[0], "The door is stuck")
        issue = session.exec(select(Issue).where(Issue.ref == ref)).one()
        session.add(
            StatusLink(
                issue_id=issue.id,
                nonce="1",
                token_hash=hash_of(TOKEN),
                person_id=people[0].id,
                created_at=now,
            )
        )
        found = site.id, [sample.sign_in(person) for person in people]
    database.close()
    return found
