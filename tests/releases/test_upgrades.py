"""Every release's data come to this version whole, and the program goes on with them.

A new release needs its own: `make release-data`.
"""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, text
from sqlmodel import Session, col

from push import escalation, escalation_runner
from tests.releases.dump import FOLDER
from tests.releases.loading import load
from tests.releases.story import WORDS
from tests.support.clock import Clock
from tests.support.versions import version_of
from tests.web import apps
from tests.web.answers import Browser
from tests.web.configured import HTTP, config, keys
from web.acts.escalation_plan import EscalationPlan
from web.cli.sample import Sample
from web.reads import event_chain
from web.store import migrate, schema
from web.store.engine import Database
from web.store.full_text import is_its_table
from web.store.similar_steps import alike
from web.store.sqlite import driver
from web.store.tables.accounts import Person
from web.store.tables.allowances import Allowance
from web.store.tables.base import metadata
from web.store.tables.issues import Event, Issue

RELEASES = sorted(one.parent.name for one in FOLDER.glob("*/sqlite.sql"))
BEFORE_DATA_WERE_KEPT = {"0.1.0"}
MOVED = {"authority"}  # tables whose rows are in another one now
CHANGELOG = FOLDER.parents[1] / "CHANGELOG.md"


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest, empty_database_url: str) -> Iterator[Database]:
    """As the release left it."""
    kind = "sqlite" if empty_database_url.startswith("sqlite") else "postgres"
    load((FOLDER / request.param / f"{kind}.sql").read_text(), empty_database_url)
    database = Database(empty_database_url)
    yield database
    database.close()


class Upgraded:
    """The program of today on it, some minutes after its last event."""

    def __init__(self, database: Database) -> None:
        migrate.upgrade(database)
        self.database = database
        with database.read() as session:
            self.clock = Clock(session.execute(select(func.max(col(Event.at)))).scalar_one())
        self.clock.forward(minutes=5)
        self.app = apps.lend(self, config(), database, keys(), self.clock)

    def browser(self, person: Person) -> Browser:
        with self.database.write() as session:
            return Browser(self.app, HTTP, "ownit", Sample(session, self.clock()).sign_in(person))


@pytest.fixture
def upgraded(release: Database) -> Upgraded:
    return Upgraded(release)


def counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
            for name in sorted(names)
        }


def people(session: Session) -> list[Person]:
    """With an account, in the order in which they came."""
    query = select(Person).where(col(Person.closed_at).is_(None)).order_by(col(Person.id))
    return list(session.execute(query).scalars())


def test_each_release_of_the_changelog_has_its_data() -> None:
    named = set(re.findall(r"^## (\d\S+)", CHANGELOG.read_text(), re.M | re.A))
    assert named - BEFORE_DATA_WERE_KEPT == set(RELEASES)


def test_no_row_is_lost_and_the_tables_are_those_of_today(release: Database) -> None:
    before = counts(release)
    assert all(before[name] for name in ("issue", "event", "step", "push_message", "similar_step"))
    migrate.upgrade(release)
    assert version_of(release) == schema.HEAD
    after = counts(release)
    for name in MOVED & before.keys():
        assert name not in after
        before.pop(name)
    assert {name: after.get(name) for name in before} == before
    with release.engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _: kind != "table" or not is_its_table(name),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_each_line_of_what_people_may_do_is_one_of_a_list(release: Database) -> None:
    if "authority" not in counts(release):
        pytest.skip("of a release that had the list")
    texts = {"de": "Bis 20 Euro\n\nTaxi nach Hause", "fr": "Jusqu’à 20 euros", "former it": "A\nB"}
    migrate.upgrade(release, "0015")
    with release.engine.begin() as connection:
        query = text("UPDATE authority SET translations = :texts")
        connection.execute(query, {"texts": json.dumps(texts)})
    migrate.upgrade(release)
    with Session(release.engine) as session:
        rows = session.execute(select(Allowance).order_by(col(Allowance.position))).scalars()
        found = [(one.role, one.words, one.translations, one.limit_amount) for one in rows]
    assert found == [
        ("employee", "Up to 20 euros", {"de": "Bis 20 Euro", "former it": "A"}, None),
        ("employee", "A taxi home", {"de": "Taxi nach Hause", "former it": "B"}, None),
    ]


@pytest.mark.parametrize("version", RELEASES)
def test_no_migration_is_changed_after_its_release(version: str, tmp_path: Path) -> None:
    released, today = tmp_path / "released.sqlite3", tmp_path / "today.sqlite3"
    load((FOLDER / version / "sqlite.sql").read_text(), f"sqlite:///{released}")
    database = Database(f"sqlite:///{released}")
    last = version_of(database)
    database.close()
    database = Database(f"sqlite:///{today}")
    migrate.upgrade(database, last)
    database.close()
    assert shape(today) == shape(released)


def shape(path: Path) -> set[tuple[str, str]]:
    """What every table, index and trigger is made by."""
    with closing(driver.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {(name, " ".join(sql.split())) for name, sql in rows}


def test_the_history_is_whole_and_goes_on(upgraded: Upgraded) -> None:
    with upgraded.database.read() as session:
        found = event_chain.verify(session)
        assert found.fault is None
        assert found.events == session.execute(select(func.count(col(Event.id)))).scalar_one()
        issue = session.execute(select(Issue).where(col(Issue.words) == WORDS)).scalar_one()
        owner = session.get_one(Person, issue.owner_id)
    answer = upgraded.browser(owner).act(issue.ref, "note", text="After the update")
    assert answer.status == 303
    with upgraded.database.read() as session:
        again = event_chain.verify(session)
    assert (again.events, again.fault) == (found.events + 1, None)


def test_everybody_reads_every_issue(upgraded: Upgraded) -> None:
    with upgraded.database.read() as session:
        issues = list(session.execute(select(Issue)).scalars())
        everybody = people(session)
    assert len(everybody) >= 5
    photos: set[str] = set()
    for person in everybody:
        browser = upgraded.browser(person)
        assert browser.get("/").status == browser.get("/me").status == 200
        for issue in issues:
            is_theirs = person.role == "admin" or person.site_id == issue.site_id
            answer = browser.get(f"/issues/{issue.ref}")
            if is_theirs:
                assert answer.status == 200
                assert " ".join(issue.words.split()) in answer.words
            shown = set(re.findall(r'src="(/photos/[^"]+)"', answer.text))
            assert {browser.get(photo).status for photo in shown} <= {200}
            photos |= shown
    assert photos


def test_links_of_customers_lead_to_their_issue(upgraded: Upgraded) -> None:
    with upgraded.database.read() as session:
        issue = session.execute(select(Issue).where(col(Issue.words) == WORDS)).scalar_one()
        owner = session.get_one(Person, issue.owner_id)
    shown = upgraded.browser(owner).get(f"/issues/{issue.ref}/share").text
    token = shown.partition(f"{HTTP}/s/")[2][:43]
    customer = Browser(upgraded.app, HTTP)
    assert len(token) == 43
    assert f"{owner.first_name} has this" in customer.get(f"/s/{token}").words


def test_ladders_go_on_and_steps_are_found(upgraded: Upgraded) -> None:
    upgraded.clock.forward(hours=4)
    with upgraded.database.read() as session:
        due = escalation.due(session, upgraded.clock(), 100)
        assert alike(session, "Carry the ice cream", "", "en", 9)
    assert due
    for one in due:
        with upgraded.database.write() as session:
            assert escalation_runner.advance(session, EscalationPlan(), one, upgraded.clock())
