"""The keys that a backup brings: put into a data folder that has none."""

import re

from push.vapid import KeyUnreadable
from web.cli import archive, keys
from web.cli.archive import Archive
from web.cli.terminal import Stop
from web.config import Config

_NAME = re.compile(r"(old-keys/\d{8}T\d{6}Z/)?(links\.key|vapid\.pem)", re.ASCII)


def require_fitting(config: Config, backup: Archive) -> None:
    """Raises Stop where the data folder has other keys than those of the backup."""
    theirs, folder = backup.manifest.keys, config.data_dir
    if theirs is None or not keys.files(folder):
        return
    try:
        is_same = keys.load(config).fingerprint == theirs
    except (OSError, Stop, KeyUnreadable):
        is_same = False
    if not is_same:
        raise Stop(
            f"The keys in {folder} are not those of the backup, so they belong to another Own It. "
            "Nothing was changed. Choose an empty folder with OWNIT_DATA_DIR, or move them away."
        )


def put(config: Config, backup: Archive) -> None:
    """Those that are there already stay. Before the database: without its keys it is worth less."""
    for member in backup.names(archive.KEYS):
        name = member.removeprefix(archive.KEYS)
        if _NAME.fullmatch(name):
            path = config.data_dir / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                keys.put(path, backup.read(member))
