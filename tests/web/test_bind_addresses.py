"""The address to listen at, and the public address that follows from it."""

import pytest

from web.config import Config, ConfigError

BINDS = ("::", "[::]", " 0.0.0.0 ", "localhost", "", "  ")


def test_the_address_to_listen_at_may_have_the_brackets_of_a_url() -> None:
    read = [Config.from_env({"OWNIT_BIND": text}).bind for text in BINDS]
    assert read == ["::", "::", "0.0.0.0", "localhost", "127.0.0.1", "127.0.0.1"]


LOCAL_URLS = [
    ("", "http://127.0.0.1:8000"),
    ("0.0.0.0", "http://127.0.0.1:8000"),
    ("::", "http://127.0.0.1:8000"),
    ("localhost", "http://127.0.0.1:8000"),
    ("::1", "http://[::1]:8000"),
    ("192.0.2.7", "http://192.0.2.7:8000"),
]


@pytest.mark.parametrize(("bind", "url"), LOCAL_URLS)
def test_public_address_by_default_is_one_that_is_listened_at(bind: str, url: str) -> None:
    assert Config.from_env({"OWNIT_BIND": bind}).public_url == url


@pytest.mark.parametrize("text", ["http://0.0.0.0:8000", "http://[::]:8000", "http://[::0]"])
def test_public_address_that_no_phone_can_open_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"0\.0\.0\.0 is for OWNIT_BIND"):
        Config.from_env({"OWNIT_PUBLIC_URL": text})
