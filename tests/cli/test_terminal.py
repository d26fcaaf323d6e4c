"""The link that is shown in the terminal: as a QR code only where a phone can open it."""

import socket
from datetime import UTC, datetime

import pytest

from web.acts.accounts.invites import InviteLink
from web.cli.terminal import show_invite_link

LINK = InviteLink("t" * 43, "ABCD2345EFGH", datetime(2026, 11, 29, 12, tzinfo=UTC))


@pytest.mark.parametrize("origin", ["http://192.168.1.20:8000", "https://own.example.org"])
def test_an_address_that_phones_can_open_is_drawn(
    origin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_invite_link(LINK, origin)
    shown = capsys.readouterr().out
    assert f"{origin}/join/{'t' * 43}" in shown
    assert "█" in shown
    assert "Only this machine" not in shown


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "localhost", "[::1]", "own.localhost"])
def test_an_address_of_this_machine_alone_is_not_drawn(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_invite_link(LINK, f"http://{host}:8123")
    shown = capsys.readouterr().out
    assert f"http://{host}:8123/join/" in shown
    assert "█" not in shown
    assert "OWNIT_BIND=0.0.0.0 OWNIT_PUBLIC_URL=http://" in shown
    assert ":8123\n" in shown
    assert "ABCD 2345 EFGH" in shown


def test_without_a_network_it_says_whose_address_to_write(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_route(*_args: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", no_route)
    show_invite_link(LINK, "http://127.0.0.1:8000")
    assert "http://ADDRESS-OF-THIS-MACHINE:8000" in capsys.readouterr().out
