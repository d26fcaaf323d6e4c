"""A disk that is really full: a small file system of its own, in a namespace of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.server.shop import Came, Shop, open_shop
from web.cli import archive
from web.store.sqlite import driver

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """6 MB. Fails, rather than skips, where nothing may be mounted: run it as root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def full_shop(small_disk: Path, template: Path) -> Iterator[tuple[Shop, str, Came]]:
    """One whose database has no room left, the key of the tap that found out, and its answer."""
    database = small_disk / "ownit.sqlite3"
    database.write_bytes(Path(template).read_bytes())
    with open_shop(small_disk.parent / "data", f"sqlite:///{database}") as shop:
        assert shop.report("before-it-was-full").status == 200
        fill(small_disk)
        key, came = until_full(shop)
        assert came.status == 503
        yield shop, key, came


def fill(folder: Path) -> None:
    with (folder / "ballast").open("wb", buffering=0) as file:
        while True:
            try:
                file.write(os.urandom(4096))
            except OSError:
                return


def until_full(shop: Shop) -> tuple[str, Came]:
    """What is free inside its files is used up first."""
    for number in range(500):
        key = f"until-full-{number}"
        came = shop.report(key)
        if came.status != 200:
            return key, came
    raise AssertionError("it was never full")


def test_a_full_disk_is_said_to_be_full_and_copied_and_the_tap_goes_later(
    small_disk: Path, sqlite_template: Path, tmp_path: Path
) -> None:
    """A copy elsewhere is whole; one that has no room says so, and is not left half done."""
    with full_shop(small_disk, sqlite_template) as (shop, key, came):
        assert int(came.retry_after or 0) >= 60
        assert came.sentence.startswith("The disk of Own It is full")
        assert "make room" in shop.app.output
        assert shop.get("/") == 200
        before = sorted(one.name for one in small_disk.iterdir())
        here = backup(shop, small_disk / "copy.zip")
        assert here.returncode == 1
        assert "Traceback" not in here.stderr
        assert here.stderr.strip()
        assert sorted(one.name for one in small_disk.iterdir()) == before
        elsewhere, found_in = tmp_path / "copy.zip", tmp_path / "copy.sqlite3"
        assert backup(shop, elsewhere).returncode == 0
        with archive.opened(elsewhere) as whole:
            found_in.write_bytes(whole.read(archive.DATABASE))
        with closing(driver.connect(found_in)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = copy.execute("SELECT count(*) FROM issue WHERE words LIKE '%full%'")
            assert found.fetchone()[0] > 0
        (small_disk / "ballast").unlink()
        assert shop.report(key).status == 200


def backup(shop: Shop, to: Path) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-m", "web.cli", "backup", str(to)]
    return subprocess.run(words, env=shop.app.env, capture_output=True, text=True, check=False)
