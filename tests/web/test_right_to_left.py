"""Hebrew and Arabic among English: what people write runs its own way and turns nothing around."""

import json
import re
from ast import AST, Assign, Attribute, FormattedValue, FunctionDef, expr, parse, unparse, walk
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from sqlalchemy import update
from sqlmodel import select

from tests.support.directions import MARKS, is_turned
from tests.web import canaries
from tests.web.personas import PERSONAS
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World
from web.http.direction import IsolateDirection
from web.rules.text import isolated
from web.store.tables.accounts import Organisation, Person, Place, Site, Skill
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue

TEMPLATES = sorted(Path("templates").rglob("*.html"))
PAGES = {name: call for name, call in CALLS.items() if call.method == "GET"}
WORDS = "הקופה מספר 4 מתה."
SITE, NAME = "חנות 12", "דנה"
FIRST, SECOND = "+49 30 5550177", "+49 30 5550178"
TURNED = {
    Person: {"first_name": NAME, "last_name": "כהן (ב)"},
    Site: {"name": SITE},
    Place: {"name": "قسم 3"},
    Organisation: {"name": "בית 7"},
    Issue: {"words": WORDS, "place": "قسم 3", "customer_name": "גב׳ לוי", "customer_contact": "א"},
    Step: {"need": "לפתוח את 5", "proposed_helper": "نور"},
    OwnerChange: {"reason_text": "אני הולך ב-6"},
}
ISOLATE, END = "\u2068", "\u2069"
# The element’s own words beside a value in it would get the direction of the value.
NOT_ALONE = re.compile(
    r"<(?!(?:input|textarea)\b)[a-z0-9]+[^<>]*\bdir=\"auto\"[^<>]*>(?!\{\{[^{}]*\}\}</|</)[^<]*"
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: one.name)
def test_an_element_with_its_own_direction_has_one_value_alone(path: Path) -> None:
    assert NOT_ALONE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: one.name)
def test_each_word_of_a_list_is_isolated_by_itself(path: Path) -> None:
    found = re.findall(r"[\w.\[\]:]+(?:\|[^|}]+)*\|join\b", path.read_text())
    for_fields = ("view.skills|join", "skills[person.id]|join")
    assert [one for one in found if "isolate_text" not in one and one not in for_fields] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: one.name)
def test_values_of_attributes_are_quoted(path: Path) -> None:
    """The filter of a value is chosen by what stands before it."""
    assert unreadable(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "<a title={{ it }}>",
        "<a title='{{ it }}'>",
        "<a title='Ask {% if a > b %}or{% endif %} {{ it }}'>",
        "<a title='1 > 0 {{ it }}'>",
        '<a title="1 > 0 {{ it }}">',
        '<a title="<b>Ask</b> {{ it }}">',
        '<a title="{{ it }} > {{ it }}">',
        '<a title = "{{ it }}">',
    ],
)
def test_attributes_in_which_the_place_of_a_value_is_not_seen(source: str) -> None:
    assert unreadable(source)


def unreadable(source: str) -> list[str]:
    """Attributes whose values `direction.filter_at` would take for text, or for another one."""
    printed = re.sub(r"\{\{.*?\}\}", "\0", source, flags=re.S)
    plain = re.sub(r"\{[%#].*?[%#]\}", "", printed, flags=re.S)
    quoted = r"'[^']*\0|\"[^\"\0]*(?:\0[^\"\0>]*)*>[^\"]*\0"
    return re.findall(rf"\s[\w-]+=(?:\0|{quoted})|<[^<>]*[\w-](?:\s+=|=\s)[^<>]*\0", plain)


IN_ITS_PLACE = {
    "<p>{{ it }} has this": "<p><bdi>דנה</bdi> has this",
    "<p>{{- it }}’s {{ it -}} .": "<p><bdi>דנה</bdi>’s <bdi>דנה</bdi>.",
    "<p>{% if it %}{{ it if it else 'x' }}{% endif %}": "<p><bdi>דנה</bdi>",
    '<h1 dir="auto" class="a">{{ it }}</h1> {{ it }}': '<h1 dir="auto" class="a">דנה</h1> '
    "<bdi>דנה</bdi>",
    '<input value="{{ it }}" title="{{ it }}">': f'<input value="דנה" title="{ISOLATE}דנה{END}">',
    '<a data-title="{{ it }}" href="/?q={{ it }}">': '<a data-title="דנה" href="/?q=דנה">',
    '<a class="x{% if it %} y{% endif %}" aria-label="Ask {{ it }}">': '<a class="x y" '
    f'aria-label="Ask {ISOLATE}דנה{END}">',
    "<title>{{ it }} · Own It</title>": f"<title>{ISOLATE}דנה{END} · Own It</title>",
    '<option value="{{ it }}">{{ it }}</option>': f'<option value="דנה">{ISOLATE}דנה{END}</option>',
    "<textarea>{{ it }}</textarea>": "<textarea>דנה</textarea>",
    # Flex boxes: an element would be an item beside the other words.
    '<a class="button">Call {{ it }}</a>': f'<a class="button">Call {ISOLATE}דנה{END}</a>',
    "{% macro m() %}{{ it }}{% endmacro %}<button>{{ m() }}": f"<button>{ISOLATE}דנה{END}",
    "<summary>{% if it %}{{ it }}{% endif %}": f"<summary>{ISOLATE}דנה{END}",
    # Macros: what they print is fitted to the place where they are printed.
    '{% macro m() %}<i>{{ it }}{% endmacro %}<b title="{{ m() }}" id="{{ m() }}">{{ m() }}': "<b "
    f'title="<i>{ISOLATE}דנה{END}" id="<i>דנה"><i><bdi>דנה</bdi>',
    '{% macro m() %}data-a="{{ it }}"{% endmacro %}<b {{ m() }}>': '<b data-a="דנה">',
    "<p>{{ [it, 'Ben']|map('isolate_text')|join(', ') }}": "<p><bdi>דנה</bdi>, Ben",
    "<p>{{ '<' ~ it }} {{ 'Zoë' }} {{ none }} {{ 5 }}": "<p><bdi>&lt;דנה</bdi> Zoë None 5",
}


@pytest.mark.parametrize(("source", "page"), IN_ITS_PLACE.items())
def test_what_is_printed_is_isolated_by_its_place(source: str, page: str) -> None:
    environment = Environment(autoescape=True, extensions=[IsolateDirection])
    assert environment.from_string(source).render(it=NAME) == page


@pytest.mark.parametrize("name", PAGES)
def test_every_page_among_names_from_right_to_left(one_world: World, name: str) -> None:
    """What is not isolated there is found by the checker of all pages."""
    call, things = CALLS[name], Things(one_world)
    call.path.format_map(things)
    turn(one_world)
    with one_world.database.read() as session:
        assert session.exec(select(Site.name)).first() == SITE
    for persona, status in zip(PERSONAS, call.statuses, strict=True):
        found = call.make(one_world.browser_of(persona), things)
        assert found.status == status, found.text


def test_a_whole_story_among_names_from_right_to_left(
    one_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in canaries.CANARIES:
        monkeypatch.setitem(canaries.CANARIES, name, f"{name} של דנה 7")
    turn(one_world)
    ref = canaries.story(one_world, resolved=False)
    one_world.unowned(words=WORDS)
    one_world.advance()
    one_world.deliver()
    late = [one_world.colleague.on_step(one, "accept").status for one in (1, 2)]
    assert late == [409, 409]
    for browser in (one_world.owner, one_world.colleague, one_world.lead, one_world.admin):
        for path in ("/", f"/issues/{ref}", "/steps/1", "/steps/2", "/owner-changes/1", "/issues"):
            page = browser.get(path)
            assert page.status == 200
            assert SITE in page.text or NAME in page.text
    for act, fields in (("own", {}), ("resolve", {"text": "x"})):
        refused = one_world.lead.act(ref, act, **fields)
        assert f"{ISOLATE}{NAME} כהן (ב){END}" in refused.text
    for message in one_world.messages():
        assert not is_turned(message.content["title"]), message.content


MARKED = f"{ISOLATE}{NAME}{END} 4"


def test_isolates_that_were_copied_from_a_page_are_not_stored(one_world: World) -> None:
    world, plain = one_world, f"{NAME} 4"
    reported = world.owner.post("/issues", {"text": MARKED, "site_id": str(world.site.id)})
    assert reported.status == 303
    ref = world.report()
    assert world.owner.act(ref, "note", text=MARKED).status == 303
    step = world.ask(ref)
    assert world.colleague.on_step(step, "propose", who=MARKED).status == 303
    world.admin.post("/settings/organisation", {"name": MARKED})
    world.owner.post("/me/skills", {"skills": MARKED})
    with world.database.read() as session:
        assert session.exec(select(Organisation.name)).one() == plain
        stored = [one.words for one in session.exec(select(Issue)).all()]
        stored += [one.text or "" for one in session.exec(select(Event)).all()]
        stored += session.exec(select(Skill.word)).all()
    assert stored.count(plain) >= 3
    assert [one for one in stored if MARKS.search(one)] == []
    found = world.owner.get(f"/issues/{ref}/ask?find={ISOLATE}Leyla{END}")
    assert "Ask Leyla Demir" in found.text
    assert 'value="Leyla"' in found.text


def test_what_is_copied_out_has_no_isolates(one_world: World) -> None:
    ref = one_world.report()
    turn(one_world)
    copy = one_world.lead.get(f"/issues/{ref}/customer-data/copy").text
    assert json.loads(copy)["issues"][0]["words"] == WORDS
    assert MARKS.search(copy) is None
    assert "\\u2068" not in copy


WRITTEN = re.compile(r"(?:^|_)(?:name|first|first_name|last_name|place|words|need|text)$")


def test_sentences_of_plain_text_isolate_what_people_write() -> None:
    """In rules mypy sees to it: what their sentences name is of the type `Isolated`."""
    assert [one for room in ("acts", "pages") for one in bare(Path("web", room))] == []
    assert bare_in("f'Ask {who.first_name} and {isolated(who.name)}'") == ["who.first_name"]
    by_variable = "def refuse():\n    asked = get().name\n    return f'You asked {asked}'"
    assert bare_in(by_variable) == ["asked"]
    assert bare_in(by_variable.replace("get().name", "isolated(get().name)")) == []


def bare(room: Path) -> Iterator[str]:
    for path in sorted(room.rglob("*.py")):
        yield from (f"{path}: {one}" for one in bare_in(path.read_text()))


def bare_in(source: str) -> list[str]:
    """What the f-strings in it print of people's words, as it is."""
    tree = parse(source)
    printed = [one for one in _printed(tree) if _is_written(one)]
    for function in (one for one in walk(tree) if isinstance(one, FunctionDef)):
        set_here = [one for one in walk(function) if isinstance(one, Assign)]
        bare_here = [one for one in set_here if _is_written(one.value)]
        names = {unparse(target) for one in bare_here for target in one.targets}
        printed += [one for one in _printed(function) if unparse(one) in names]
    return [unparse(one) for one in printed]


def _printed(tree: AST) -> list[expr]:
    return [one.value for one in walk(tree) if isinstance(one, FormattedValue)]


def _is_written(value: expr) -> bool:
    return isinstance(value, Attribute) and bool(WRITTEN.search(value.attr))


def turn(world: World) -> None:
    """Everything that people wrote runs from right to left now."""
    with world.database.write() as session:
        for table, values in TURNED.items():
            session.execute(update(table).values(**values))


def test_every_field_for_words_has_its_own_direction() -> None:
    for path in TEMPLATES:
        for field in re.findall(r"<textarea[^>]*", path.read_text()):
            assert 'dir="auto"' in field, path


def test_in_sentences_on_the_pages(world: World) -> None:
    rename(world)
    ref = world.report(words=WORDS)
    page = world.colleague.get(f"/issues/{ref}").text
    assert f'<h1 dir="auto" id="issue-title" tabindex="-1">{WORDS}</h1>' in page
    assert f"<bdi>{SITE}</bdi>" in page
    link = world.shared(ref)
    assert f"<bdi>{NAME}</bdi> has this." in world.nobody.get(link).text


def test_a_contact_has_one_direction_and_its_numbers_their_own(world: World) -> None:
    ref = world.report(words=WORDS)
    with world.database.write() as session:
        issue = session.exec(select(Issue).where(Issue.ref == ref)).one()
        issue.customer_contact = f"{FIRST} / {SECOND} אחרי 17:00 <לא>"
    first, second = (
        f'<a href="tel:{one.replace(" ", "")}" dir="ltr">{one}</a>' for one in (FIRST, SECOND)
    )
    page = world.owner.get(f"/issues/{ref}").text
    assert f"<bdi>{first} / {second} אחרי 17:00 &lt;לא&gt;</bdi>" in page


def test_in_the_sentences_of_nudges(world: World) -> None:
    world.ring_all()
    rename(world)
    ref = world.unowned()
    world.advance()
    assert world.messages("owner")[0].content["title"] == (
        f"{ISOLATE}{SITE}{END}: {ref} needs an owner"
    )
    world.show()
    world.owner.act(ref, "own")
    titles = [one.content["title"] for one in world.messages("colleague")]
    assert titles[-1] == f"{ISOLATE}{SITE}{END}: {ISOLATE}{NAME}{END} has {ref}"


def rename(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Site, world.site.id).name = SITE
        session.get_one(Person, world.id("owner")).first_name = NAME


@given(st.text())
def test_only_what_runs_from_right_to_left_is_isolated(text: str) -> None:
    found = isolated(text)
    assert found in (text, f"{ISOLATE}{text}{END}")
    assert found == text or not text.isascii()
