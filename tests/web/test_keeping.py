"""Which pages a phone may keep: what is its person’s, or asked of them; and nothing else."""

import pytest

from tests.web.answers import Browser
from tests.web.world import World
from web.rules.vocabulary import ChangeReason


def may_keep(browser: Browser, path: str) -> bool:
    answer = browser.get(path)
    assert answer.status == 200
    return answer.headers.get("Ownit-Keep") == "1"


def test_home_and_the_report_may_be_kept(world: World) -> None:
    for path in ("/", "/?src=pwa", "/issues/new"):
        assert may_keep(world.owner, path)
    for path in ("/issues/new?place=x", "/issues/new?shared=1", "/issues", "/helped", "/me"):
        assert not may_keep(world.owner, path)
    for path in ("/site", "/settings"):
        assert not may_keep(world.admin, path)
    for path in ("/sign-in", "/offline", "/waiting"):
        assert not may_keep(world.nobody, path)


def test_an_issue_may_be_kept_by_its_owner_alone(world: World) -> None:
    path = f"/issues/{world.report()}"
    assert may_keep(world.owner, path)
    assert not may_keep(world.colleague, path)
    assert not may_keep(world.lead, path)


def test_an_issue_may_be_kept_while_somebody_helps(world: World) -> None:
    ref = world.report()
    step_id = world.ask(ref, "colleague")
    for path in (f"/issues/{ref}", f"/steps/{step_id}"):
        assert may_keep(world.colleague, path)
    assert not may_keep(world.owner, f"/steps/{step_id}")
    no = {"why": "busy", "key": "no-thank-you"}
    assert world.colleague.post(f"/steps/{step_id}/decline", no).status == 303
    assert not may_keep(world.colleague, f"/issues/{ref}")


def test_who_is_to_become_the_owner_may_keep_what_is_asked(world: World) -> None:
    ref = world.report()
    asked = world.hand_over(ref, "colleague", ChangeReason.ABSENCE)
    assert may_keep(world.colleague, f"/owner-changes/{asked}")
    assert not may_keep(world.owner, f"/owner-changes/{asked}")


def test_the_version_rises_with_each_act(world: World) -> None:
    path = f"/issues/{world.report()}"
    before = int(world.owner.get(path).headers["Ownit-Version"])
    assert world.owner.act(path.rpartition("/")[2], "note", text="It came in blue").status == 303
    assert int(world.owner.get(path).headers["Ownit-Version"]) > before


def test_home_says_what_is_to_be_fetched_ahead(world: World) -> None:
    ref = world.report()
    version = world.owner.get(f"/issues/{ref}").headers["Ownit-Version"]
    named = f'data-ahead="/issues/{ref}" data-version="{version}"'
    assert named in world.owner.get("/").text
    assert named not in world.colleague.get("/").text
    step_id = world.ask(ref, "colleague")
    version = world.colleague.get(f"/steps/{step_id}").headers["Ownit-Version"]
    assert (
        f'data-ahead="/steps/{step_id}" data-version="{version}"' in world.colleague.get("/").text
    )


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_no_refusal_may_be_kept(world: World, method: str) -> None:
    ref = world.report()
    if method == "POST":
        answer = world.owner.act(ref, "resolve", text="")
    else:
        answer = world.owner.get("/issues/NONE")
    assert answer.status in (404, 422)
    assert "Ownit-Keep" not in answer.headers
