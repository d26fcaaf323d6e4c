"""One document for every browser, small enough for all of them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from push import digest, payload
from push.content import Unreadable, parse
from push.nudge import Button, Nudge
from tests.push.bench import Bench, one_of, take_due

URL = "https://own.example.org"
CONTENT = {"title": "T", "body": "B", "path": "/issues/K7F3", "tag": "K7F3", "loud": True}


def read(raw: bytes) -> dict[str, Any]:
    document: dict[str, dict[str, Any]] = json.loads(raw)
    return document["notification"]


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


def test_words_of_another_language_are_marked() -> None:
    """As a notification’s `lang` and `dir`, which the service worker hands on."""
    arabic = Nudge(
        "1", "T", "B", "/", "t", datetime(2026, 11, 30, tzinfo=UTC), lang="ar", dir="rtl"
    )
    content = parse({**arabic.content(), "tag": "t"})
    assert not isinstance(content, Unreadable)
    notification = read(payload.build(content, "r", URL))
    assert (notification["lang"], notification["dir"]) == ("ar", "rtl")


def test_a_digest_is_marked_as_its_words_are(bench: Bench) -> None:
    bench.phone()
    for name in ("A", "B"):
        bench.enqueue(name, subject=f"issue:{name}", tag=name)
    with bench.database.write() as session:
        taken = take_due(session, bench.clock(), 100, 60).to_phones
    (carrier,) = digest.group_into_digests(
        taken, lambda several: {**one_of(several), "lang": "ar", "dir": "rtl"}
    )
    assert (carrier.content.get("lang"), carrier.content.get("dir")) == ("ar", "rtl")


@pytest.mark.parametrize("marks", [{}, {"lang": 7, "dir": "up"}, {"lang": "<b>", "dir": None}])
def test_wrong_marks_are_none(marks: dict[str, object]) -> None:
    content = parse(CONTENT | marks)
    assert not isinstance(content, Unreadable)
    assert not {"lang", "dir"} & read(payload.build(content, "r", URL)).keys()


def test_the_title_of_one_without_words_is_the_callers() -> None:
    built = payload.build(CONTENT, "r", URL, minimal=True, minimal_title="Un problème")
    assert read(built)["title"] == "Un problème"


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


# Buttons

OWN = Button("own", "I own this", "/issues/K7F3", "/issues/K7F3/own", "Till 4, K7F3", "K7F3", 7)
CANNOT = Button("decline", "I can’t", "/steps/3#words-decline")
WITH_BUTTONS = CONTENT | {"buttons": [OWN.content(), CANNOT.content()]}
ACTS = {"own": {"path": "/issues/K7F3/own", "about": "Till 4, K7F3", "ref": "K7F3", "seen": 7}}


def test_a_button_only_opens_a_page_where_a_phone_shows_it_by_itself() -> None:
    notification = read(payload.build(WITH_BUTTONS, "r", URL))
    assert notification["actions"] == [
        {"action": "own", "title": "I own this", "navigate": f"{URL}/issues/K7F3?n=r"},
        {"action": "decline", "title": "I can’t", "navigate": f"{URL}/steps/3?n=r#words-decline"},
    ]
    assert notification["data"] == {"receipt": "r", "acts": ACTS}


def test_a_nudge_without_buttons_says_nothing_of_them() -> None:
    notification = read(payload.build(CONTENT, "r", URL))
    assert "actions" not in notification
    assert notification["data"] == {"receipt": "r"}


def test_what_an_act_does_not_know_it_does_not_say() -> None:
    button = Button("accept", "I’m with you", "/steps/3", "/steps/3/accept").content()
    notification = read(payload.build(CONTENT | {"buttons": [button]}, "r", URL))
    assert notification["data"] == {
        "receipt": "r",
        "acts": {"accept": {"path": "/steps/3/accept", "about": ""}},
    }


def test_the_smallest_one_has_no_buttons() -> None:
    notification = read(payload.build(WITH_BUTTONS, "r", URL, minimal=True))
    assert "actions" not in notification
    assert notification["data"] == {"receipt": "r"}


def test_buttons_stay_as_long_as_the_words_can_be_read() -> None:
    """Of a long text nobody reads the end on a lock screen."""
    raw = payload.build(WITH_BUTTONS | {"body": "x" * 3000}, "r" * 24, URL)
    notification = read(raw)
    assert 1980 <= len(raw) <= 2000
    assert len(str(notification["body"])) > 400
    assert len(notification["actions"]) == 2


def test_words_that_are_read_matter_more_than_buttons() -> None:
    raw = payload.build(WITH_BUTTONS | {"body": "🙂" * 3000, "title": "T" * 300}, "r" * 24, URL)
    notification = read(raw)
    assert len(raw) <= 2000
    assert "actions" not in notification
    assert "acts" not in notification["data"]
    assert len(str(notification["body"])) > 300


@given(title=st.text(max_size=900), body=st.text(max_size=3000), closes=st.integers(0, 40))
def test_with_buttons_it_is_never_too_large(title: str, body: str, closes: int) -> None:
    more = {"title": title, "body": body} | ({"closes": ["K7F3"] * closes} if closes else {})
    raw = payload.build(WITH_BUTTONS | more, "r" * 24, URL)
    assert len(raw) <= 2000
    notification = read(raw)
    assert ("actions" in notification) == ("acts" in notification["data"])


@pytest.mark.parametrize("name", ["", "Own", "own it", "own/../x", "x" * 22, "-own"])
def test_the_name_of_a_button_is_a_word(name: str) -> None:
    with pytest.raises(ValueError):
        Button(name, "I own this", "/issues/K7F3")


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "own"])
def test_a_button_acts_and_opens_only_in_this_app(path: str) -> None:
    with pytest.raises(ValueError):
        Button("own", "I own this", path)
    with pytest.raises(ValueError):
        Button("own", "I own this", "/", path)


def test_a_nudge_has_as_many_buttons_as_phones_show() -> None:
    until = datetime.now(UTC)
    three = tuple(Button(name, "Yes", "/") for name in ("a", "b", "c"))
    for buttons in (three, (OWN, OWN)):
        with pytest.raises(ValueError):
            Nudge("1", "T", "B", "/", "tag", expires_at=until, buttons=buttons)


IDS = [f"{number:08}" for number in range(30)]


def test_the_ids_of_what_it_says_go_along_and_are_the_last_to_go() -> None:
    several = CONTENT | {"closes": [f"K{number}" for number in range(30)], "ids": IDS}
    data = read(payload.build(several | {"body": "x" * 3000}, "r" * 24, URL))["data"]
    assert isinstance(data, dict)
    assert data["ids"] == IDS
    crowded = several | {"title": "T" * 3000, "path": "/" + "x" * 290, "tag": "t" * 300}
    whole = payload.build(crowded, "r" * 24, URL)
    data = read(whole)["data"]
    assert isinstance(data, dict)
    assert (data["ids"], "closes" in data) == (IDS, False)
    raw = payload.build(crowded | {"tag": "t" * 1200}, "r" * 24, URL)
    assert len(raw) <= 2000
    assert '"ids":[]' in raw.decode()
