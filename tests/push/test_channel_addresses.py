"""What an address may be, and what a way to it: nothing that leads anywhere else."""

import subprocess
import sys

import pytest

from push import apprise_client, channels
from push.errors import InvalidInput


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("email", " ana@example.org ", "ana@example.org"),
        ("email", "ana@example.org.", "ana@example.org"),
        ("email", "ana@example.org ;", "ana@example.org"),
        ("email", "ａｎａ＠example.org", "ana@example.org"),
        ("email", "a.b+c_d%e-f@mail.example.org", "a.b+c_d%e-f@mail.example.org"),
        ("sms", " +436601234567 ", "+436601234567"),
        ("chat", "@ana:matrix.example.org", "@ana:matrix.example.org"),
        ("chat", "#till-4", "#till-4"),
        ("chat", "１２３４５", "12345"),
    ],
)
def test_an_address_is_kept_as_it_is_used(kind: str, typed: str, kept: str) -> None:
    assert channels.validate(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("email", "ana"),
        ("email", "ana@localhost"),
        ("email", "ana@example.org,ben@example.org"),
        ("email", "ana@example.org;ben@example.org"),
        ("email", "ana@example.org\nBcc: ben@example.org"),
        ("email", "Ana <ana@example.org> <ben@example.org>"),
        ("email", "<mailto:ana@example.org?cc=ben@example.org>"),
        ("email", "ana@example.org/../x"),
        ("email", "ana@example.org?cc=ben@example.org"),
        ("sms", "06601234567"),
        ("sms", "+0660123456"),
        ("sms", "+43660123456789012"),
        ("sms", "+43660123456,+4366099999"),
        ("chat", ""),
        ("chat", ".."),
        ("chat", "a/b"),
        ("chat", "a b"),
        ("chat", "a?x=y"),
        ("chat", "a" * 81),
        ("chat", "{to}"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(kind: str, typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"\.$"):
        channels.validate(kind, typed)


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("email", "mailtos://user:canary@smtp.example.org/?to={to}"),
        ("sms", "twilio://AC" + "a" * 32 + ":" + "b" * 32 + "@15005550006/{to}"),
        ("chat", "tgram://123456789:abcdefg_hijklmnop/{to}"),
        ("chat", "json://127.0.0.1:9/{to}"),
    ],
)
def test_a_way_that_apprise_knows_is_good(kind: str, way: str) -> None:
    apprise_client.check(kind, way)


@pytest.mark.parametrize(
    ("kind", "way"),
    [("email", "canaries://user:canary@example.org/{to}"), ("sms", "twilio://canary/{to}")],
)
def test_one_that_it_does_not_know_is_refused_without_a_secret(kind: str, way: str) -> None:
    with pytest.raises(ValueError, match=r"begins with \w+://") as refused:
        apprise_client.check(kind, way)
    assert "canary" not in str(refused.value)


def test_a_worker_without_channels_never_loads_apprise() -> None:
    said = "import sys, push.worker, web.cli.worker; print('apprise' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
