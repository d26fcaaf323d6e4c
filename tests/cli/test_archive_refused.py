"""A backup that is not as it was written is refused in a sentence, and leaves nothing behind."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_archive import NAME, away, backup, home, is_untouched
from tests.web.world import World
from web.cli import main, restored_keys
from web.store.tables.issues import Issue

__all__ = ["away", "home"]  # fixtures


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flipped(path: Path) -> None:
    """Some bytes in a row within the largest member: one alone may say the same in other bits, as
    where it copies a zero from elsewhere."""
    with zipfile.ZipFile(path) as file:
        largest = max(file.infolist(), key=lambda one: one.compress_size)
    content = bytearray(path.read_bytes())
    middle = largest.header_offset + 60 + largest.compress_size // 2
    content[middle : middle + 16] = bytes(one ^ 0x20 for one in content[middle : middle + 16])
    path.write_bytes(content)


def foreign(path: Path) -> None:
    path.write_text("a letter to somebody")


def foreign_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("letter.txt", "to somebody")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def again(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Written once more, member by member; None: without it."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            changed = change(name, content)
            if changed is not None:
                file.writestr(name, changed)


def another_key(path: Path) -> None:
    again(path, lambda name, content: b"x" * 32 if name == "keys/links.key" else content)


def without_a_member(path: Path) -> None:
    again(path, lambda name, content: None if name == "keys/links.key" else content)


def of_manifest(**changes: Any) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        def change(name: str, content: bytes) -> bytes:
            if name != "manifest.json":
                return content
            return json.dumps(json.loads(content) | changes).encode()

        again(path, change)

    return spoil


NOT_WHOLE = "is not whole, or was changed since it was made"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (cut, NOT_WHOLE),
        (flipped, NOT_WHOLE),
        (another_key, NOT_WHOLE),
        (without_a_member, NOT_WHOLE),
        (foreign, "is not a backup of Own It"),
        (foreign_zip, "is not a backup of Own It"),
        (empty, "is not a backup of Own It"),
        (of_manifest(format=99), "a backup by a newer Own It"),
        (of_manifest(schema="0099"), "newer Own It (version 0099"),
        (of_manifest(rows={"issue": 7}), "has not the rows that it should have"),
        (of_manifest(events=9), "is not as it was written: It does not end as the backup says."),
        (of_manifest(engine="oracle"), "is a backup of another database"),
        (of_manifest(surprise=1), "is not a backup of Own It"),
    ],
)
def test_what_is_not_as_it_was_written_leaves_nothing_behind(
    home: World,
    tmp_path: Path,
    away: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    sentence: str,
) -> None:
    home.report(words=NAME)
    copy = backup(tmp_path)
    spoil(copy)
    url = away()
    assert main(["restore", str(copy)]) == 1
    printed = capsys.readouterr().err
    assert sentence in printed
    assert "Traceback" not in printed
    assert is_untouched(url, tmp_path / "away")


def test_a_place_with_a_database_or_other_keys_is_refused(
    home: World, tmp_path: Path, away: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    home.report(words=NAME)
    copy = backup(tmp_path)
    assert main(["restore", str(copy)]) == 1
    assert "already, and a backup is restored only" in capsys.readouterr().err
    assert home.count(Issue) == 1
    assert home.owner.get("/").status == 200, "nobody was signed out"
    url = away()
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "links.key").write_bytes(b"y" * 32)
    assert main(["restore", str(copy)]) == 1
    assert "belong to another Own It" in capsys.readouterr().err
    assert [one.name for one in (tmp_path / "away").iterdir()] == ["links.key"]
    (tmp_path / "away" / "links.key").unlink()
    (tmp_path / "away").rmdir()
    assert is_untouched(url, tmp_path / "away")


def test_what_fails_at_its_last_step_leaves_nothing_behind(
    home: World,
    tmp_path: Path,
    away: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home.report(words=NAME)
    copy = backup(tmp_path)
    url = away()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restored_keys, "put", full)
    assert main(["restore", str(copy)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert is_untouched(url, tmp_path / "away")


def test_keys_of_another_database_are_in_no_backup(
    home: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home" / "links.key").write_bytes(b"z" * 32)
    assert main(["backup", str(tmp_path / "copy.zip")]) == 1
    assert "are not those of this database" in capsys.readouterr().err
    assert not list(tmp_path.glob("*copy*"))
