"""Settings as files and shells hand them over: OWNIT_* in their plain form.

`.env` files of Windows end lines with CR, and `docker run --env-file` keeps quotes as part of a
value. Of no setting these are a part; in a path they would lead to another, empty store.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def settings_of(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """By name; `None`: of this process. Without spaces and one pair of quotes around each."""
    given = os.environ if env is None else env
    return {name: _plain(text) for name, text in given.items() if name.startswith("OWNIT_")}


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
