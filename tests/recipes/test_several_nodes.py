"""The recipes for web and worker apart, and for several machines behind one proxy."""

import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.recipes import certificate, proxies
from tests.recipes.blocks import recipe
from tests.recipes.client import Client
from tests.recipes.test_operating import WEB, WORKER
from tests.recipes.test_proxies import SETTINGS, port_of
from tests.support.limits import LIMIT
from tests.support.served import Served, free_port, serve, until
from web.config import Config


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("app") / "data", more=SETTINGS) as served:
        yield served


def settings() -> dict[str, str]:
    """As systemd reads an EnvironmentFile."""
    return dict(line.split("=", 1) for line in recipe("ini").splitlines())


def commands(which: str) -> list[list[str]]:
    """What this unit runs, first and then for good."""
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(recipe("systemd", which))
    service = unit["Service"]
    assert service["EnvironmentFile"] == "/etc/ownit.env"
    assert f"/var/lib/{service['StateDirectory']}" == settings()["OWNIT_DATA_DIR"]
    program = "/opt/ownit/.venv/bin/ownit "
    lines = [service["ExecStartPre"], service["ExecStart"]]
    assert all(line.startswith(program) for line in lines)
    return [
        [sys.executable, "-m", "web.cli", *shlex.split(line.removeprefix(program))]
        for line in lines
    ]


def test_the_settings_are_taken() -> None:
    config = Config.from_env(settings())
    assert (config.bind, config.proxies, config.is_https) == ("10.0.0.11", 1, True)
    assert config.database_url.startswith("postgresql://")


def test_web_and_worker_are_at_work_beside_each_other(tmp_path: Path) -> None:
    here = {"OWNIT_DATA_DIR": str(tmp_path / "data"), "OWNIT_BIND": "127.0.0.1"}
    here |= {"OWNIT_DATABASE_URL": "", "OWNIT_PORT": str(free_port())}
    output = tmp_path / "output"
    processes = []
    with output.open("ab") as file:
        for first, then in (commands(WEB), commands(WORKER)):
            env = settings() | here
            subprocess.run(first, env=env, check=True, stdout=file, stderr=file)
            processes.append(subprocess.Popen(then, env=env, stdout=file, stderr=file))
    url = f"http://127.0.0.1:{here['OWNIT_PORT']}"
    try:
        Served(url, tmp_path / "data", env, processes[0], output).wait_until_ready()
        until(lambda: "The worker has started" in output.read_text(), LIMIT, "at work")
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
    assert [process.wait(LIMIT) for process in processes] == [0, 0]


@pytest.mark.parametrize("name", proxies.OF_SEVERAL)
def test_a_machine_that_is_down_is_left_out(name: str, app: Served, tmp_path: Path) -> None:
    """Two of the three are."""
    signed = certificate.make(tmp_path, proxies.HOST)
    with proxies.running(name, tmp_path / "proxy", port_of(app), signed) as proxy:
        client = Client(proxy, "127.0.0.21")
        assert [client.get("/sign-in").status for _ in range(12)] == [200] * 12
        wrong = b"code=AAAA-AAAA-AAAA"
        assert {client.post("/sign-in", wrong).status for _ in range(3)} == {422}
