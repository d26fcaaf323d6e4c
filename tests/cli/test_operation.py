"""`ownit doctor` on what surrounds the program."""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.web.configured import HTTPS, config
from web.cli import operation
from web.cli.findings import Finding, Level
from web.cli.operation import durability
from web.http.client import NOTE, ProxyFault
from web.store.engine import Database

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def levels(found: list[Finding]) -> list[Level]:
    return [one.level for one in found]


@pytest.mark.parametrize(("free", "level"), [(2**30, Level.OK), (2**20, Level.PROBLEM)])
def test_free_space(
    database: Database, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    usage = shutil._ntuple_diskusage(2**40, 2**40 - free, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    found = list(operation.space(database))
    assert levels(found) == ([level] if database.is_sqlite else [])
    assert not found or f"{free // 2**20} MiB are free" in found[0].sentence


@pytest.mark.parametrize(("days", "level"), [(None, Level.HINT), (6, Level.OK), (8, Level.HINT)])
def test_age_of_the_newest_backup(
    database: Database, tmp_path: Path, days: int | None, level: Level
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for number in [] if days is None else [days, days + 5]:
        file = folder / f"ownit-{number}.sqlite3"
        file.touch()
        at = (NOW - timedelta(days=number)).timestamp()
        os.utime(file, (at, at))
    found = list(operation.backups(replace(config(), data_dir=tmp_path), database, NOW))
    # There are other ways to back up PostgreSQL, which nobody sees here.
    assert levels(found) == ([] if days is None and not database.is_sqlite else [level])
    if found and days:
        assert f"{days} days old" in found[0].sentence


@pytest.mark.parametrize(
    ("public", "proxies", "note", "level"),
    [
        (HTTPS, 0, {"fault": ProxyFault.UNDECLARED, "proxies": 0}, Level.PROBLEM),
        ("http://own", 0, {"fault": ProxyFault.UNDECLARED, "proxies": 0}, Level.HINT),
        ("http://own", 1, {"fault": ProxyFault.UNREADABLE, "proxies": 1}, Level.PROBLEM),
        (HTTPS, 1, {"fault": ProxyFault.UNDECLARED, "proxies": 0}, None),  # mended since
        (HTTPS, 0, {"fault": "something", "proxies": 0}, None),
        (HTTPS, 0, [], None),
        (HTTPS, 0, None, None),
    ],
)
def test_proxies_that_are_not_declared(
    tmp_path: Path, public: str, proxies: int, note: object, level: Level | None
) -> None:
    if isinstance(note, dict):
        note = note | {"at": NOW.isoformat()}
    if note is not None:
        (tmp_path / NOTE).write_text(json.dumps(note))
    ours = replace(config(public), data_dir=tmp_path, proxies=proxies)
    found = list(operation.proxies(ours, NOW))
    assert levels(found) == ([level] if level else [])
    assert list(operation.proxies(ours, NOW + timedelta(days=8))) == []


@pytest.mark.parametrize("value", ["on", "off"])
def test_commits_that_do_not_wait_for_the_disk(database: Database, value: str) -> None:
    with database.read() as session:
        if not database.is_sqlite:
            session.connection().execute(text(f"SET synchronous_commit = {value}"))
        found = list(durability(session))
        session.rollback()
    said = [one for one in found if "synchronous_commit" in one.sentence]
    assert levels(said) == ([Level.PROBLEM] if value == "off" and not database.is_sqlite else [])
