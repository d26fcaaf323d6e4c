"""One document for every browser, small enough for all of them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from push import payload
from push.nudge import Nudge
from tests.push.bench import Bench

URL = "https://own.example.org"
CONTENT = {"title": "T", "body": "B", "path": "/issues/K7F3", "tag": "K7F3", "loud": True}


def read(raw: bytes) -> dict[str, object]:
    document: dict[str, object] = json.loads(raw)
    notification = document["notification"]
    assert isinstance(notification, dict)
    return notification


def test_what_a_browser_gets(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue()
    bench.worker.send_due()
    receipt = bench.delivery().receipt
    assert phone.inbox(bench.service) == [
        {
            "web_push": 8030,
            "mutable": True,
            "notification": {
                "title": "K7F3 needs an owner",
                "body": "Till 4 · since 10:20",
                "navigate": f"https://own.example.org/issues/K7F3?n={receipt}",
                "tag": "K7F3",
                "renotify": True,
                "silent": False,
                "mutable": True,
                "data": {"receipt": receipt},
            },
        }
    ]


def test_a_quiet_nudge_makes_no_sound() -> None:
    notification = read(payload.build(CONTENT | {"loud": False}, "r", URL))
    assert (notification["silent"], notification["renotify"]) == (True, False)


def test_a_path_with_a_question_keeps_it() -> None:
    notification = read(payload.build(CONTENT | {"path": "/x?a=1"}, "r", URL))
    assert notification["navigate"] == f"{URL}/x?a=1&n=r"


def test_the_body_is_cut_before_the_title() -> None:
    notification = read(payload.build(CONTENT | {"title": "T" * 300, "body": "ß" * 3000}, "r", URL))
    assert notification["title"] == "T" * 300
    assert str(notification["body"]).startswith("ßßß")
    assert str(notification["body"]).endswith("ß…")


@pytest.mark.parametrize("character", ["x", "ß", "€", "🙂", '"', "\\", "\x00"])
@pytest.mark.parametrize("part", ["title", "body"])
def test_long_words_are_cut_to_what_every_phone_takes(part: str, character: str) -> None:
    raw = payload.build(CONTENT | {part: character * 3000}, "r" * 24, URL)
    assert 1980 <= len(raw) <= 2000
    assert str(read(raw)[part]).endswith(f"{character}…")


def test_the_smallest_one_has_no_words_of_the_nudge() -> None:
    notification = read(payload.build(CONTENT, "r", URL, minimal=True))
    assert (notification["title"], notification["body"]) == ("An issue needs you", "")


@given(title=st.text(max_size=3000), body=st.text(max_size=3000))
def test_never_too_large_and_never_more_than_it_said(title: str, body: str) -> None:
    raw = payload.build(CONTENT | {"title": title, "body": body}, "r" * 24, URL)
    notification = read(raw)
    assert len(raw) <= 2000
    for said, was in ((notification["title"], title), (notification["body"], body)):
        kept = str(said)
        assert kept == was or (kept == "" or was.startswith(kept.rstrip("…").rstrip()))
    if len(title) + len(body) < 200:
        assert (notification["title"], notification["body"]) == (title, body)


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "issues/1", "/" + "x" * 300]
)
def test_a_nudge_opens_only_pages_of_this_app(path: str) -> None:
    with pytest.raises(ValueError):
        Nudge("1", "T", "B", path, "tag", expires_at=datetime.now(UTC))
