"""What decides which action stands out comes from the rows: one look at each of its reasons."""

from datetime import timedelta

from tests.web.world import World
from web.reads.handoffs.change_page import change_page
from web.reads.handoffs.step_page import step_page
from web.reads.issues.page import issue_page
from web.reads.issues.view import IssueView
from web.rules.issue_actions import Headline
from web.rules.primary_actions import Action
from web.rules.vocabulary import EventKind, Introduction


def seen(world: World, ref: str, persona: str = "owner", *, just_owned: bool = False) -> IssueView:
    with world.database.read() as session:
        who = world.viewer(persona)
        return issue_page(session, who, ref, world.clock(), just_owned=just_owned)


def primary(world: World, ref: str, persona: str = "owner") -> Action | None:
    return seen(world, ref, persona).actions.primary


def headline(world: World, ref: str, persona: str = "owner") -> Headline:
    return seen(world, ref, persona).actions.headline


def test_an_issue_as_time_goes_by(one_world: World) -> None:
    one_world.ring_all()
    one_world.long_shift()
    ref = one_world.report()
    assert primary(one_world, ref) is Action.ASK
    assert seen(one_world, ref, just_owned=True).actions.primary is None
    assert primary(one_world, ref, "colleague") is None
    one_world.clock.forward(hours=3, minutes=51)
    assert headline(one_world, ref) is Headline.NEAR
    one_world.clock.forward(hours=1)
    assert headline(one_world, ref) is Headline.LATE
    assert Action.ON_IT in seen(one_world, ref).actions.bar
    assert primary(one_world, ref) is Action.UPDATE
    assert headline(one_world, ref, "lead") is Headline.CALL_OWNER
    one_world.owner.act(ref, "on-it")
    assert Action.ON_IT not in seen(one_world, ref).actions.bar
    one_world.owner.act(ref, "resolve", text="Done.")
    assert seen(one_world, ref).actions.bar == ()
    assert Action.REOPEN in seen(one_world, ref).actions.menu


def test_an_issue_whose_owner_is_absent_for_a_lead(one_world: World) -> None:
    ref = one_world.report()
    one_world.off_shift("owner")
    assert headline(one_world, ref, "lead") is Headline.STAND_IN_PROPOSE
    one_world.ask(ref)
    one_world.clock.forward(minutes=30)
    assert headline(one_world, ref, "lead") is Headline.STAND_IN_ASK
    one_world.clock.forward(hours=4)
    assert primary(one_world, ref, "lead") is Action.UPDATE
    assert headline(one_world, ref, "lead") is Headline.STAND_IN_UPDATE


def test_an_issue_whose_owner_was_nudged(one_world: World) -> None:
    one_world.ring_all()
    one_world.long_shift()
    ref = one_world.report()
    one_world.clock.now = (one_world.issue(ref).promise_at or one_world.clock()) - timedelta(
        minutes=9
    )
    one_world.advance()
    assert seen(one_world, ref).actions.is_on_it_due
    one_world.owner.act(ref, "note", text="Seen.")
    assert not seen(one_world, ref).actions.is_on_it_due


def test_a_reminder_of_somebody_else_asks_the_owner_nothing(one_world: World) -> None:
    one_world.ring_all()
    ref = one_world.report()
    one_world.ask(ref)
    assert one_world.kinds(ref)[-1] == EventKind.NUDGED
    assert Action.ASK in seen(one_world, ref).actions.bar
    assert not seen(one_world, ref, "lead").actions.is_on_it_due


def test_an_issue_that_waits_for_an_owner_and_one_that_is_offered(one_world: World) -> None:
    assert primary(one_world, one_world.unowned(), "colleague") is Action.OWN
    ref = one_world.report()
    change = one_world.hand_over(ref)
    assert primary(one_world, ref, "colleague") is Action.TAKE_OVER
    assert headline(one_world, ref) is Headline.WAITING_FOR_OWNER
    one_world.colleague.on_change(change, "accept")
    assert headline(one_world, ref) is Headline.FORMER_OWNER


def test_an_issue_whose_helper_cannot(one_world: World) -> None:
    ref = one_world.report()
    step_id = one_world.ask(ref)
    assert headline(one_world, ref) is Headline.WAITING_FOR_HELPER
    assert primary(one_world, ref, "colleague") is Action.ACCEPT
    one_world.colleague.on_step(step_id, "decline", why="busy")
    assert headline(one_world, ref) is Headline.HELPER_CANNOT
    assert primary(one_world, ref) is Action.ASK


def test_an_issue_whose_helper_is_done(one_world: World) -> None:
    ref = one_world.report()
    step_id = one_world.ask(ref)
    one_world.colleague.on_step(step_id, "accept")
    assert primary(one_world, ref, "colleague") is Action.DONE
    one_world.colleague.on_step(step_id, "done")
    assert primary(one_world, ref) is Action.RESOLVE


def test_a_step_for_each_who_looks_at_it(one_world: World) -> None:
    step_id = one_world.ask(how=Introduction.MESSAGE)

    def bar(persona: str) -> tuple[Action, ...]:
        with one_world.database.read() as session:
            viewer = one_world.viewer(persona)
            return step_page(session, viewer, step_id, one_world.clock()).actions.bar

    assert bar("colleague") == (Action.DECLINE, Action.ACCEPT)
    assert bar("owner") == (Action.BACK,)
    assert bar("lead") == (Action.SEE,)
    one_world.clock.forward(minutes=20)
    assert bar("owner") == (Action.ASK,)
    one_world.colleague.on_step(step_id, "accept")
    assert bar("colleague") == bar("owner") == (Action.DONE,)


def test_an_owner_change_for_each_who_looks_at_it(one_world: World) -> None:
    change_id = one_world.hand_over()

    def bar(persona: str) -> tuple[Action, ...]:
        with one_world.database.read() as session:
            viewer = one_world.viewer(persona)
            return change_page(session, viewer, change_id, one_world.clock()).actions.bar

    assert bar("colleague") == (Action.DECLINE, Action.ACCEPT)
    assert bar("owner") == (Action.BACK,)
    assert bar("lead") == (Action.SEE,)
    one_world.clock.forward(hours=1)
    assert bar("owner") == (Action.ASK,)
    one_world.colleague.on_change(change_id, "accept")
    assert bar("colleague") == (Action.GO_ON,)
    assert bar("owner") == ()
