"""The owner decides what the customer may read, where it is shared; nothing is shown before."""

import re
from collections.abc import Mapping

import pytest

from tests.support.statements import statements
from tests.web.world import World
from web.rules.vocabulary import EventKind

SUBJECT = "Your carpet order"


def share(world: World, ref: str, subject: str = SUBJECT, **fields: str) -> str:
    """The path of the customer's page."""
    shared = world.owner.act(ref, "share", subject=subject, **fields)
    assert shared.status == 303, shared.words
    page = world.owner.get(shared.headers["Location"]).text
    return "/s/" + page.partition(f"{world.config.public_url}/s/")[2][:43]


def update(world: World, ref: str, words: str) -> str:
    """The name of its field on the owner's page."""
    assert world.owner.act(ref, "told", text=words, minutes="60").status == 303
    return f"update-{world.events(ref)[-1].id}"


def ticked(world: World, ref: str) -> Mapping[str, bool]:
    """By the words of the update."""
    page = world.owner.get(f"/issues/{ref}/share").text
    boxes = re.findall(r'<input type="checkbox"([^>]*)><label[^>]*>(.*?)</label>', page)
    return {words: "checked" in attributes for attributes, words in boxes}


def test_the_subject_is_suggested_from_the_report_and_not_shown_before_it_is_shared(
    world: World,
) -> None:
    ref = world.report(words="Carpet is late\nHe was rude")
    form = world.owner.get(f"/issues/{ref}/share")
    assert ">Carpet is late</textarea>" in form.text
    assert "He was rude" not in form.text.partition("<textarea")[2]
    path = share(world, ref)
    page = world.nobody.get(path)
    assert f'<h1 dir="auto">{SUBJECT}</h1>' in page.text
    assert "Carpet is late" not in page.text
    assert f"Reference {ref}" in page.words
    assert "Store 12" in page.words
    assert ">Your carpet order</textarea>" in world.owner.get(f"/issues/{ref}/share").text


def test_a_link_that_was_made_without_a_subject_says_nothing_of_the_report(world: World) -> None:
    ref = world.report(words="Carpet is late")
    page = world.nobody.get(world.shared(ref))
    assert "Your request" in page.words
    assert "Carpet" not in page.text


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [("  ", "Write one line about the problem"), ("x" * 121, "Write at most 120 characters.")],
)
def test_a_bad_subject_shares_nothing_and_loses_nothing(
    world: World, subject: str, sentence: str
) -> None:
    ref = world.report()
    one, other = update(world, ref, "It comes tomorrow"), update(world, ref, "It is here")
    refused = world.owner.act(ref, "share", subject=subject, **{one: "yes"})
    assert refused.status == 422
    assert sentence in refused.words
    assert f">{subject}</textarea>" in refused.text
    assert f'name="{one}" value="yes" checked' in refused.text
    assert f'name="{other}" value="yes" checked' not in refused.text
    assert EventKind.SHARED not in world.kinds(ref)


def test_updates_are_read_once_they_are_released_and_until_they_are_not(world: World) -> None:
    ref = world.report()
    first, second = update(world, ref, "It comes tomorrow"), update(world, ref, "He is angry")
    path = share(world, ref)
    before = world.nobody.get(path)
    assert "It comes tomorrow" not in before.text
    assert before.words.count("Ana’s update") == 2
    share(world, ref, **{first: "yes"})
    after = world.nobody.get(path, {"If-None-Match": before.headers["ETag"]})
    assert after.status == 200
    assert '<p class="quote" dir="auto">It comes tomorrow</p>' in after.text
    assert "angry" not in after.text
    assert ticked(world, ref) == {"It comes tomorrow": True, "He is angry": False}
    share(world, ref, **{second: "yes"})
    changed = world.nobody.get(path).words
    assert "It comes tomorrow" not in changed
    assert "He is angry" in changed
    assert "You changed what the customer may read." in world.owner.get(f"/issues/{ref}").words


def test_saving_what_is_released_already_changes_nothing(world: World) -> None:
    ref = world.report()
    name = update(world, ref, "It comes tomorrow")
    share(world, ref, **{name: "yes"})
    version = world.issue(ref).version
    share(world, ref, **{name: "yes"})
    assert world.issue(ref).version == version
    assert EventKind.RELEASED not in world.kinds(ref)


def test_an_update_that_the_form_did_not_show_keeps_what_was_said_with_it(world: World) -> None:
    ref = world.report()
    seen = str(world.issue(ref).version)
    name = update(world, ref, "It comes tomorrow")
    path = share(world, ref, **{name: "yes"})
    assert "It comes tomorrow" in world.nobody.get(path).words
    share(world, ref, "Another line", seen=seen)  # from a page that is older than the update
    assert "It comes tomorrow" in world.nobody.get(path).words
    assert "Another line" in world.nobody.get(path).words
    share(world, ref, "Another line", seen=str(world.issue(ref).version))
    assert "It comes tomorrow" not in world.nobody.get(path).words


def test_only_updates_of_this_issue_can_be_released(world: World) -> None:
    other, ref = world.report(), world.report(words="CanaryReport")
    theirs = update(world, other, "CanaryElsewhere")
    world.owner.act(ref, "note", text="CanaryNote")
    note = f"update-{world.events(ref)[-1].id}"
    report = f"update-{world.events(ref)[0].id}"
    fields = dict.fromkeys((theirs, note, report, "update-x", "update-" + "9" * 18), "yes")
    assert "Canary" not in world.nobody.get(share(world, ref, **fields)).text


def test_the_link_ends_when_asked_twice_and_says_so(world: World) -> None:
    ref = world.report(customer_name="Farid")
    path = share(world, ref)
    page = world.owner.get(f"/issues/{ref}/share")
    asks = "Farid can’t open the page any more, and this code stops working."
    assert asks in page.words
    assert page.text.index("<summary>End this link</summary>") < page.text.index("End the link now")
    ended = world.owner.act(ref, "share/revoke")
    said = world.owner.get(ended.headers["Location"])
    assert "The link has ended. Farid can’t open the page any more." in said.words
    assert 'role="status"' in said.text
    assert world.nobody.get(path).status == 404
    assert f">{SUBJECT}</textarea>" in said.text  # for the next one


def test_the_text_message_goes_to_the_customers_number(world: World) -> None:
    ref = world.report(customer_name="Farid", customer_contact="+49 30 5550177, evenings")
    share(world, ref)
    page = world.owner.get(f"/issues/{ref}/share").text
    assert 'href="sms:+49305550177?&amp;body=You%20can%20follow' in page
    assert "Write a text message to Farid" in page
    for contact in ("", "+49 30 5550177 ext. 3"):
        assert (
            'href="sms:?&amp;body=' in world.owner.get(f"/issues/{_of(world, contact)}/share").text
        )


def _of(world: World, contact: str) -> str:
    ref = world.report(customer_name="Farid", customer_contact=contact)
    share(world, ref)
    return ref


def test_a_long_name_is_not_in_buttons(world: World) -> None:
    name = "Maximilian-Alexander von und zu Hausen"
    ref = world.report(customer_name=name)
    share(world, ref)
    page = world.owner.get(f"/issues/{ref}/share")
    assert "<h1>The customer’s page</h1>" in page.text
    assert name not in page.text


def test_it_says_how_late_it_is_in_plain_words(world: World) -> None:
    path = share(world, world.report())
    assert "Ana will update you by 14:00." in world.nobody.get(path).words
    world.clock.forward(hours=5)
    late = world.nobody.get(path).words
    assert "Your update is late. It was due at 14:00." in late
    assert late.count("was due at 14:00") == 2  # at the end of the line, too
    world.clock.forward(days=1)
    assert "Your update is late. It was due yesterday 14:00." in world.nobody.get(path).words


def test_it_says_when_it_was_looked_up_also_when_nothing_has_changed(world: World) -> None:
    path = share(world, world.report())
    first = world.nobody.get(path)
    assert "As of 10:00. Updates by itself." in first.words
    known = {"If-None-Match": first.headers["ETag"]}
    world.clock.forward(minutes=3)
    assert world.nobody.get(path, known).status == 304
    loaded = world.nobody.get(path, known | {"Sec-Fetch-Mode": "navigate"})
    assert loaded.status == 200
    assert "As of 10:03." in loaded.words


def test_a_settled_one_says_until_when_it_stays(world: World) -> None:
    ref = world.report()
    path = share(world, ref)
    world.owner.act(ref, "resolve", text="CanaryDone")
    page = world.nobody.get(path)
    assert "This page stays here until 23 Dec 2026." in page.words
    assert 'href="/a/' in page.text
    assert "Is it settled for you?" in page.words
    assert "Canary" not in page.text
    name = f"update-{world.events(ref)[-1].id}"
    share(world, ref, **{name: "yes"})
    assert "CanaryDone" in world.nobody.get(path).words


def test_a_preview_of_the_link_shows_nothing_of_the_issue(world: World) -> None:
    ref = world.report()
    page = world.nobody.get(share(world, ref)).text
    head, _, body = page.partition("</head>")
    for private in (SUBJECT, ref, "Ana", "Store 12", "Till 4", "Nordhaus"):
        assert private not in head
    assert {SUBJECT, ref, "Ana", "Store 12"} <= set(
        re.findall(r"Ana|Store 12|" + SUBJECT + "|" + ref, body)
    )
    assert 'property="og:description"' in head  # else a messenger takes words of the page


def test_looking_costs_little(world: World) -> None:
    ref = world.report()
    path = share(world, ref)
    page = world.nobody.get(path)
    with statements(world.database) as again:
        world.nobody.get(path, {"If-None-Match": page.headers["ETag"]})
    with statements(world.database) as anew:
        world.nobody.get(path)
    assert [sum("SELECT" in one for one in seen) for seen in (again, anew)] == [1, 3]


@pytest.mark.parametrize("what", ["told", "not-yet"])
@pytest.mark.parametrize("may_read", [True, False])
def test_an_update_says_itself_whether_it_may_be_read(
    world: World, what: str, may_read: bool
) -> None:
    ref = world.report()
    path = share(world, ref)
    field = "text" if what == "told" else "why"
    released = {"released" if what == "told" else "released_why": "yes"} if may_read else {}
    fields = {"what": what, field: "It comes tomorrow", "by": "60", **released}
    assert world.owner.act(ref, "update", **fields).status == 303
    assert ("It comes tomorrow" in world.nobody.get(path).text) is may_read
    assert ticked(world, ref) == {"It comes tomorrow": may_read}


def test_the_subject_stays_however_long_the_history_becomes(one_world: World) -> None:
    ref = one_world.report()
    first = update(one_world, ref, "The very first")
    path = share(one_world, ref, **{first: "yes"})
    for number in range(35):
        update(one_world, ref, f"Number {number}")
    page = one_world.nobody.get(path)
    assert SUBJECT in page.words
    assert page.words.count("Ana’s update") == 30
    assert "The very first" not in page.words
    assert ticked(one_world, ref)["The very first"]
