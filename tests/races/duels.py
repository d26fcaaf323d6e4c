"""Pairs of taps that want different things of one walk at the same moment.

A duel says what its two taps may be answered. What the rows must look like afterwards is said
once for all of them: it is what holds after each step of the model's machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from tests.model import database_view, holding
from tests.races.crowd import Tap
from tests.web.world import World
from web.cli.sample import Sample
from web.rules.vocabulary import ChangeReason, ChangeState, Introduction
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step

Fields = tuple[tuple[str, str], ...]
WITH: dict[str, Fields] = {
    "resolve": (("text", "done"),),
    "note": (("text", "x"),),
    "decline": (("why", "busy"),),
    "propose": (("who", "Sven"),),
}


@dataclass(frozen=True)
class Duel:
    """`{ref}`, `{step}` and `{change}` in paths name what was made for it. The statuses that may
    come are those of the first and the second tap."""

    name: str
    first: tuple[str, str]  # who, and where
    second: tuple[str, str]
    may_be: frozenset[tuple[int, int]]


def either(*pairs: tuple[int, int]) -> frozenset[tuple[int, int]]:
    return frozenset(pairs)


ONE_WINS = either((200, 409), (409, 200))
# The second may always, and the first when it comes first.
SECOND_MAY = either((200, 200), (409, 200))
YES, TAKE = "/steps/{step}/accept", "/owner-changes/{change}/accept"
DUELS = (
    Duel("yes / back", ("colleague", YES), ("owner", "/steps/{step}/withdraw"), SECOND_MAY),
    Duel("yes / resolved", ("colleague", YES), ("owner", "/issues/{ref}/resolve"), SECOND_MAY),
    Duel("yes / no", ("colleague", YES), ("colleague", "/steps/{step}/decline"), SECOND_MAY),
    # What was heard already needs no second yes, and says so kindly.
    Duel("heard / yes", ("owner", YES), ("colleague", YES), SECOND_MAY),
    Duel("heard / no", ("owner", YES), ("colleague", "/steps/{step}/decline"), SECOND_MAY),
    Duel(
        "proposed / resolved",
        ("colleague", "/steps/{step}/propose"),
        ("owner", "/issues/{ref}/resolve"),
        SECOND_MAY,
    ),
    Duel("taken / resolved", ("lead", TAKE), ("owner", "/issues/{ref}/resolve"), ONE_WINS),
    Duel("taken / kept", ("lead", TAKE), ("owner", "/owner-changes/{change}/withdraw"), ONE_WINS),
    Duel("taken / no", ("lead", TAKE), ("lead", "/owner-changes/{change}/decline"), ONE_WINS),
    Duel(
        "taken / step back",
        ("lead", TAKE),
        ("owner", "/steps/{step}/withdraw"),
        either((200, 200), (200, 409)),
    ),
    Duel("taken / yes", ("lead", TAKE), ("colleague", YES), either((200, 200))),
    Duel("taken / told", ("lead", TAKE), ("owner", "/issues/{ref}/note"), either((200, 200))),
)


@dataclass(frozen=True)
class Walk:
    """An issue of the owner's; a step asked of `helper`, and a change asked of `to`."""

    ref: str
    step: int
    change: int

    def tap(self, world: World, who: str, where: str) -> Tap:
        path = where.format(ref=self.ref, step=self.step, change=self.change)
        act = path.rpartition("/")[2]
        fields = WITH.get(act, ()) if "owner-changes" not in path else ()
        return Tap(world.tokens[who], path, f"{who}-{act}-{self.ref}", fields)


def walk(
    world: World,
    helper: str | None = "colleague",
    to: str | None = "lead",
    by: str = "owner",
    how: Introduction = Introduction.IN_PERSON,
) -> Walk:
    ref = world.report(by)
    with world.database.write() as session:
        sample, people, now = Sample(session, world.clock()), world.people, world.clock()
        asked = people[helper] if helper else None
        step = sample.ask(people[by], ref, asked, "a key", now, how)
        change = 0
        if to:
            change = sample.hand_over(people[by], ref, people[to], ChangeReason.ABSENCE, now)
    return Walk(ref, step, change)


def asks(world: World, who: str, ref: str, to: str) -> Tap:
    """Somebody asks for a next owner."""
    fields = (("to_id", str(world.id(to))), ("reason", "absence"))
    return Tap(world.tokens[who], f"/issues/{ref}/owner-change", f"ask-{to}-{ref}", fields)


def close(world: World, who: str, by: str = "admin") -> Tap:
    return Tap(world.tokens[by], f"/settings/people/{world.id(who)}/close", f"{by}-closes-{who}")


def steps_of(world: World, ref: str) -> list[Step]:
    return _rows(world, Step, ref)


def changes_of(world: World, ref: str) -> list[OwnerChange]:
    return _rows(world, OwnerChange, ref)


def _rows(world: World, table: Any, ref: str) -> list[Any]:
    with world.database.read() as session:
        query = select(table).where(table.issue_id == world.issue(ref).id)
        return list(session.exec(query.order_by(table.id)).all())


def holds(world: World, refs: Sequence[str]) -> None:
    """What must hold of these issues, whoever came first."""
    ids = {world.issue(ref).id for ref in refs}
    with world.database.read() as session:
        closed = session.exec(select(Person.id).where(col(Person.closed_at).is_not(None))).all()
        found = database_view.issues(session, ids)
        running = database_view.running_ladders(session)
    assert len(found) == len(refs)
    for seen in found:
        holding.has_one_owner_who_is_here(seen, closed)
        holding.moved_only_by_acceptance(seen)
        holding.walks_in_order(seen, closed)
        for step in seen.steps:
            assert (f"step:{step.id}" in running) == (step.state == "asked")
        for change in seen.changes:
            assert (f"change:{change.id}" in running) == (change.state == ChangeState.ASKED)
