"""Settings as files and shells hand them over: OWNIT_* in their plain form.

`.env` files of Windows end lines with CR, and `docker run --env-file` keeps quotes as part of a
value. Of no setting these are a part; in a path they would lead to another, empty store.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

_PREFIX = "OWNIT_"
SETTINGS = tuple(
    f"{_PREFIX}{name}"
    for name in (
        "BIND",
        "CHANNEL_CHAT",
        "CHANNEL_EMAIL",
        "CHANNEL_SMS",
        "DATABASE_URL",
        "DATA_DIR",
        "KEEP_ACCESS_DAYS",
        "KEEP_BACKUPS_DAYS",
        "KEEP_CUSTOMER_DAYS",
        "KEEP_PHOTOS_DAYS",
        "LOG",
        "METRICS_TOKEN",
        "PHOTOS_FREE_PERCENT",
        "PHOTOS_MB",
        "PHOTOS_PER_DAY",
        "PORT",
        "PROXIES",
        "PUBLIC_URL",
        "PUSH_HOSTS",
        "PUSH_SUBJECT",
        "SERVICE_WORKER",
        "WEB_PROCESSES",
        "WEB_THREADS",
    )
)


class PlainSettings(Mapping[str, str]):
    """Without spaces and one pair of quotes around each."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def __getitem__(self, name: str) -> str:
        text = self._given.get(name)
        if text is None:
            raise KeyError(name)
        return _plain(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


def settings_of(given: Mapping[str, str] | None = None) -> PlainSettings:
    """`None`: of this process."""
    return PlainSettings(os.environ if given is None else given)


def unknown_settings(env: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each that has our prefix, and does nothing: data would be kept for longer than
    somebody meant, or links lead elsewhere."""
    for name in sorted(env):
        if name.upper().startswith(_PREFIX) and name not in SETTINGS and env[name]:
            alike = get_close_matches(name.upper(), SETTINGS, 1, 0.8)
            meant = f" Did you mean {alike[0]}?" if alike else ""
            yield f"{name} is no setting of Own It, so it does nothing.{meant}"


def data_folder(env: Mapping[str, str]) -> Path:
    """Of settings in their plain form. `~` is the home folder: only shells replace it."""
    folder = Path(env.get("OWNIT_DATA_DIR") or "data")
    with suppress(RuntimeError):  # ~x is a name where nobody is called x
        folder = folder.expanduser()
    return folder.absolute()


def _plain(text: str) -> str:
    plain = text.strip()
    is_quoted = len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\""
    return plain[1:-1].strip() if is_quoted else plain
