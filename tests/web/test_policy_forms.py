"""The form of a ladder, wrong and hostile: 422 with a sentence, and all that was typed is there."""

from datetime import time

import pytest
from werkzeug.datastructures import MultiDict

from push.models import Escalation, Message
from tests.support.taps import unit_of
from tests.web.answers import SAME_ORIGIN, Answer
from tests.web.world import World
from web.acts.shifts import weekly_hours
from web.rules.hours import Hours
from web.rules.time_of_day import LONGEST
from web.store.tables.accounts import Site
from web.store.tables.issues import Event
from web.store.tables.nudges import Policy

LAST = {"after-1": "60", "leads-1": "yes", "admins-1": "yes", "every-1": "60"}
RIGHT = {"after-0": "0", "owner-0": "yes", "urgent-0": "yes", **LAST}
MOMENT = {"weekday": "2", "time": "14:30", "owner": ""}
NUMBER = "Write the number in digits only, such as 15."
RANGE = "Write at most 1440 minutes (a day) before, or 10080 minutes (a week) after."
OFTEN = "It may repeat every 5 minutes to every 1440 minutes (a day)."
TIMES = "It may repeat at most 1 to 99 times."
NOT_HERE = "That person is no longer at this site. Choose someone else."
ENDLESS = "The last step has to repeat without end, so that no issue is forgotten."
NOBODY = "Say who is reminded."
WHEN = "Choose a day, and write a time such as 14:30."


def path(world: World, trigger: str = "promise", more: str = "") -> str:
    return f"/settings/sites/{world.site.id}/nudges/{trigger}{more}"


WRONG = [
    *((name, value, NUMBER) for name in ("after-0", "every-0") for value in ("soon", "1.5", "1e3")),
    *(("at_most-0", value, NUMBER) for value in ("x", "-1", "²", "½")),
    *(("after-0", value, NUMBER) for value in ("-5", "−5", "+5", "--5", "-")),
    ("after-0", "9" * 400, RANGE),
    ("after-0", "999999999", RANGE),
    ("after-0", "10081", RANGE),
    ("every-0", "-15", NUMBER),
    ("every-0", "0", OFTEN),
    ("every-0", "4", OFTEN),
    ("every-0", "999999999", OFTEN),
    ("at_most-1", "0", TIMES),
    ("at_most-1", "999999999", TIMES),
    ("at_most-1", "3", ENDLESS),
    ("person-0", "abc", NOT_HERE),
    ("person-0", "-1", NOT_HERE),
    ("person-0", "0", NOT_HERE),
    ("person-0", "999999999", NOT_HERE),
    ("owner-0", "perhaps", NOBODY),
    ("owner-0", "", NOBODY),
    ("helper-0", "yes", "Nobody has been asked for anything here"),
    (
        "again-0",
        "yes",
        "“After the same time again” is for those who were asked and have not answered.",
    ),
    ("every-1", "", ENDLESS),
    ("key", "short", "Something here is missing"),
    ("key", "x" * 65, "Something here is missing"),
]


@pytest.mark.parametrize("more", ["", "/play"])
@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_each_field_wrong(
    still_world: World, more: str, name: str, value: str, sentence: str
) -> None:
    if more and name == "key":
        return  # nothing is written, so no key is needed
    world = still_world
    before = kept(world)
    answer = world.admin.post(
        path(world, more=more), RIGHT | MOMENT | {name: value}, key="" if name == "key" else None
    )
    assert answer.status == 422
    assert sentence in answer.words
    if name.partition("-")[0] in ("after", "every", "at_most"):
        assert shown(answer, name) == value[:20]
    assert shown(answer, "every-1" if name != "every-1" else "after-1") == "60"
    assert kept(world) == before


def shown(answer: Answer, name: str) -> str:
    """What the page's field of this name holds."""
    assert answer.page is not None
    for one in answer.page.root.iter("input"):
        if one.attrib.get("name") == name:
            return one.attrib.get("value", "")
    return ""


def kept(world: World) -> list[int]:
    return [world.count(one) for one in (Policy, Event, Message, Escalation)]


def test_digits_of_any_script_are_read(one_world: World) -> None:
    fields = RIGHT | {"after-1": "６0\u200b", "every-1": "٦٠"}
    assert one_world.admin.post(path(one_world), fields).status == 303
    page = one_world.admin.get(path(one_world))
    assert (shown(page, "after-1"), shown(page, "every-1")) == ("60", "60")


def test_a_person_of_another_site_cannot_be_named(one_world: World) -> None:
    fields = RIGHT | {"person-0": str(one_world.id("stranger"))}
    for more in ("", "/play"):
        answer = one_world.admin.post(path(one_world, more=more), fields | MOMENT)
        assert answer.status == 422
        assert NOT_HERE in answer.words
    one_world.admin.post(f"/settings/people/{one_world.id('colleague')}/close")
    fields = RIGHT | {"person-0": str(one_world.id("colleague"))}
    assert one_world.admin.post(path(one_world), fields).status == 422
    assert one_world.count(Policy) == 0


def test_an_admin_of_another_site_can(one_world: World) -> None:
    fields = RIGHT | {"person-0": str(one_world.id("admin"))}
    where = f"/settings/sites/{one_world.elsewhere.id}/nudges/promise"
    assert one_world.admin.post(where, fields).status == 303


def rows(count: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(count):
        found |= {f"after-{at}": str(at), f"leads-{at}": "yes", f"every-{at}": "30"}
    return found


@pytest.mark.parametrize("more", ["", "/play"])
def test_a_step_too_many_is_refused_and_kept(one_world: World, more: str) -> None:
    good = one_world.admin.post(path(one_world, more=more), rows(8) | MOMENT)
    assert good.status == (200 if more else 303)
    answer = one_world.admin.post(path(one_world, more=more), rows(9) | MOMENT)
    assert answer.status == 422
    assert "There are at most 8 steps." in answer.words
    assert shown(answer, "after-8") == "8"


def test_a_ladder_of_nothing(one_world: World) -> None:
    for fields in ({}, {"after-0": "0"}, {"after-3": " "}):
        answer = one_world.admin.post(path(one_world), fields)
        assert answer.status == 422
        assert "Add at least one step: who is reminded, and when." in answer.words
    assert one_world.count(Policy) == 0


def test_empty_rows_between_are_left_out(one_world: World) -> None:
    fields = {name.replace("-1", "-6"): value for name, value in RIGHT.items()}
    assert one_world.admin.post(path(one_world), fields).status == 303
    wrong = fields | {"after-6": "x"}
    answer = one_world.admin.post(path(one_world), wrong)
    assert f"Step 2: {NUMBER}" in answer.words
    assert shown(answer, "after-1") == "x"


def test_a_field_that_comes_twice_is_refused(one_world: World) -> None:
    fields = MultiDict([*RIGHT.items(), ("after-0", "5"), ("key", "a-key-of-this-form")])
    answer = one_world.admin.fetch("POST", path(one_world), SAME_ORIGIN, data=fields)
    assert answer.status == 422
    assert "a field we do not know" in answer.words
    assert one_world.count(Policy) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"time": ""},
        {"time": "25:00"},
        {"time": "half past two"},
        {"time": "x" * 5000},
        {"time": "２４:３０"},
        {"time": "14:60"},
    ],
)
def test_a_moment_that_is_none(still_world: World, changed: dict[str, str]) -> None:
    answer = still_world.admin.post(path(still_world, more="/play"), RIGHT | MOMENT | changed)
    assert answer.status == 422
    assert WHEN in answer.words
    assert shown(answer, "time") == changed["time"][:LONGEST]
    assert shown(answer, "after-1") == "60"


@pytest.mark.parametrize(
    "changed",
    [
        {"weekday": "9"},
        {"weekday": "x" * 300},
        {"owner": "x"},
        {"owner": "9" * 300},
        {"owner": "-1"},
    ],
)
def test_other_nonsense_is_played_as_nothing(still_world: World, changed: dict[str, str]) -> None:
    answer = still_world.admin.post(path(still_world, more="/play"), RIGHT | MOMENT | changed)
    assert answer.status == 200


def play(world: World, trigger: str = "promise", **fields: str) -> str:
    answer = world.admin.post(path(world, trigger, "/play"), RIGHT | MOMENT | fields)
    assert answer.status == 200
    return answer.words.partition("If nobody acts")[2]


def test_minutes_before_are_written_without_a_sign(one_world: World) -> None:
    said = play(one_world, **{"after-0": "25", "side-0": "before"})
    assert "Wed 25 Nov 14:05:" in said
    assert "Wed 25 Nov 14:55:" in play(one_world, **{"after-0": "25", "side-0": "after"})
    fields = RIGHT | {"after-0": "25", "side-0": "before"}
    assert one_world.admin.post(path(one_world), fields).status == 303
    page = one_world.admin.get(path(one_world))
    assert shown(page, "after-0") == "25"
    assert '<option value="before" selected>' in page.text
    words = one_world.admin.get(f"/settings/sites/{one_world.site.id}/nudges").words
    assert "25 min before:" in words


def test_playing_changes_nothing(one_world: World) -> None:
    one_world.report()
    before = kept(one_world)
    for trigger in ("promise", "reopened", "helper", "next_owner"):
        play(one_world, trigger, owner=str(one_world.id("owner")))
    assert kept(one_world) == before
    page = one_world.admin.get(path(one_world))
    assert "If nobody acts" not in page.words


def test_it_says_who_would_be_nudged_and_who_is_off_shift(one_world: World) -> None:
    one_world.ring_all()
    with one_world.database.write() as session:
        afternoon = [Hours(2, time(15), time(20))]
        weekly_hours.set_week(unit_of(one_world, session), one_world.id("owner"), afternoon)
    said = play(one_world, owner=str(one_world.id("owner")))
    assert "Wed 25 Nov 14:30: Ana Rothgeber (off shift: waits until their shift)" in said
    assert "Leyla Demir (instead of someone who cannot be reached)" in said
    later = play(one_world, owner=str(one_world.id("owner")), time="16:00")
    assert "Wed 25 Nov 16:00: Ana Rothgeber, urgent" in later
    assert "17:00: Leyla Demir, Ada Winter Step 2" in later


def test_it_says_who_has_no_phone_and_when_it_reaches_nobody(one_world: World) -> None:
    said = play(one_world, owner=str(one_world.id("owner")))
    assert "Ana Rothgeber (notifications are off)" in said
    assert "This reaches nobody." in said


def test_it_says_what_follows_after_those_that_are_shown(one_world: World) -> None:
    assert "And again every hour after that." in play(one_world)
    twice = {"after-0": "5", "owner-0": "yes", "every-0": "5", "at_most-0": "2"}
    once = {"after-1": "10", "leads-1": "yes"}
    path_ = path(one_world, "reopened", "/play")
    words = one_world.admin.post(path_, twice | once | MOMENT).words
    assert "follow" not in words
    assert "after that" not in words
    late = {"after-1": "2000", "leads-1": "yes"}
    assert "One more reminder follows." in one_world.admin.post(path_, late | MOMENT).words


def test_the_moment_is_by_the_clock_of_the_site(one_world: World) -> None:
    with one_world.database.write() as session:
        session.get_one(Site, one_world.elsewhere.id).zone = "America/New_York"
    where = f"/settings/sites/{one_world.elsewhere.id}/nudges/promise/play"
    answer = one_world.admin.post(where, RIGHT | MOMENT)
    assert "Wed 25 Nov 14:30:" in answer.words
    assert "Wed 25 Nov 15:30:" in answer.words


def test_a_change_of_the_clock_is_minded(one_world: World) -> None:
    """An hour after half past one, in the night that skips the hour after two: half past three."""
    one_world.clock.now = one_world.clock.now.replace(year=2027, month=3, day=26)
    one_world.tokens["admin"] = one_world.make(lambda it: it.sign_in(one_world.people["admin"]))
    admin = one_world.browser("admin")
    fields = RIGHT | MOMENT | {"weekday": "6", "time": "01:30"}
    answer = admin.post(path(one_world, more="/play"), fields)
    assert "Sun 28 Mar 01:30:" in answer.words
    assert "Sun 28 Mar 03:30:" in answer.words
    assert "02:30" not in answer.words
