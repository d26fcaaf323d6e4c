"""The customer's page through a whole walk: first names and what happens, and nothing else."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.tables import make_tables
from tests.web.world import Reported, World
from web.cli.sample import Sample
from web.rules.money import Money
from web.rules.vocabulary import Introduction
from web.store.engine import Database

SURNAMES = ("Rothgeber", "Kastner", "Demir", "Winter", "Olsson")
CUSTOMER: Reported = {
    "place": "CanaryPlace",
    "customer_name": "CanaryCustomer",
    "customer_contact": "CanaryContact",
}
# "Store 12" is the customer's own; where a helper comes from, and what they can, is not.
PRIVATE = (
    "Canary",
    "77.77",
    "66.66",
    "Store 7",
    "Nordhaus",
    "busy",
    "not_mine",
    "off shift",
    *SURNAMES,
)
NAMES = ("Ana", "Ben", "Leyla", "Ada", "Sven")
LIMIT = Money(6666, "EUR")
SUBJECT, RELEASED = "Your carpet", "It comes tomorrow"


class Walk:
    """A whole walk, one act after the other, each with something to leak in every field."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.long_shift()
        self.may = world.make(lambda it: it.allowance(world.site, "CanaryUsed", limit=LIMIT))
        world.make(lambda it: it.skills(world.people["colleague"], "CanarySkill"))
        self.ref = world.report(words="CanaryWhat", **CUSTOMER)
        assert world.owner.act(self.ref, "share", subject=SUBJECT).status == 303
        self.path = world.shared(self.ref)

    def acts(self) -> Iterator[tuple[str, Callable[[], object]]]:
        w, ref = self.world, self.ref
        yield "asked", lambda: w.ask(ref, need="CanaryNeed")
        yield "declined", lambda: w.colleague.on_step(1, "decline", why="busy", could="CanaryCould")
        yield "cold", lambda: w.ask(ref, "stranger", Introduction.NONE, "CanaryNeed")
        yield "proposed", lambda: w.stranger.on_step(2, "propose", who="CanaryProposed")
        yield "yes", lambda: w.stranger.on_step(2, "accept")
        update = {"what": "told", "text": RELEASED, "released": "yes", "by": "60"}
        yield "update", lambda: w.owner.act(ref, "update", **update)
        more = {f"use-{self.may}": "yes", f"amount-{self.may}": "77.77"}
        more[f"currency-{self.may}"] = "EUR"
        yield "used", lambda: w.owner.act(ref, "used", **more)
        yield "note", lambda: w.owner.act(ref, "note", text="CanaryNote")
        yield "done", lambda: w.stranger.on_step(2, "done", text="CanaryDone")
        yield "code", lambda: w.ask(ref, None, need="CanaryNeed")
        yield "scanned", lambda: w.lead.post(w.code(3))
        yield "unanswered", self.let_one_go_unanswered
        yield "withdrawn", lambda: w.owner.on_step(4, "withdraw")
        fields = {"reason": "absence", "line": "CanaryLine", "to_id": str(w.id("colleague"))}
        yield "change", lambda: w.owner.act(ref, "owner-change", **fields)
        yield "no", lambda: w.colleague.on_change(1, "decline", text="CanaryNo")
        yield "change", lambda: w.owner.act(ref, "owner-change", **fields)
        yield "changed", lambda: w.colleague.on_change(2, "accept")
        yield "told", lambda: w.colleague.act(ref, "told", text="CanaryTold", minutes="60")
        settled = {"text": "CanaryText", "used": "CanaryUsed", "retold": "3", **more}
        yield "resolved", lambda: w.colleague.act(ref, "resolve", **settled)
        yield "reopened", lambda: w.owner.act(ref, "reopen", text="CanaryAgain")

    def let_one_go_unanswered(self) -> None:
        self.world.ask(self.ref, "admin", need="CanaryNeed")
        self.world.run_until(12)


def test_nothing_leaks_after_any_act_of_a_whole_walk(world: World) -> None:
    walk, said, is_told = Walk(world), [], False
    for name, act in walk.acts():
        world.clock.forward(minutes=1)
        act()
        answer = world.nobody.get(walk.path)
        assert answer.status == 200, name
        everything = answer.text + str(answer.headers)
        assert [one for one in PRIVATE if one in everything] == [], name
        assert SUBJECT in answer.words
        is_told |= name == "update"
        assert (RELEASED in answer.words) is is_told, name
        said.append((name, {one for one in NAMES if one in answer.words}))
    everybody = {"Ana", "Sven", "Leyla", "Ben"}
    assert said == [
        *[(one, {"Ana"}) for one in ("asked", "declined", "cold", "proposed")],
        *[(one, {"Ana", "Sven"}) for one in ("yes", "update", "used", "note", "done", "code")],
        *[(one, {"Ana", "Sven", "Leyla"}) for one in ("scanned", "unanswered", "withdrawn")],
        *[(one, {"Ana", "Sven", "Leyla"}) for one in ("change", "no", "change")],
        *[(one, everybody) for one in ("changed", "told", "resolved", "reopened")],
    ]
    # What all of this came to, and that it was really there to leak.
    assert world.issue(walk.ref).owner_id == world.id("colleague")
    inside = world.owner.get(f"/issues/{walk.ref}").text + world.lead.get("/people").text
    hidden = ("Need", "Could", "Note", "Done", "Line", "No", "Told", "Text", "Used", "Skill")
    assert [one for one in hidden if f"Canary{one}" not in inside] == []


def stops(world: World, path: str) -> list[str]:
    """Each stop's sentence, without its time."""
    page = world.nobody.get(path).text
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r'stop__what">(.*?)</p>', page)]


def test_the_walk_is_told_in_plain_words(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    began = ["Ana saw it and owns it"]
    step = world.ask(ref)
    looking = "Ana is asking someone to help"
    assert stops(world, path) == [*began, looking, "Ana’s next update"]
    world.clock.forward(minutes=2)
    world.colleague.on_step(step, "accept")
    assert stops(world, path) == [
        *began,
        "Ben is working on this with Ana",
        "Ana’s next update",
    ]
    world.ask(ref, "lead")
    assert stops(world, path)[-2] == looking
    world.clock.forward(minutes=2)
    world.colleague.on_step(step, "done")
    change = world.hand_over(ref, "lead")
    assert stops(world, path) == [
        *began,
        "Ben helped Ana",
        looking,
        "Ana’s next update",
    ]
    world.clock.forward(minutes=2)
    world.lead.on_change(change, "accept")
    assert stops(world, path) == [
        *began,
        "Ben helped Ana",
        "Leyla took over from Ana",
        "Leyla’s next update",
    ]
    assert "Leyla has this." in world.nobody.get(path).words


def test_who_stays_over_an_owner_change_is_with_the_owner_of_now(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    world.walking(ref)
    world.clock.forward(minutes=1)
    world.lead.on_change(world.hand_over(ref, "lead"), "accept")
    assert "Ben is working on this with Leyla" in stops(world, path)


@pytest.mark.parametrize("end", ["declined", "withdrawn", "unanswered"])
def test_who_never_said_yes_is_never_named(world: World, end: str) -> None:
    ref = world.report()
    path = world.shared(ref)
    step = world.ask(ref)
    if end == "declined":
        world.colleague.on_step(step, "decline", why="not_mine", could="Leyla Demir")
    elif end == "withdrawn":
        world.owner.on_step(step, "withdraw")
    else:
        world.run_until(15)
    answer = world.nobody.get(path)
    assert "Ben" not in answer.text
    assert "Leyla" not in answer.text
    is_looking = "Ana is asking someone to help" in answer.words
    assert is_looking is (end == "unanswered")


def test_a_cold_step_is_a_gap_without_a_reason(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    world.walking(ref, how=Introduction.NONE)
    answer = world.nobody.get(path)
    assert "is-cold" in answer.text
    assert "Ben is working on this with Ana" in answer.words
    for word in ("cold", "introduc", "message"):
        assert word not in answer.words.lower()
    warm = world.report()
    world.walking(warm, how=Introduction.MESSAGE)
    assert "is-cold" not in world.nobody.get(world.shared(warm)).text


VISIBLE = ("asked", "declined", "yes", "update", "done", "changed", "told", "resolved", "reopened")


def test_the_etag_changes_with_whatever_the_customer_sees(world: World) -> None:
    walk = Walk(world)
    before = world.nobody.get(walk.path)
    for name, act in walk.acts():
        world.clock.forward(seconds=10)
        act()
        now = world.nobody.get(walk.path, {"If-None-Match": before.headers["ETag"]})
        is_news = now.status == 200 and without_time(now.text) != without_time(before.text)
        if name in VISIBLE:
            assert is_news, name
        again = world.nobody.get(walk.path)
        if now.status == 304:  # whoever has the old page has the one of now
            assert without_time(again.text) == without_time(before.text), name
        before = again


def without_time(page: str) -> str:
    return re.sub(r"<time.*?</time>", "", page)


def test_the_words_of_a_no_make_no_difference_to_the_page(tmp_path: Path) -> None:
    """Two stores alike to the letter, but for why a helper could not."""
    pages = []
    for number, said in enumerate(({"why": "busy"}, {"why": "away", "could": "x" * 80})):
        database = Database(f"sqlite:///{tmp_path / f'{number}.sqlite3'}")
        make_tables(database)
        world = World(database, Clock())
        ref = world.report()
        path = world.shared(ref)
        world.colleague.on_step(world.ask(ref), "decline", **said)
        answer = world.nobody.get(path)
        shown = re.sub('/f/[^?"]+', "", answer.text.replace(ref, ""))
        pages.append((answer.headers["ETag"], shown))
        database.close()
    assert pages[0] == pages[1]


def test_twelve_steps_weigh_less_than_sixteen_kilobytes_before_they_are_packed(
    one_world: World,
) -> None:
    ref = one_world.report()
    path = one_world.shared(ref)
    for letter in "ABCDEFGHIJKL":
        one_world.clock.forward(minutes=1)
        one_world.walking(ref, newcomer(one_world, f"Maximilian{letter} Vonundzumhausen"))
    page = one_world.nobody.get(path)
    assert page.words.count("Maximilian") == 12
    assert "Vonundzum" not in page.text
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assets = [one_world.nobody.get(one).body for one in loaded]
    assert len(page.body) + sum(map(len, assets)) < 16_000


def newcomer(world: World, name: str) -> str:
    with world.database.write() as session:
        world.people[name] = Sample(session, world.clock()).person(world.site, name)
    return name
