"""Templates and scripts as text: htmx 4, nothing inline, nothing that escapes the escaping."""

import re
from pathlib import Path

import pytest

from tests.support.htmx_words import HTMX_2_WORDS

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted(path for room in ("js", "sw") for path in (ROOT / "static" / room).rglob("*.js"))
# SVG that segno draws from a link of our own making.
MAY_BE_SAFE = re.compile(r"\{\{\s*[\w.]*qr_svg\s*\|\s*safe\s*\}\}")
# Doing these twice does what doing them once does: an invite is used up, a session ended.
# What reads alone needs no key: a name or contact is looked for by POST, to be in no address.
ENDS_WITH_ITSELF = re.compile(
    r'action="/(customer-data(/copy)?"|join/\{\{ token \}\}|sign-in|sign-out|demo/)'
)
SINKS = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc)\b"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_look_at() -> None:
    assert len(TEMPLATES) > 10
    assert len(SCRIPTS) > 3


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS], ids=name_of)
def test_no_words_of_htmx_2(path: Path) -> None:
    assert [word for word in HTMX_2_WORDS if re.search(word, path.read_text())] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_inline(path: Path) -> None:
    source = path.read_text()
    assert not re.findall(r"<[^>]*\s(?:style|on[a-z]+)\s*=", source)
    assert not re.findall(r"<style\b|<script(?![^>]*\bsrc=)[^>]*>", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_escapes_the_escaping(path: Path) -> None:
    rest = MAY_BE_SAFE.sub("", path.read_text())
    assert not re.findall(r"\|\s*safe\b|autoescape\s+false|Markup", rest)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_each_act_can_be_repeated_safely(path: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"?post.*?</form>", path.read_text(), re.S | re.I):
        assert 'name="key"' in form or ENDS_WITH_ITSELF.search(form), form[:200]
        # Whose page it is: nothing is done in the name of whoever signs in later.
        assert '{{ new_key() }}">' not in form or "{{ person_field() }}" in form, form[:200]


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_scripts_write_no_markup(path: Path) -> None:
    assert not re.findall(SINKS, path.read_text())


def test_every_page_stands_on_the_base() -> None:
    for page in TEMPLATES:
        if page.parent.name == "pages":
            source = page.read_text()
            assert "{% extends" in source or "<!doctype html>" in source.lower(), page.name
