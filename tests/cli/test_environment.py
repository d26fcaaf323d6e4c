"""Settings from files: spaces, line ends and quotes around a value are no part of it."""

from pathlib import Path

import pytest

from web.cli import doctor, main
from web.cli.findings import Level
from web.config import Config, ConfigError
from web.environment import settings_of, unknown_settings

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


MISSPELT = {
    "OWNIT_KEEP_CUSTOMERS_DAYS": "OWNIT_KEEP_CUSTOMER_DAYS",
    "OWNIT_PUBLICURL": "OWNIT_PUBLIC_URL",
    "OWNIT_PUBLIC_URI": "OWNIT_PUBLIC_URL",
    "ownit_port": "OWNIT_PORT",
    "OWNIT_CHANNEL_MAIL": "OWNIT_CHANNEL_EMAIL",
    "OWNIT_PROXY": "OWNIT_PROXIES",
    "OWNIT_DATABASE_URL_FILE": "OWNIT_DATABASE_URL",
}


@pytest.mark.parametrize("name", MISSPELT)
def test_what_is_no_setting_is_said_with_what_was_meant(name: str) -> None:
    (sentence,) = unknown_settings(settings_of({name: "canary", "PATH": "/bin", **GIVEN}))
    assert sentence.startswith(f"{name} is no setting of Own It")
    assert sentence.endswith(f"Did you mean {MISSPELT[name]}?")
    assert "canary" not in sentence


def test_only_our_own_settings_are_spoken_of() -> None:
    assert list(unknown_settings(settings_of({**GIVEN, "OWNITX": "1", "OWNIT_EMPTY": ""}))) == []
    (sentence,) = unknown_settings(settings_of({"OWNIT_IMAGE_TAG": "1"}))
    assert "Did you mean" not in sentence


def test_a_start_and_the_doctor_say_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("OWNIT_KEEP_PHOTO_DAYS", "7")
    monkeypatch.setenv("OWNIT_PORT", "none")  # it is said before anything else
    assert main(["prepare"]) == 2
    assert "OWNIT_KEEP_PHOTO_DAYS is no setting" in capfd.readouterr().err
    hints = [one.sentence for one in doctor.examine() if one.level is Level.HINT]
    assert "Did you mean OWNIT_KEEP_PHOTOS_DAYS?" in hints[0]


def test_the_home_folder_may_be_written_as_in_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/own")
    assert Config.from_env({"OWNIT_DATA_DIR": "~/data"}).data_dir == Path("/home/own/data")
    nobody = Config.from_env({"OWNIT_DATA_DIR": "~nobody-of-this-name"}).data_dir
    assert nobody == Path("~nobody-of-this-name").absolute()


def test_a_password_with_a_percent_sign_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigError, match="OWNIT_DATABASE_URL") as refused:
        Config.from_env({"OWNIT_DATABASE_URL": "postgresql://own:canary%h/own"})
    assert "canary" not in str(refused.value)
