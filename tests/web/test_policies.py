"""A site's own ladders: versions, what runs keeps its own, and what begins follows the newest."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.web.world import World
from web.rules.vocabulary import Trigger
from web.store.tables.nudges import Policy

LADDER = {
    "after-0": "20",
    "side-0": "before",
    "owner-0": "yes",
    "after-1": "30",
    "lead_on_shift-1": "yes",
    "urgent-1": "yes",
    "every-1": "30",
}


def path(world: World, trigger: str = "promise", more: str = "") -> str:
    return f"/settings/sites/{world.site.id}/nudges/{trigger}{more}"


def versions(world: World, trigger: str = "promise") -> list[int]:
    query = select(Policy.version).where(Policy.trigger == trigger).order_by(col(Policy.id))
    with world.database.read() as session:
        return list(session.exec(query).all())


def save(world: World, fields: dict[str, str] = LADDER, trigger: str = "promise") -> None:
    answer = world.admin.post(path(world, trigger), fields)
    assert (answer.status, answer.location) == (
        303,
        f"/settings/sites/{world.site.id}/nudges?saved={trigger}#{trigger}",
    )


def step_in(world: World, ref: str) -> float:
    (only,) = world.running(ref)
    assert only.step_at is not None
    return (only.step_at - world.clock()) / timedelta(minutes=1)


def test_what_begins_follows_the_newest_and_what_runs_keeps_its_own(world: World) -> None:
    world.ring_all()
    world.long_shift()
    before = world.report()
    save(world)
    after = world.report()
    save(world, LADDER | {"after-0": "40", "side-0": "before"})
    newest = world.report()
    assert [step_in(world, ref) for ref in (before, after, newest)] == [230, 220, 200]
    world.run_until(600, shown=True)
    minutes = {
        ref: sorted(
            {
                round((one.created_at - world.issue(ref).created_at).total_seconds() / 60)
                for one in world.messages()
                if one.content["tag"] == ref
            }
        )
        for ref in (before, after, newest)
    }
    assert minutes == {
        before: [230, 240, 255, 300, 360, 420, 480, 540, 600],
        after: [220, *range(270, 601, 30)],
        newest: [200, *range(270, 601, 30)],
    }
    assert versions(world) == [1, 2]


def test_apply_now_is_for_what_runs_too(world: World) -> None:
    world.ring_all()
    world.long_shift()
    refs = [world.report()]
    save(world)
    refs.append(world.report())
    elsewhere = world.report("stranger")
    assert "Also use it for the 2 that are running now" in world.admin.get(path(world)).words
    save(world, LADDER | {"after-0": "60", "side-0": "before", "apply_now": "yes"})
    world.advance()
    assert world.messages() == []  # nothing is made up for
    assert [step_in(world, ref) for ref in (*refs, elsewhere)] == [180, 180, 230]
    world.run_until(180)
    assert {one.content["tag"] for one in world.messages("owner")} == set(refs)


def test_apply_now_tells_nobody_twice_at_once(world: World) -> None:
    """Late already: what has passed by the new ladder is not made up for either."""
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(256, shown=True)
    before = len(world.messages())
    save(world, LADDER | {"apply_now": "yes"})
    world.advance()
    assert len(world.messages()) == before
    assert step_in(world, ref) == 14
    world.run_until(14, shown=True)
    assert len(world.messages("lead")) == 2


def test_back_to_what_was_shipped_is_a_version_of_its_own(world: World) -> None:
    save(world)
    assert world.admin.post(path(world, more="/shipped")).status == 303
    assert versions(world) == [1, 2]
    assert step_in(world, world.report()) == 230
    page = world.admin.get(f"/settings/sites/{world.site.id}/nudges")
    assert "Changed by Ada Winter" not in page.words


@pytest.mark.parametrize("key", ["one-and-the-same"])
def test_a_repeated_tap_makes_one_version(one_world: World, key: str) -> None:
    for _ in range(2):
        assert one_world.admin.post(path(one_world), LADDER, key=key).status == 303
    assert versions(one_world) == [1]
    other = LADDER | {"after-0": "5", "side-0": "before"}
    assert one_world.admin.post(path(one_world), other, key=key).status in (409, 422)
    assert versions(one_world) == [1]


def test_the_pages_say_what_is_in_force(one_world: World) -> None:
    page = one_world.admin.get(f"/settings/sites/{one_world.site.id}/nudges")
    assert page.words.count("Default.") == 7
    save(one_world)
    page = one_world.admin.get(f"/settings/sites/{one_world.site.id}/nudges?saved=promise")
    assert page.words.count("Default.") == 6
    assert "Changed by Ada Winter, 10:00." in page.words
    assert "Saved." in page.words
    form = one_world.admin.get(path(one_world))
    assert 'value="20"' in form.text
    assert '<option value="before" selected>' in form.text


def test_another_sites_ladder_is_not_touched(one_world: World) -> None:
    save(one_world)
    page = one_world.admin.get(f"/settings/sites/{one_world.elsewhere.id}/nudges")
    assert page.words.count("Default.") == 7


@pytest.mark.parametrize("more", ["", "/play", "/shipped"])
def test_leads_may_not_change_it(one_world: World, more: str) -> None:
    assert one_world.lead.get(path(one_world)).status == 404
    assert one_world.lead.post(path(one_world, more=more), LADDER).status == 404
    assert versions(one_world) == []


@pytest.mark.parametrize("trigger", ["hours", "nothing", "PROMISE", "promise%00"])
@pytest.mark.parametrize("more", ["", "/play", "/shipped"])
def test_what_is_no_ladder_is_not_there(one_world: World, trigger: str, more: str) -> None:
    assert one_world.admin.post(path(one_world, trigger, more), LADDER).status == 404
    if not more:
        assert one_world.admin.get(path(one_world, trigger)).status == 404


def test_a_site_that_is_not_there(one_world: World) -> None:
    nowhere = "/settings/sites/999999/nudges"
    for more in ("", "/promise"):
        assert one_world.admin.get(nowhere + more).status == 404
    fields = LADDER | {"weekday": "0", "time": "09:00"}
    for more, typed in (("", fields), ("/play", fields), ("/shipped", {})):
        assert one_world.admin.post(f"{nowhere}/promise{more}", typed).status == 404


@pytest.mark.parametrize(
    ("whom", "words"),
    [("lead_on_shift", "the lead on shift is reminded"), ("leads", "all leads are reminded")],
)
def test_one_is_reminded_and_several_are(world: World, whom: str, words: str) -> None:
    save(world, {"after-0": "30", f"{whom}-0": "yes", "every-0": "15"}, Trigger.UNOWNED)
    ref = world.unowned()
    assert f"If nobody acts, {words}" in world.owner.get(f"/issues/{ref}").words


def test_a_named_person_is_nudged(world: World) -> None:
    world.ring_all()
    fields = {"after-0": "0", "person-0": str(world.id("colleague")), "every-0": "15"}
    save(world, fields, Trigger.UNOWNED)
    ref = world.unowned()
    assert "If nobody acts, Ben is reminded" in world.owner.get(f"/issues/{ref}").words
    world.advance()
    assert [who for who in world.people if world.messages(who)] == ["colleague"]


def test_a_named_person_who_works_elsewhere_now_is_nudged_no_more(world: World) -> None:
    world.ring_all()
    fields = {"after-0": "0", "person-0": str(world.id("colleague")), "every-0": "15"}
    save(world, fields, Trigger.UNOWNED)
    elsewhere = {"role": "employee", "site_id": str(world.elsewhere.id)}
    moved = world.admin.post(f"/settings/people/{world.id('colleague')}", elsewhere)
    assert moved.status == 303
    ref = world.unowned()
    world.advance()
    told = [who for who in world.people if world.messages(who)]
    assert told == ["lead"]  # whom the site names where somebody cannot be reached
    assert world.colleague.get(f"/issues/{ref}").status == 404
    _, found, planned = world.lead.get(f"/issues/{ref}").words.partition("Waiting for an owner")
    assert found
    assert "Ben" not in planned


def test_a_ladder_may_stop_after_so_many_times(world: World) -> None:
    world.ring_all()
    fields = {"after-0": "0", "owner-0": "yes", "every-0": "10", "at_most-0": "3"}
    save(world, fields, Trigger.HELPER)
    began = world.clock()
    world.ask()
    world.run_until(90, shown=True)
    minutes = [round((m.created_at - began).total_seconds() / 60) for m in world.messages("owner")]
    assert minutes == [5, 15, 25]


def test_who_hears_instead_of_an_owner_is_the_sites_choice(world: World) -> None:
    world.ring_all()
    fields = {"person-0": str(world.id("colleague")), "urgent-0": "yes"}
    save(world, fields, Trigger.UNREACHABLE)
    world.long_shift()
    world.off_shift("owner")
    world.report()
    world.run_until(240, shown=True)
    assert [who for who in world.people if world.messages(who)] == ["colleague"]


def test_two_admins_do_not_overwrite_each_other_unseen(world: World) -> None:
    """Whoever saves second learns of it, keeps what they wrote, and may then save it."""
    save(world, LADDER | {"seen": "0"})
    second = LADDER | {"after-0": "33", "side-0": "before", "seen": "0"}
    answer = world.admin.post(path(world), second)
    assert answer.status == 409
    assert "Someone else has changed these reminders." in answer.words
    again = answer.form(path(world))
    assert 'value="33"' in answer.text
    assert versions(world) == [1]
    save(world, second | {"seen": again["seen"]})
    assert versions(world) == [1, 2]


def test_reminders_are_copied_to_other_sites(world: World) -> None:
    save(world)
    here, there = (f"/settings/sites/{one.id}/nudges" for one in (world.site, world.elsewhere))
    answer = world.admin.post(f"{here}/copy", {"trigger": "promise"})
    assert answer.status == 422
    assert "Choose at least one site." in answer.words
    fields = {"trigger": "promise", f"to-{world.elsewhere.id}": "yes"}
    answer = world.admin.post(f"{here}/copy", fields)
    assert (answer.status, answer.location) == (303, f"{here}?copied#copy")
    assert "Copied." in world.admin.get(f"{here}?copied").words
    assert "20 min before" in world.admin.get(there).words
    assert world.admin.get(there).words.count("Default.") == 6
    all_of_them = {"trigger": "", f"to-{world.elsewhere.id}": "yes"}
    assert world.admin.post(f"{here}/copy", all_of_them).status == 303
    assert (
        world.admin.get(there).words.count("Changed by Ada Winter") == 1
    )  # others are the default
    assert world.admin.post(f"{here}/copy", fields | {"trigger": "never"}).status == 404


def test_who_is_not_there_cannot_be_copied_there(one_world: World) -> None:
    colleague = str(one_world.id("colleague"))
    save(one_world)  # one that could be copied is not, either
    save(one_world, {"person-0": colleague, "urgent-0": "yes"}, Trigger.UNREACHABLE)
    here = f"/settings/sites/{one_world.site.id}/nudges"
    fields = {"trigger": "", f"to-{one_world.elsewhere.id}": "yes"}
    answer = one_world.admin.post(f"{here}/copy", fields)
    assert answer.status == 409
    assert "Ben Kastner is named here, and is not at Store 7." in answer.words
    there = one_world.admin.get(f"/settings/sites/{one_world.elsewhere.id}/nudges")
    assert there.words.count("Default.") == 7
