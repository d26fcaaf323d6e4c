"""The program's words: each command explains itself, and nonsense is refused in a sentence."""

import socket
from pathlib import Path

import pytest

from tests.support.served import free_port
from web.cli import FAMILIES, main, parser
from web.cli.prepare import require_free_port
from web.cli.terminal import Stop
from web.cli.web import address
from web.config import Config
from web.http import assets

COMMANDS = [name for names in FAMILIES.values() for name in names]


@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert f"usage: ownit {command}".rstrip() in capsys.readouterr().out


def test_help_lists_all_commands() -> None:
    listed = [line.split() for line in parser().format_help().splitlines() if line[:4] == "    "]
    assert {line[0] for line in listed} >= set(COMMANDS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OWNIT_PORT", "eighty"),
        ("OWNIT_PUBLIC_URL", "own.example.org"),
        ("OWNIT_DATABASE_URL", "mysql://own"),
        ("OWNIT_PUSH_HOSTS", "https://push.lan/with/a/path"),
        ("OWNIT_PUSH_SUBJECT", "me"),
        ("OWNIT_LOG", "xml"),
        ("OWNIT_METRICS_TOKEN", "too short"),
        ("OWNIT_METRICS_TOKEN", "with a space and a\nline of its own"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_in_a_sentence(
    name: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["web"]) == 2
    said = capsys.readouterr().err.strip()
    assert said.endswith(".")
    assert "Traceback" not in said
    if name.endswith("TOKEN"):
        assert value not in said


@pytest.mark.parametrize("command", ["prepare", "web"])
def test_a_clone_without_a_build_says_what_to_do(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path))
    assert main([command]) == 1
    said = "The scripts and style sheets are not built yet: run `make setup` first."
    assert capsys.readouterr().err.strip() == said


def test_a_taken_port_is_said_at_once() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = Config.from_env({"OWNIT_PORT": str(other.getsockname()[1])})
        with pytest.raises(Stop, match="OWNIT_PORT"):
            require_free_port(taken)
    require_free_port(Config.from_env({"OWNIT_PORT": str(free_port())}))


@pytest.mark.parametrize("bind", ["*", "all", "127.0.0.1:8000", "192.0.2.1"])
def test_what_is_no_address_of_this_machine_is_said(bind: str) -> None:
    with pytest.raises(Stop, match="OWNIT_BIND must be an address"):
        require_free_port(Config.from_env({"OWNIT_BIND": bind, "OWNIT_PORT": str(free_port())}))


def test_addresses_are_written_as_the_server_reads_them() -> None:
    assert address(Config.from_env({"OWNIT_BIND": "::1"})) == "[::1]:8000"
    assert address(Config.from_env({"OWNIT_BIND": "0.0.0.0"})) == "0.0.0.0:8000"
