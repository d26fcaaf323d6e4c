"""Hebrew and Arabic among English: what people write runs its own way and turns nothing around."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.world import World
from web.rules.text import isolated
from web.store.tables import Person, Site

TEMPLATES = Path("templates")
WORDS = "הקופה מספר 4 מתה."
SITE, NAME = "חנות 12", "דנה"
ISOLATE, END = "\u2068", "\u2069"
# What of the views was written by people, where it stands in a sentence.
WRITTEN = re.compile(
    r"\{\{ *(?!errors)(?:[a-z_]+\.)*(?:what|need|place|site_name|customer_name|first_name"
    r"|owner_name|owner_first_name|helper_first|from_first|to_first) *\}\}"
)
IN_ATTRIBUTES = re.compile(
    r"<(?:title|option|textarea)\b.*?</|\{% block title.*?endblock|=\"[^\"]*\"", re.S
)
TURNED = re.compile(r"<bdi>\{\{.*?\}\}</bdi>|<[a-z0-9]+ dir=\"auto\"[^<>]*>\{\{.*?\}\}")


@pytest.mark.parametrize(
    "path",
    [*TEMPLATES.glob("cards/*.html"), *TEMPLATES.glob("pages/*.html")],
    ids=lambda one: one.name,
)
def test_what_people_write_has_its_own_direction(path: Path) -> None:
    text = IN_ATTRIBUTES.sub("", TURNED.sub("", path.read_text()))
    assert WRITTEN.findall(text) == []


def test_every_field_for_words_has_its_own_direction() -> None:
    for path in TEMPLATES.rglob("*.html"):
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
