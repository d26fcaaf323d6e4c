"""Makes and keeps the secrets of an installation as files only their owner can read.

Several processes may start at the same instant on an empty folder: the first to put a key
in its place wins, and all of them use that one.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from push import vapid
from web.cli.terminal import Stop
from web.config import Config, Keys

SECRET_BYTES = 32
LINKS_FILE = "links.key"
VAPID_FILE = "vapid.pem"


def load_or_make(config: Config) -> Keys:
    """The keys in the data folder, made where they are missing. Raises Stop, in a sentence."""
    folder = config.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = _secret(folder / LINKS_FILE)
        return Keys(secret, vapid.load_or_make(folder / VAPID_FILE))
    except vapid.KeyUnreadable as error:
        raise Stop(str(error)) from None
    except OSError as error:
        raise Stop(
            f"The folder {folder} must be one this program can write to: {error.strerror}. "
            "Choose another with OWNIT_DATA_DIR."
        ) from None


def load(config: Config) -> Keys:
    """Those that are there; makes none. Raises Stop, KeyUnreadable or OSError."""
    return Keys(_read(config.data_dir / LINKS_FILE), vapid.load(config.data_dir / VAPID_FILE))


def _secret(path: Path) -> bytes:
    if not path.exists():
        _put(path, secrets.token_bytes(SECRET_BYTES))
    return _read(path)


def _read(path: Path) -> bytes:
    found = path.read_bytes()
    if len(found) != SECRET_BYTES:
        raise Stop(
            f"{path} is not a key of {SECRET_BYTES} bytes. Put back your copy of it, or delete "
            "it to make a new one; then the links that customers have end."
        )
    return found


def _put(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link fails where a rename would replace the key that a faster process put there.
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
