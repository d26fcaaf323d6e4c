"""The reverse proxies of the documentation, started by their recipes on ports of the test's own."""

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.recipes.blocks import recipe, with_replaced
from tests.recipes.certificate import Certificate
from tests.recipes.unpacked import environment, program
from tests.support.served import free_port, until

HOST = "own.example.org"
_PATHS = "/etc/letsencrypt/live/own.example.org/{}.pem"
_APACHE_MODULES = (
    "mpm_event",
    "authz_core",
    "alias",
    "socache_shmcb",
    "ssl",
    "proxy",
    "proxy_http",
    "reqtimeout",
)
_COMPLAINT = re.compile(r"warn|error|emerg|deprecat|unrecogni", re.IGNORECASE)


@dataclass(frozen=True)
class Proxy:
    name: str
    http: int  # ports
    https: int
    authority: Path  # the certificate that its own is signed by


@dataclass(frozen=True)
class _Setup:
    """Where one is started: a folder of its own, two ports, and the app behind it."""

    folder: Path
    http: int
    https: int
    app: int
    certificate: Certificate

    @property
    def ours(self) -> Mapping[str, str]:
        """What the reader fills in."""
        return {
            "127.0.0.1:8000": f"127.0.0.1:{self.app}",
            _PATHS.format("fullchain"): str(self.certificate.chain),
            _PATHS.format("privkey"): str(self.certificate.key),
        }


@contextmanager
def running(
    name: str,
    folder: Path,
    app: int,
    certificate: Certificate,
    change: tuple[str, str] | None = None,
    host: str = HOST,
    https: int = 0,
) -> Iterator[Proxy]:
    """`change` is one of the recipe: for what somebody forgets. `host`: by which it is asked.
    `https`: a port that was chosen before."""
    folder.mkdir(parents=True)
    setup = _Setup(folder, free_port(), https or free_port(), app, certificate)
    check, command = (_PROXIES | OF_SEVERAL)[name](setup, dict([change] if change else []))
    _check(name, check, folder)
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, env=environment(folder), stdout=output, stderr=output)
    authority = certificate.chain
    if name.startswith("caddy"):
        authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    try:
        until(lambda: _answers(setup.https, host, authority), 15, f"{name} answers")
        yield Proxy(name, setup.http, setup.https, authority)
    finally:
        process.terminate()
        process.wait(10)


def _check(name: str, command: list[str], folder: Path) -> None:
    """By the proxy's own check, which also says what it will not do for long."""
    env = environment(folder)
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    output = ran.stdout + ran.stderr
    assert ran.returncode == 0, f"{name} refuses its recipe:\n{output}"
    # A check of a node that ends with the test of the recipe is told as an error, for information.
    told = [line for line in output.splitlines() if '"level":"info"' not in line]
    assert not [line for line in told if _COMPLAINT.search(line)], output


def _answers(port: int, host: str, authority: Path) -> bool:
    """With a certificate for this host: Caddy makes each a moment after it listens."""
    try:
        context = ssl.create_default_context(cafile=authority)
        with socket.create_connection(("127.0.0.1", port), 1) as plain:
            context.wrap_socket(plain, server_hostname=host).close()
    except OSError:
        return False
    return True


Commands = tuple[list[str], list[str]]  # one that checks, one that runs in the foreground


def _caddy(setup: _Setup, more: Mapping[str, str]) -> Commands:
    return _caddy_of(setup, recipe("caddy"), {"127.0.0.1:8000": f"127.0.0.1:{setup.app}", **more})


def _caddy_of_several(setup: _Setup, more: Mapping[str, str]) -> Commands:
    return _caddy_of(setup, recipe("caddyfile"), {**_nodes(setup), **more})


def _nodes(setup: _Setup) -> Mapping[str, str]:
    """One of the three is there."""
    down = {f"10.0.0.{number}:8000": f"127.0.0.1:{free_port()}" for number in (11, 13)}
    return {**down, "10.0.0.12:8000": f"127.0.0.1:{setup.app}"}


def _caddy_of(setup: _Setup, text: str, replacements: Mapping[str, str]) -> Commands:
    """With certificates of its own authority, since no public one can reach this machine."""
    settings = (
        f"{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n"
        f"\thttp_port {setup.http}\n\thttps_port {setup.https}\n}}\n\n"
    )
    file = setup.folder / "Caddyfile"
    file.write_text(settings + with_replaced(text, replacements))
    which = ["--config", str(file), "--adapter", "caddyfile"]
    caddy = program("bin/caddy")
    return [caddy, "adapt", "--validate", *which], [caddy, "run", *which]


def _nginx_of_several(setup: _Setup, more: Mapping[str, str]) -> Commands:
    upstream = with_replaced(recipe("conf"), _nodes(setup))
    server = f"server {{\n    listen 127.0.0.1:{setup.https} ssl;"
    change = {f"http://127.0.0.1:{setup.app};": "http://ownit;", server: upstream + server}
    return _nginx(setup, {**change, **more})


def _nginx(setup: _Setup, more: Mapping[str, str]) -> Commands:
    listen = {"listen 80;": f"listen 127.0.0.1:{setup.http};"}
    listen["listen 443 ssl;"] = f"listen 127.0.0.1:{setup.https} ssl;"
    text = with_replaced(recipe("nginx"), {**setup.ours, **listen, **more})
    folder = setup.folder
    paths = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(
        f"{user}pid {folder}/pid;\nerror_log {folder}/log;\ndaemon off;\nevents {{}}\n"
        f"http {{\n    access_log off;\n{paths}{text}}}\n"
    )
    command = [program("sbin/nginx"), "-p", str(folder), "-e", f"{folder}/log", "-c", str(file)]
    return [*command, "-t"], command


def _apache(setup: _Setup, more: Mapping[str, str]) -> Commands:
    ports = {"*:80": f"127.0.0.1:{setup.http}", "*:443": f"127.0.0.1:{setup.https}"}
    text = with_replaced(recipe("apache"), {**setup.ours, **ports, **more})
    modules = program("lib/apache2/modules")
    lines = [f"LoadModule {name}_module {modules}/mod_{name}.so" for name in _APACHE_MODULES]
    lines += [
        f"ServerRoot {setup.folder}",
        f"ServerName {HOST}",
        f"PidFile {setup.folder}/pid",
        f"DefaultRuntimeDir {setup.folder}",
        "User nobody",
        "Group nogroup",
        f"ErrorLog {setup.folder}/log",
        f"Listen 127.0.0.1:{setup.http}",
        f"Listen 127.0.0.1:{setup.https} https",
        # As Debian sets them for the whole server.
        "Timeout 300",
        "RequestReadTimeout header=20-40,minrate=500",
        "RequestReadTimeout body=10,minrate=500",
    ]
    file = setup.folder / "apache2.conf"
    file.write_text("\n".join(lines) + "\n" + text)
    command = [program("sbin/apache2"), "-f", str(file)]
    return [*command, "-t"], [*command, "-D", "FOREGROUND"]


_PROXIES: dict[str, Callable[[_Setup, Mapping[str, str]], Commands]] = {
    "caddy": _caddy,
    "nginx": _nginx,
    "apache": _apache,
}
NAMES = tuple(_PROXIES)
OF_SEVERAL = {"caddy of several": _caddy_of_several, "nginx of several": _nginx_of_several}
