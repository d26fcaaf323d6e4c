"""The programs that the recipes are for, as .ci/recipes unpacked them."""

import os
from pathlib import Path

from tests.recipes.blocks import ROOT
from tests.support import missing

_FOLDER = ROOT / ".test" / "recipes"
_USR = _FOLDER / "root" / "usr"


def program(path: str) -> str:
    """Of a file below /usr of Debian. Skips the test where it is not there, or fails it in CI."""
    if not (_FOLDER / "ready").exists():
        missing.give_up(f"{Path(path).name} is not unpacked. Do it with: sh .ci/recipes")
    return str(_USR / path)


def environment(folder: Path) -> dict[str, str]:
    """With their libraries; what they write for themselves goes into this folder."""
    libraries = [
        path for lib in (_USR / "lib").glob("*-linux-gnu") for path in (lib, lib / "systemd")
    ]
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    return {**os.environ, **homes, "LD_LIBRARY_PATH": ":".join(map(str, libraries))}
