"""Phone to phone: whoever scans the code on the owner's screen stands there, and has said yes."""

from collections.abc import Callable

import pytest

from tests.support.taps import unit_of
from tests.web.configured import keys
from tests.web.world import World
from web.acts.accounts import invites
from web.acts.handoffs import scan_codes
from web.http.links import qr_svg
from web.rules.vocabulary import EventKind, Introduction, StepState
from web.store.tables.accounts import Person


def shown(world: World, step: int) -> bool:
    """Whether the owner's screen shows the code of this moment."""
    drawn = qr_svg(world.config.public_url + world.code(step))
    return drawn in world.owner.get(f"/steps/{step}").text


@pytest.mark.parametrize("helper", [None, "colleague"])
def test_a_scan_is_a_yes_of_whoever_stands_there(world: World, helper: str | None) -> None:
    world.ring_all()
    ref = world.report()
    step = world.ask(ref, helper)
    page = world.colleague.get(world.code(step))
    assert page.status == 200
    assert "Ana asks you" in page.words
    assert "Open the spare till" in page.words
    assert world.step(step).state == StepState.ASKED  # a look changes nothing
    world.clock.forward(minutes=1)
    answer = world.colleague.post(world.code(step))
    assert (answer.status, answer.location) == (303, f"/steps/{step}")
    row = world.step(step)
    assert (row.state, row.helper_id) == (StepState.ACCEPTED, world.id("colleague"))
    assert row.accepted_at == world.clock()
    accepted = next(one for one in world.events(ref) if one.kind == EventKind.ACCEPTED)
    assert accepted.actor_id == world.id("colleague")
    assert accepted.data["scanned"] is True
    assert accepted.data["helper"] == world.id("colleague")
    (news,) = world.messages("owner")
    assert news.content["title"] == f"Ben is with you on {ref}"
    assert news.content["loud"] is False
    assert world.owner.get(f"/steps/{step}/state").text.strip() == '{"state":"accepted"}'
    assert world.issue(ref).owner_id == world.id("owner")


def test_only_the_owner_who_walks_over_shows_a_code(world: World) -> None:
    step = world.ask()
    assert shown(world, step)
    for other in (world.colleague, world.lead):
        assert "<svg" not in other.get(f"/steps/{step}").text
    assert not shown(world, world.ask(how=Introduction.CALL))
    world.colleague.on_step(step, "accept")
    assert not shown(world, step)


def test_whoever_stands_there_may_take_the_place_of_who_was_asked(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step = world.ask(ref, "colleague")
    world.deliver()
    assert world.lead.post(world.code(step)).status == 303
    assert world.step(step).helper_id == world.id("lead")
    spared = world.messages("colleague")[-1].content
    assert spared["title"] == f"You can go now: Store 12, {ref}"
    answer = world.colleague.on_step(step, "accept", htmx=True)
    assert answer.status == 409
    assert (
        "Leyla Demir is already with Ana Rothgeber. You don’t need to do anything." in answer.words
    )


def test_a_colleague_from_another_site_may_help(world: World) -> None:
    """They stand there; that they are not of this site is no reason."""
    ref = world.report()
    step = world.ask(ref, None)
    assert world.stranger.get(f"/steps/{step}").status == 404
    assert "Open the spare till" in world.stranger.get(world.code(step)).words
    assert world.stranger.post(world.code(step)).status == 303
    assert world.stranger.get(f"/steps/{step}").status == 200
    assert world.stranger.get(f"/issues/{ref}").status == 200


def test_who_is_signed_out_signs_in_and_is_back(world: World) -> None:
    step = world.ask(helper=None)
    path = world.code(step)
    answer = world.nobody.get(path)
    assert (answer.status, answer.location) == (303, f"/sign-in?next={path}")
    assert world.nobody.post(path).status == 401
    assert world.nobody.get(answer.location).form("/sign-in")["next"] == path
    with world.database.write() as session:
        person = session.get_one(Person, world.id("colleague"))
        way_in = invites.invite_known(unit_of(world, session), person, invites.ANOTHER_PHONE)
    fields = {"code": way_in.code, "next": path}
    door = world.nobody.post("/sign-in", fields, key="").location
    (join,) = world.nobody.get(door).forms()
    answer = world.nobody.post(join, world.nobody.get(door).form(join), key="")
    assert answer.location == path
    assert world.nobody.post(path).status == 303
    assert world.step(step).helper_id == world.id("colleague")


def test_a_second_scan_by_the_same_person_is_no_failure(world: World) -> None:
    ref = world.report()
    step = world.ask(ref, None)
    path = world.code(step)
    assert world.colleague.post(path).status == 303
    events = len(world.events(ref))
    again = world.colleague.get(path)
    assert (again.status, again.location) == (303, f"/steps/{step}")
    assert world.colleague.post(path).location == f"/steps/{step}"
    assert len(world.events(ref)) == events


def test_a_bystander_who_scans_a_used_code_is_told_kindly(world: World) -> None:
    step = world.ask(helper=None)
    path = world.code(step)
    world.colleague.post(path)
    sentence = "Ben is already with Ana. You don’t need to do anything."
    for answer, status in ((world.lead.get(path), 200), (world.lead.post(path), 409)):
        assert answer.status == status
        assert sentence in answer.words
        assert path not in answer.forms()
        assert "Open the spare till" not in answer.text  # what is needed is not theirs to read


def test_the_owner_is_told_to_let_their_colleague_scan(world: World) -> None:
    step = world.ask(helper=None)
    path = world.code(step)
    for answer, status in ((world.owner.get(path), 200), (world.owner.post(path), 409)):
        assert answer.status == status
        assert "This code is for your colleague. Let them scan it." in answer.words
    assert world.step(step).state == StepState.ASKED


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("withdraw", "This request was cancelled. You don’t need to do anything."),
        ("done", "This request is already done. You don’t need to do anything."),
        ("decline", "Ben could not help with this, so it has ended."),
    ],
)
def test_a_code_of_a_step_that_is_over(world: World, act: str, sentence: str) -> None:
    step = world.walking() if act == "done" else world.ask()
    path = world.code(step)
    by = world.owner if act == "withdraw" else world.colleague
    by.on_step(step, act, **({"why": "busy"} if act == "decline" else {}))
    answer = world.lead.post(path)
    assert answer.status == 409
    assert sentence in answer.words


def test_a_code_lives_for_five_to_ten_minutes(world: World) -> None:
    world.clock.now = world.clock.now.replace(minute=2)
    step = world.ask(helper=None)
    path = world.code(step)
    _, until = scan_codes.code_for(keys().secret, step, world.clock())
    assert (until - world.clock()).total_seconds() == 8 * 60
    world.clock.now = until
    world.clock.back(microseconds=1)
    assert "Open the spare till" in world.colleague.get(path).words
    world.clock.forward(microseconds=1)
    for answer, status in ((world.colleague.get(path), 200), (world.colleague.post(path), 409)):
        assert answer.status == status
        assert "This code is too old. Ask Ana to show it again." in answer.words
        assert "Open the spare till" not in answer.text
    assert world.step(step).state == StepState.ASKED
    assert world.colleague.post(world.code(step)).status == 303  # a late yes, by a fresh code


def test_a_code_is_of_one_step(world: World) -> None:
    ref = world.report()
    first, second = world.ask(ref, None), world.ask(ref, None)
    borrowed = world.code(first).replace(f"/steps/{first}/", f"/steps/{second}/")
    assert world.colleague.get(borrowed).status == 404
    assert world.colleague.post(borrowed).status == 404
    assert world.step(second).state == StepState.ASKED


@pytest.mark.parametrize(
    "forge",
    [
        lambda code: code[:-1] + ("A" if code[-1] != "A" else "B"),
        lambda code: code.partition("-")[2],
        lambda code: str(int(code.partition("-")[0]) + 1) + "-" + code.partition("-")[2],
        lambda _: "0-",
        lambda _: "x",
        lambda _: "²-AAAAAAAAAAAAAAAAAAAA",
        lambda _: "9" * 400 + "-x",
        lambda _: "%F0%9F%97%9D",
    ],
    ids=["letter", "no-window", "later", "empty", "word", "superscript", "long", "key"],
)
def test_a_forged_code_is_nothing_here(one_world: World, forge: Callable[[str], str]) -> None:
    step = one_world.ask(helper=None)
    code = one_world.code(step).rpartition("/")[2]
    path = f"/steps/{step}/with/{forge(code)}"
    assert one_world.colleague.get(path).status == 404
    assert one_world.colleague.post(path).status == 404
    assert one_world.step(step).state == StepState.ASKED


def test_who_is_asked_for_another_step_answers_that_one(world: World) -> None:
    ref = world.report()
    named, code = world.ask(ref, "colleague"), world.ask(ref, None)
    answer = world.colleague.post(world.code(code))
    assert answer.status == 409
    assert "You have another request on this issue. Answer that one." in answer.words
    assert world.colleague.post(world.code(named)).status == 303


def test_a_scan_that_is_sent_twice_is_one_yes(world: World) -> None:
    ref = world.report()
    step = world.ask(ref, None)
    path = world.code(step)
    for _ in range(2):
        assert world.colleague.post(path, key="one-scan-only").status == 303
    assert world.kinds(ref).count(EventKind.ACCEPTED) == 1
