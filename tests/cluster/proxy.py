"""Caddy in front of several nodes, by the recipe of docs/operating.md, as Debian ships it."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.recipes.blocks import recipe, with_replaced
from tests.recipes.proxies import HOST
from tests.recipes.unpacked import environment, program

_SETTINGS = "{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n\n"
_NODES = ("10.0.0.11:8000", "10.0.0.12:8000", "10.0.0.13:8000")


@contextmanager
def running(folder: Path, address: str, nodes: Sequence[str]) -> Iterator[None]:
    """At `address`, an origin without HTTPS: what people there do not need a certificate for."""
    folder.mkdir(parents=True)
    file = folder / "Caddyfile"
    # The nodes know themselves by the address of the machine that all of this runs on.
    ours = {f"{HOST} {{": f"{address} {{", f"Host {HOST}": "Host 127.0.0.1"}
    there = dict(zip(_NODES, nodes, strict=True))
    file.write_text(_SETTINGS + with_replaced(recipe("caddyfile"), ours | there))
    command = [program("bin/caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, env=environment(folder), stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)
