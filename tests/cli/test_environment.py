"""Settings from files: spaces, line ends and quotes around a value are no part of it."""

from pathlib import Path

import pytest

from web.config import Config, ConfigError

GIVEN = {
    "OWNIT_DATA_DIR": "/srv/own it",
    "OWNIT_PORT": "8100",
    "OWNIT_BIND": "[::]",
    "OWNIT_PUBLIC_URL": "https://own.example.org/",
    "OWNIT_DATABASE_URL": "postgresql://own@db/own",
    "OWNIT_PUSH_HOSTS": "push.example.org",
    "OWNIT_PUSH_SUBJECT": "mailto:ops@example.org",
    "OWNIT_PROXIES": "1",
    "OWNIT_WEB_THREADS": "8",
    "OWNIT_LOG": "json",
    "OWNIT_SERVICE_WORKER": "off",
    "OWNIT_METRICS_TOKEN": "0123456789abcdef",
    "OWNIT_CHANNEL_EMAIL": "mailtos://u:p@smtp.example.org/?to={to}",
    "OWNIT_PHOTOS_MB": "50",
    "OWNIT_KEEP_CUSTOMER_DAYS": "30",
}
AROUND = ["{} ", " {}", "{}\r", "\t{}\n", '"{}"', "'{}'", "' {} '\r"]


@pytest.mark.parametrize("around", AROUND, ids=ascii)
def test_every_setting_is_read_without_what_stands_around_it(around: str) -> None:
    dressed = {name: around.format(value) for name, value in GIVEN.items()}
    read, plain = Config.from_env(dressed), Config.from_env(GIVEN)
    assert read == plain
    assert read.data_dir == Path("/srv/own it")
    assert (read.metrics_token, read.channels) == (plain.metrics_token, plain.channels)


@pytest.mark.parametrize("empty", ["", " ", "\r", '""', "''"], ids=ascii)
def test_an_empty_setting_is_none(empty: str) -> None:
    assert Config.from_env(dict.fromkeys(GIVEN, empty)) == Config.from_env({})


def test_the_home_folder_may_be_written_as_in_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/own")
    assert Config.from_env({"OWNIT_DATA_DIR": "~/data"}).data_dir == Path("/home/own/data")
    nobody = Config.from_env({"OWNIT_DATA_DIR": "~nobody-of-this-name"}).data_dir
    assert nobody == Path("~nobody-of-this-name").absolute()


def test_a_password_with_a_percent_sign_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigError, match="OWNIT_DATABASE_URL") as refused:
        Config.from_env({"OWNIT_DATABASE_URL": "postgresql://own:canary%h/own"})
    assert "canary" not in str(refused.value)
