"""What a phone's queue gets for a tap: one shape for each outcome, of every act form."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.answers import HTMX
from tests.web.queued import Phone, content
from tests.web.world import World
from web.rules.vocabulary import EventKind

# Each act form: who taps, where, what is typed, and where it leads; paths are made by `things`.
DONE: list[tuple[str, str, dict[str, str], str]] = [
    ("colleague", "/issues/{unowned}/own", {}, "/issues/{unowned}?owned=1"),
    ("owner", "/issues/{ref}/promise", {"minutes": "60"}, "/issues/{ref}"),
    ("owner", "/issues/{ref}/told", {"minutes": "60"}, "/issues/{ref}"),
    ("owner", "/issues/{ref}/note", {"text": "x"}, "/issues/{ref}"),
    ("owner", "/issues/{ref}/on-it", {}, "/issues/{ref}"),
    ("lead", "/issues/{ref}/on-it", {"back": "site"}, "/site?site={site}"),
    ("owner", "/issues/{ref}/later", {"minutes": "60", "text": "x"}, "/issues/{ref}"),
    ("owner", "/issues/{ref}/resolve", {"text": "x"}, "/issues/{ref}"),
    ("colleague", "/issues/{resolved}/reopen", {}, "/issues/{resolved}"),
    ("lead", "/issues/{ref}/offer", {}, "/issues/{ref}"),
    ("owner", "/issues/{ref}/share", {}, "/issues/{ref}/share?saved=1"),
    ("owner", "/me/shift/end/{ref}/promise", {"minutes": "60"}, "/me/shift/end"),
    ("owner", "/me/shift", {"hours": "4"}, "/me#shift"),
    ("colleague", "/steps/{step}/accept", {}, "/steps/{step}"),
    ("colleague", "/steps/{step}/decline", {"why": "busy"}, "/steps/{step}"),
    ("colleague", "/steps/{step}/propose", {"who": "Carla"}, "/steps/{step}"),
    ("colleague", "/steps/{accepted}/done", {}, "/steps/{accepted}"),
    ("owner", "/steps/{step}/withdraw", {}, "/steps/{step}"),
    ("lead", "{code}", {}, "/steps/{step}"),
    ("colleague", "/owner-changes/{change}/accept", {}, "/issues/{moving}?owned=1"),
    ("colleague", "/owner-changes/{change}/decline", {}, "/owner-changes/{change}"),
    ("owner", "/owner-changes/{change}/withdraw", {}, "/owner-changes/{change}"),
    (
        "owner",
        "/issues/{ref}/owner-change",
        {"to_id": "{lead}", "reason": "absence"},
        "/issues/{ref}",
    ),
    (
        "owner",
        "/issues/{ref}/owner-change",
        {"to_id": "{lead}", "reason": "shift_ends"},
        "/me/shift/end",
    ),
]


def things(world: World) -> dict[str, Any]:
    resolved = world.report()
    world.owner.act(resolved, "resolve", text="done")
    moving, step = world.report(), world.ask()
    return {
        "ref": world.report(),
        "unowned": world.unowned(),
        "resolved": resolved,
        "moving": moving,
        "site": world.site.id,
        "lead": world.id("lead"),
        "step": step,
        "code": world.code(step),
        "accepted": world.walking(),
        "change": world.hand_over(moving),
    }


@pytest.mark.parametrize(("who", "path", "typed", "leads_to"), DONE, ids=[one[1] for one in DONE])
def test_what_is_done_says_where_it_leads(
    world: World, who: str, path: str, typed: dict[str, str], leads_to: str
) -> None:
    made = things(world)
    fields = {name: value.format_map(made) for name, value in typed.items()}
    answer = Phone(world, who).send(path.format_map(made), **fields)
    assert answer.status == 200
    said = content(answer)
    assert set(said) == {"ref", "url", "sentence"}
    assert said["url"] == leads_to.format_map(made)
    assert said["sentence"] is None
    assert said["ref"] == "" or world.browser_of(who).get(f"/issues/{said['ref']}").status == 200


def test_asking_leads_to_the_step(world: World) -> None:
    ref = world.report()
    typed = {"need": "A key", "introduction": "call", "helper_id": world.id("colleague")}
    said = content(Phone(world).act(ref, "steps", **typed))
    assert said == {"ref": ref, "url": "/steps/1", "sentence": None}


def test_a_report_leads_to_its_issue(world: World) -> None:
    said = content(Phone(world).send("/issues", text="Till 4 is dead", site_id=world.site.id))
    assert said == {"ref": said["ref"], "url": f"/issues/{said['ref']}?owned=1", "sentence": None}
    assert world.kinds(said["ref"]) == [EventKind.REPORTED, EventKind.OWNED]
    logged = {"text": "Lift stands", "site_id": world.site.id, "intent": "log"}
    said = content(Phone(world, "lead").send("/issues", **logged))
    assert said["url"] == f"/issues/{said['ref']}"


def test_the_same_report_a_moment_later_says_what_makes_it_another(world: World) -> None:
    typed = {"text": "Till 4 is dead", "site_id": world.site.id}
    ref = content(Phone(world).send("/issues", **typed))["ref"]
    answer = Phone(world).send("/issues", **typed)
    assert answer.status == 422
    sentence = f"You just reported this: it is {ref}. If this is a different one, tap again."
    expected = {"sentence": sentence, "errors": {"text": sentence}, "fields": {"again": "yes"}}
    assert content(answer) == expected
    assert Phone(world).send("/issues", **typed, again="yes").status == 200


def test_what_only_a_lead_may_has_no_cure(world: World) -> None:
    answer = Phone(world).send("/issues", text="x", site_id=world.site.id, intent="log")
    assert answer.status == 422
    assert content(answer)["fields"] == {}
    assert content(answer)["sentence"].startswith("Only a lead can report something")


REFUSED: list[tuple[str, Callable[[World], tuple[str, dict[str, Any]]], str, str]] = [
    (
        "colleague",
        lambda world: (f"/issues/{world.report()}/told", {"minutes": "60"}),
        "/issues/{ref}",
        "Ana Rothgeber owns this, so only Ana Rothgeber can do that.",
    ),
    (
        "colleague",
        lambda world: (f"/me/shift/end/{world.report()}/promise", {"minutes": "60"}),
        "/me/shift/end",
        "Ana Rothgeber owns this, so only Ana Rothgeber can do that.",
    ),
    (
        "lead",
        lambda world: (f"/steps/{world.ask()}/accept", {}),
        "/steps/1",
        "Ben Kastner was asked, so only Ben Kastner can do that.",
    ),
    (
        "lead",
        lambda world: (f"/owner-changes/{world.hand_over()}/accept", {}),
        "/owner-changes/1",
        "Ben Kastner was asked to take over, so only they can answer.",
    ),
    (
        "owner",
        lambda world: (
            f"/issues/{world.report()}/steps",
            {"need": "x", "introduction": "call", "helper_id": world.id("owner")},
        ),
        "/issues/{ref}",
        "You already own this. Ask someone else.",
    ),
    (
        "owner",
        lambda world: (
            f"/issues/{world.report()}/owner-change",
            {"to_id": world.id("owner"), "reason": "shift_ends"},
        ),
        "/issues/{ref}",
        "You already own this. Ask someone else.",
    ),
    (
        "owner",
        lambda world: (world.code(world.ask()), {}),
        "/steps/1",
        "This code is for your colleague. Let them scan it.",
    ),
    (
        "lead",
        lambda world: (f"/site/people/{world.id('colleague')}/ring", {}),
        "/site#person-{colleague}",
        "",
    ),
]


@pytest.mark.parametrize(
    ("who", "tap", "leads_to", "sentence"), REFUSED, ids=[one[2] + one[0] for one in REFUSED]
)
def test_a_refusal_says_why_and_where_to_look(
    world: World,
    who: str,
    tap: Callable[[World], tuple[str, dict[str, Any]]],
    leads_to: str,
    sentence: str,
) -> None:
    path, fields = tap(world)
    answer = Phone(world, who).send(path, **fields)
    assert answer.status == 409
    said = content(answer)
    assert set(said) == {"ref", "url", "sentence", "offer"}
    assert said["url"] == leads_to.format(ref=said["ref"], colleague=world.id("colleague"))
    assert said["offer"] is None
    assert sentence in said["sentence"]
    assert said["sentence"]


def test_what_is_so_already_is_done_with_a_sentence(world: World) -> None:
    ref = world.report()
    said = content(Phone(world).act(ref, "own"))
    assert said == {
        "ref": ref,
        "url": f"/issues/{ref}?owned=1",
        "sentence": "You already own this.",
    }


def test_a_form_that_is_wrong_says_what_and_where(world: World) -> None:
    ref = world.report()
    sentence = "Write at least one word, and at most 2,000 characters."
    assert content(Phone(world).act(ref, "note", text=" ")) == {
        "sentence": sentence,
        "errors": {"text": sentence},
        "fields": {},
    }
    answer = Phone(world).act(ref, "note", text="x", colour="red")
    assert answer.status == 422
    assert set(content(answer)["errors"]) == {""}


def test_a_key_that_came_with_other_words(world: World) -> None:
    ref = world.report()
    assert Phone(world).act(ref, "note", key="one-and-only", text="x").status == 200
    answer = Phone(world).act(ref, "note", key="one-and-only", text="y")
    assert answer.status == 422
    assert content(answer)["sentence"] == (
        "This was already sent, with other words. Check them, then send it again."
    )
    report = {"text": "Lift stands", "site_id": world.site.id}
    first = Phone(world).send("/issues", key="one-report-only", **report)
    report["text"] = "Lift smells"
    answer = Phone(world).send("/issues", key="one-report-only", **report)
    assert answer.status == 422
    assert f"became {content(first)['ref']}" in content(answer)["sentence"]


def test_after_a_refusal_nothing_is_said_to_have_become_of_it(world: World) -> None:
    """The report that it names is another tap's."""
    typed = {"text": "Till 4 is dead", "site_id": world.site.id}
    ref = content(Phone(world).send("/issues", **typed))["ref"]
    assert Phone(world).send("/issues", key="a-second-one", **typed).status == 422
    answer = Phone(world).send("/issues", key="a-second-one", again="yes", **typed)
    assert answer.status == 422
    assert "became" not in content(answer)["sentence"]
    assert ref not in content(answer)["sentence"]


def test_with_htmx_it_is_the_card(world: World) -> None:
    """A tap in the foreground: the same headers beside, and the card for an answer."""
    ref = world.unowned()
    answer = Phone(world, "colleague").act(ref, "own", htmx=True)
    assert answer.status == 200
    assert 'id="issue"' in answer.text
    late = Phone(world, "owner").act(ref, "own", headers=HTMX | {"Accept": "text/html"})
    assert late.status == 409
    assert "was faster" in late.words
