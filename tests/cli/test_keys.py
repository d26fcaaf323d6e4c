"""The keys of an installation: made once, kept, closed to others, equal for all processes."""

import os
import stat
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Barrier

import pytest

from tests.support.forks import Fork, forks
from tests.support.limits import LIMIT
from web.cli import keys
from web.cli.terminal import Stop
from web.config import Config

AT_ONCE = 6


def config(folder: Path) -> Config:
    return replace(Config.from_env({}), data_dir=folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_they_are_made_closed_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    before = os.umask(0)
    try:
        first = keys.load_or_make(config(folder))
    finally:
        os.umask(before)
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.iterdir()} == {
        keys.LINKS_FILE: 0o600,
        keys.VAPID_FILE: 0o600,
    }
    again = keys.load_or_make(config(folder))
    assert len(first.secret) == keys.SECRET_BYTES
    assert (again.secret, again.vapid.id) == (first.secret, first.vapid.id)


def test_each_installation_has_its_own(tmp_path: Path) -> None:
    one, other = (keys.load_or_make(config(tmp_path / name)) for name in ("one", "other"))
    assert one.secret != other.secret
    assert one.vapid.id != other.vapid.id


def show(barrier: Barrier, folder: Path, answers: Connection) -> None:
    barrier.wait(LIMIT)
    found = keys.load_or_make(config(folder))
    answers.send((found.secret, found.vapid.id))


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    barrier, pipes = forks().Barrier(AT_ONCE), [forks().Pipe() for _ in range(AT_ONCE)]
    started = [Fork(show, barrier, tmp_path / "data", theirs) for _, theirs in pipes]
    shown = {ours.recv() for ours, _ in pipes}
    assert [one.wait() for one in started] == [0] * AT_ONCE
    assert len(shown) == 1
    assert len(list((tmp_path / "data").iterdir())) == 2


@pytest.mark.parametrize("name", [keys.LINKS_FILE, keys.VAPID_FILE])
@pytest.mark.parametrize("content", [b"", b"not a key"])
def test_a_broken_key_is_said_and_not_replaced(tmp_path: Path, name: str, content: bytes) -> None:
    keys.load_or_make(config(tmp_path))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Stop, match="is not a"):
        keys.load_or_make(config(tmp_path))
    assert (tmp_path / name).read_bytes() == content


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Stop, match="OWNIT_DATA_DIR"):
        keys.load_or_make(config(tmp_path / "file" / "data"))
