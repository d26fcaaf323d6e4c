"""Reports of what the content security policy refused: bounded lines without secrets."""

import json
import logging
from typing import Any

import pytest

from tests.web.route_things import Things
from tests.web.world import World
from web.pages import csp_reports
from web.pages.csp_reports import MOST_BYTES, PER_MINUTE


@pytest.fixture(autouse=True)
def fresh() -> None:
    csp_reports._written.clear()


def report(world: World, body: Any, **headers: str) -> int:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    options = {"data": sent, "content_type": "application/reports+json"}
    return world.nobody.fetch("POST", "/csp-reports", headers, **options).status


OLD = {
    "csp-report": {
        "document-uri": "https://own.example.org/s/SECRETTOKEN?x=SECRET#SECRET",
        "violated-directive": "script-src 'self'",
        "blocked-uri": "https://evil.example/join/SECRETTOKEN/x?SECRET",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": "https://own.example.org/issues/K7F3",
            "effectiveDirective": "img-src",
            "blockedURL": "inline",
            "sample": "SECRET",
        },
    }
]


def test_both_forms_become_a_line_without_secrets(
    one_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    assert report(one_world, OLD, Origin="https://evil.example") == 204
    assert report(one_world, NEW) == 204
    assert caplog.messages == [
        "A browser refused script-src https://evil.example/join/… on https://own.example.org/s/….",
        "A browser refused img-src inline on https://own.example.org/issues/K7F3.",
    ]
    assert "SECRET" not in caplog.text


HOSTILE: list[Any] = [
    b"",
    b"[" * 5000,
    b"\xff\x00",
    [],
    [[]],
    None,
    5,
    {"csp-report": []},
    {"csp-report": {"violated-directive": "x\n2026 ERROR a line of ours"}},
    {"csp-report": {"violated-directive": "<b>", "blocked-uri": 5}},
    {"csp-report": {"violated-directive": "img-src", "blocked-uri": "x" * MOST_BYTES}},
]


@pytest.mark.parametrize("body", HOSTILE)
def test_what_is_no_report_writes_nothing(
    one_world: World, caplog: pytest.LogCaptureFixture, body: Any
) -> None:
    assert report(one_world, body) == 204
    assert caplog.messages == []


def test_control_characters_do_not_come_into_the_log(
    one_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    url = "https://own.example.org/\n\u2028\x1b[31mx"
    report(one_world, {"csp-report": {"violated-directive": "img-src", "document-uri": url}})
    assert caplog.messages == [
        "A browser refused img-src something on https://own.example.org/[31mx."
    ]


def test_many_reports_are_a_bounded_number_of_lines(
    one_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(PER_MINUTE):
            report(one_world, NEW * 3)
    assert len(caplog.messages) == PER_MINUTE
    one_world.clock.forward(minutes=1)
    report(one_world, NEW)
    assert len(caplog.messages) == PER_MINUTE + 1


def test_photos_can_do_nothing(one_world: World) -> None:
    photo = Things(one_world)["photo"]
    for path in (f"/photos/{photo}", f"/photos/{photo}/small"):
        answer = one_world.owner.get(path)
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
