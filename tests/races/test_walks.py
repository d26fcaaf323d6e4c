"""The walk, when several people mean it at the same moment: on each database, for real."""

import pytest

from tests.races import crowd, duels
from tests.races.crowd import Tap, crowd_of, run_at_once, tap_at_once
from tests.races.duels import DUELS, asks, close, holds, walk
from tests.support.clock import Clock
from tests.web.configured import keys
from tests.web.world import World
from web.acts.handoffs import scan_codes
from web.cli.sample import Sample
from web.rules.vocabulary import ChangeState, EventKind, Role, StepState
from web.store.engine import Database

TIMES = 2


@pytest.fixture
def world(database: Database) -> World:
    made = World(database, Clock())
    made.ring_all()
    return made


def test_twenty_people_scan_one_code(world: World, database_url: str) -> None:
    walked = walk(world, helper=None, to=None)
    code, _ = scan_codes.code_for(keys().secret, walked.step, world.clock())
    people = crowd_of(world, 20)
    path = f"/steps/{walked.step}/with/{code}"
    came = tap_at_once(
        database_url, [Tap(token, path, f"scan-number-{n}") for n, (_, token) in enumerate(people)]
    )
    winners = [name for (name, _), one in zip(people, came, strict=True) if one.status == 303]
    assert len(winners) == 1
    losers = [one for one in came if one.status == 409]
    assert len(losers) == 19
    for one in losers:
        assert f"{winners[0].split()[0]} is already with Ana." in one.words
    assert world.kinds(walked.ref).count(EventKind.ACCEPTED) == 1
    holds(world, [walked.ref])


def test_two_who_want_different_things_of_one_walk(world: World, database_url: str) -> None:
    """Every duel several times, all in one rush."""
    fought = [(duel, walk(world)) for duel in DUELS for _ in range(TIMES)]
    taps = [walked.tap(world, *tap) for duel, walked in fought for tap in (duel.first, duel.second)]
    came = [one.status for one in tap_at_once(database_url, taps)]
    for (duel, _), statuses in zip(fought, zip(came[::2], came[1::2], strict=True), strict=True):
        assert statuses in duel.may_be, duel.name
    holds(world, [walked.ref for _, walked in fought])


def test_two_are_asked_to_become_the_owner_at_once(world: World, database_url: str) -> None:
    refs = [world.report() for _ in range(6)]
    taps = [asks(world, "owner", ref, to) for ref in refs for to in ("lead", "colleague")]
    came = [one.status for one in tap_at_once(database_url, taps)]
    for pair in zip(came[::2], came[1::2], strict=True):
        assert sorted(pair) == [200, 409]
    assert all(len(duels.changes_of(world, ref)) == 1 for ref in refs)
    holds(world, refs)


def test_the_next_owner_says_yes_while_somebody_else_is_asked(
    world: World, database_url: str
) -> None:
    walks = [walk(world) for _ in range(6)]
    taps = []
    for one in walks:
        taps += [one.tap(world, "lead", duels.TAKE), asks(world, "owner", one.ref, "colleague")]
    came = [one.status for one in tap_at_once(database_url, taps)]
    assert came[::2] == [200] * 6
    assert set(came[1::2]) == {409}
    assert {world.issue(one.ref).owner_id for one in walks} == {world.id("lead")}
    holds(world, [one.ref for one in walks])


@pytest.mark.parametrize("who", ["owner", "colleague", "lead"])
def test_an_account_that_closes_in_the_middle_of_its_walks(
    world: World, database_url: str, who: str
) -> None:
    """Of the owner, the helper, or the next owner, while the others answer."""
    walks = [walk(world) for _ in range(8)]
    taps = [one.tap(world, "colleague", duels.YES) for one in walks[:4]]
    taps += [one.tap(world, "lead", duels.TAKE) for one in walks[4:]]
    taps += [one.tap(world, "owner", "/issues/{ref}/note") for one in walks]
    came = tap_at_once(database_url, [*taps[:6], close(world, who), *taps[6:]])
    assert came.pop(6).status == 303
    assert {one.status for one in came} <= {200, 401, 404, 409}
    for one in walks:
        asked = [step.helper_id for step in duels.steps_of(world, one.ref) if not step.ended_at]
        assert world.id(who) not in [*asked, world.issue(one.ref).owner_id]
        changes = [each.state for each in duels.changes_of(world, one.ref)]
        assert who == "colleague" or ChangeState.ASKED not in changes
    holds(world, [one.ref for one in walks])


def test_workers_tell_of_silence_while_it_ends(world: World, database_url: str) -> None:
    """Ladders of steps, changes and shifts, while people answer, resolve and go home."""
    walks = [walk(world) for _ in range(9)]
    taps = [one.tap(world, "colleague", duels.YES) for one in walks[:6]]
    taps += [one.tap(world, "lead", duels.TAKE) for one in walks[3:]]
    taps += [one.tap(world, "owner", "/issues/{ref}/resolve") for one in walks[:3]]
    home = (("hours", "0"), ("leave", "yes"))
    taps.append(Tap(world.tokens["owner"], "/me/shift", "going-home", home))
    advance = (crowd.advance_again_and_again, (database_url, 6))
    came = run_at_once([(crowd.tap_all, (database_url, taps)), advance, advance])
    assert {one.status for one in came[0]} <= {200, 303, 409}
    assert came[1] + came[2] > 0
    for one in walks:
        kinds = world.kinds(one.ref)
        assert kinds.count(EventKind.UNANSWERED) <= 1
        assert kinds.count(EventKind.CHANGE_UNANSWERED) <= 1
        states = [step.state for step in duels.steps_of(world, one.ref)]
        assert states[0] != StepState.ASKED or one in walks[6:]


def test_a_shift_ends_while_its_issues_move(world: World, database_url: str) -> None:
    """The same tap twice, too: nobody waits in a circle for themselves."""
    walks = [walk(world, helper=None) for _ in range(6)]
    home = (("hours", "0"), ("leave", "yes"))
    ends = [Tap(world.tokens["owner"], "/me/shift", "going-home", home)] * 4
    more = [
        Tap(world.tokens["lead"], "/me/shift", f"shift-number-{n}", (("hours", "8"),))
        for n in "123"
    ]
    taps = [one.tap(world, "lead", duels.TAKE) for one in walks]
    came = tap_at_once(database_url, [*ends, *more, *taps])
    assert {one.status for one in came[:7]} == {303}
    assert {one.status for one in came[7:]} == {200}
    for one in walks:
        kinds = world.kinds(one.ref)
        assert world.issue(one.ref).owner_id == world.id("lead")
        if EventKind.LEFT_OPEN in kinds:  # it was still theirs then
            assert kinds.index(EventKind.LEFT_OPEN) < kinds.index(EventKind.CHANGED)
    holds(world, [one.ref for one in walks])


def test_admins_close_each_other(world: World, database_url: str) -> None:
    """In pairs: whoever comes second is gone, or no admin any more."""
    names = [f"admin{number}" for number in range(8)]
    with world.database.write() as session:
        sample = Sample(session, world.clock())
        for name in names:
            world.people[name] = sample.person(world.site, name, Role.ADMIN)
            world.tokens[name] = sample.sign_in(world.people[name])
    taps = [close(world, names[n ^ 1], by=name) for n, name in enumerate(names)]
    came = [one.status for one in tap_at_once(database_url, taps)]
    for pair in zip(came[::2], came[1::2], strict=True):
        assert sorted(pair) in ([303, 401], [303, 404])
