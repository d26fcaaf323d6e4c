"""Files that appear under their name only when they are complete, and private from the first byte:
they hold what customers said."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from web.cli.terminal import Stop

_SPARE_BYTES = 16 * 1024 * 1024


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A file to write to, beside `target`, which gets its name at the end. Raises Stop where there
    is one by that name."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        # Also a link to nothing.
        if os.path.lexists(target):
            raise Stop(
                f"{target} exists already and is left as it is. Name a new file for the copy."
            )
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield unfinished
        sync(unfinished)
        # Not a rename: that would replace a file created meanwhile.
        os.link(unfinished, target)
        sync(target.parent)
    except OSError as error:
        raise Stop(f"The copy could not be made: {error}.") from error
    finally:
        with suppress(OSError):  # such as a name that no file may have
            unfinished.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """To the disk: the content of a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def require_space(source: Path, folder: Path, what: str) -> None:
    """For a copy of this file, and as much again. `what`: was not done, and needs it."""
    needed = 2 * source.stat().st_size + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Stop(
            f"{what} need {_megabytes(needed)} MB in {folder}, and {_megabytes(free)} MB are free. "
            "Make room, then start again."
        )


def _megabytes(count: int) -> int:
    return -(-count // 1_000_000)
