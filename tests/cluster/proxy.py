"""Caddy in front of several nodes, as Debian ships it."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.recipes.unpacked import environment, program

# A node that does not answer /readyz gets no requests. What could not be sent to one node goes to
# the next; what may have arrived is not sent again by Caddy, but by the phone, with the same key.
CADDYFILE = """\
{
	admin off
	auto_https off
	default_bind 127.0.0.1
}

ADDRESS {
	reverse_proxy NODES {
		lb_policy round_robin
		lb_try_duration 5s
		health_uri /readyz
		health_interval 1s
		health_timeout 2s
		fail_duration 2s
	}
	handle_errors {
		header Retry-After 5
		respond "Own It cannot be reached at the moment." {http.error.status_code}
	}
}
"""


@contextmanager
def running(folder: Path, address: str, nodes: Sequence[str]) -> Iterator[None]:
    folder.mkdir(parents=True)
    file = folder / "Caddyfile"
    file.write_text(CADDYFILE.replace("ADDRESS", address).replace("NODES", " ".join(nodes)))
    command = [program("bin/caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, env=environment(folder), stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)
