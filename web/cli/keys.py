"""Creates and loads the keys of an installation, as files that only their owner can read.

Several processes may start at once on an empty folder: the first to create a key wins, and all use
it.
"""

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from push import vapid
from web.cli.terminal import Stop
from web.config import Config, Keys, OldKeys

SECRET_BYTES = 32
LINKS_FILE = "links.key"
VAPID_FILE = "vapid.pem"
OLD_FOLDER = "old-keys"
OLD_STAMP = "%Y%m%dT%H%M%SZ"  # name of a subfolder: until when its keys are used


def load_or_make(config: Config) -> Keys:
    """The keys in the data folder; creates missing ones. Raises Stop, with a sentence."""
    folder = config.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return load_or_make_in(folder)
    except vapid.KeyUnreadable as error:
        raise Stop(str(error)) from None
    except OSError as error:
        raise Stop(
            f"The folder {folder} must be one this program can write to: {error.strerror}. "
            "Choose another with OWNIT_DATA_DIR."
        ) from None


def load_or_make_in(folder: Path) -> Keys:
    """Raises Stop, KeyUnreadable or OSError."""
    secret = _secret(folder / LINKS_FILE)
    return Keys(
        secret, vapid.load_or_make(folder / VAPID_FILE), old_keys(folder, datetime.now(UTC))
    )


def load(config: Config) -> Keys:
    """Existing keys; creates none. Raises Stop, KeyUnreadable or OSError."""
    return load_from(config.data_dir)


def load_from(folder: Path) -> Keys:
    """From another folder, as `load`."""
    return Keys(load_secret(folder / LINKS_FILE), vapid.load(folder / VAPID_FILE))


def files(folder: Path) -> list[Path]:
    """All files of keys in a data folder, those of replaced ones included."""
    names = (LINKS_FILE, VAPID_FILE)
    old = sorted((folder / OLD_FOLDER).glob("*"))
    paths = [path / name for path in (folder, *old) for name in names]
    return [path for path in paths if path.is_file()]


def old_keys(folder: Path, now: datetime) -> tuple[OldKeys, ...]:
    """Replaced keys that are still used; deletes those that have ended."""
    found = list[OldKeys]()
    for path in sorted((folder / OLD_FOLDER).glob("*")):
        until = _until(path.name)
        if until is not None and until > now:
            found.append(_old(path, until))
        elif until is not None:
            shutil.rmtree(path, ignore_errors=True)
    return tuple(found)


def _old(folder: Path, until: datetime) -> OldKeys:
    links, push = folder / LINKS_FILE, folder / VAPID_FILE
    return OldKeys(
        until,
        secret=load_secret(links) if links.exists() else None,
        vapid=vapid.load(push) if push.exists() else None,
    )


def _until(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, OLD_STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _secret(path: Path) -> bytes:
    if not path.exists():
        put(path, secrets.token_bytes(SECRET_BYTES))
    return load_secret(path)


def load_secret(path: Path) -> bytes:
    found = path.read_bytes()
    if len(found) != SECRET_BYTES:
        raise Stop(
            f"{path} is not a key of {SECRET_BYTES} bytes. Put back your copy of it. If there is "
            "none, delete the file and run `ownit keys adopt`, which says what ends with it."
        )
    return found


def put(path: Path, content: bytes) -> None:
    """Only where there is none."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link fails instead of replacing the key of a faster process.
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
