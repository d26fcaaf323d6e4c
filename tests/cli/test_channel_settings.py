"""The ways to people besides their phones are settings: nonsense is refused, and no secret told."""

import pytest

from web.cli.channels import require_good, wrong_ways
from web.cli.terminal import Stop
from web.config import Config, ConfigError

GOOD = "mailtos://user:canary@smtp.example.org/?to={to}"


def test_each_kind_has_its_way() -> None:
    env = {"OWNIT_CHANNEL_EMAIL": f" {GOOD} ", "OWNIT_CHANNEL_CHAT": "", "OWNIT_CHANNEL_FAX": "x"}
    config = Config.from_env(env)
    assert config.channels == {"email": GOOD}
    assert list(wrong_ways(config)) == []
    require_good(config)


def test_there_are_none_unless_they_are_set() -> None:
    assert Config.from_env({}).channels == {}


@pytest.mark.parametrize(
    "way",
    [
        "canary",
        "mailtos://user:canary@smtp.example.org/",
        "mailtos://user:canary@smtp.example.org/?to={to}&cc={to}",
        "mailtos://user:canary@smtp.example.org/?to={to} json://canary/{to}",
        "{to}://canary",
    ],
)
def test_what_cannot_be_a_way_is_refused_without_a_secret(way: str) -> None:
    with pytest.raises(ConfigError, match="OWNIT_CHANNEL_SMS must be one Apprise URL") as refused:
        Config.from_env({"OWNIT_CHANNEL_SMS": way})
    assert "canary" not in str(refused.value)


def test_what_apprise_does_not_know_stops_it() -> None:
    config = Config.from_env({"OWNIT_CHANNEL_CHAT": "canaries://canary/{to}"})
    with pytest.raises(Stop, match="OWNIT_CHANNEL_CHAT: Apprise does not know the URL") as stopped:
        require_good(config)
    assert "canary/" not in str(stopped.value)


def test_a_secret_is_not_in_what_is_shown_of_the_settings() -> None:
    assert "canary" not in repr(Config.from_env({"OWNIT_CHANNEL_EMAIL": GOOD}))
