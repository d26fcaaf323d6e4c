"""Settings as files and shells hand them over: OWNIT_* in their plain form.

`.env` files of Windows end lines with CR, and `docker run --env-file` keeps quotes as part of a
value. Of no setting these are a part; in a path they would lead to another, empty store.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path


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
