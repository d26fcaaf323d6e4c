"""Templates and scripts as text: htmx 4, nothing inline, nothing that escapes the escaping."""

import re
from collections.abc import Iterable
from pathlib import Path

from tests.support.htmx_words import HTMX_2_WORDS

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted(path for room in ("js", "sw") for path in (ROOT / "static" / room).rglob("*.js"))
# SVG that segno draws from a link of our own making.
MAY_BE_SAFE = re.compile(r"\{\{\s*[\w.]*qr_svg\s*\|\s*safe\s*\}\}")
# Doing these twice does what doing them once does: an invite is used up, a session ended.
# What reads alone needs no key: a name or contact is looked for by POST, to be in no address.
ENDS_WITH_ITSELF = re.compile(
    r'action="(/(customer-data(/copy)?"|sign-out|demo/)|\{\{ url_for\(\'(door|answers)\.)'
)
SINKS = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc)\b"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_look_at() -> None:
    assert len(TEMPLATES) > 10
    assert len(SCRIPTS) > 3


def found(pattern: str, paths: Iterable[Path]) -> dict[str, list[str]]:
    """What of it stands where; nothing of files where it stands nowhere."""
    everywhere = {name_of(path): re.findall(pattern, path.read_text()) for path in paths}
    return {name: these for name, these in everywhere.items() if these}


def test_no_words_of_htmx_2() -> None:
    for word in HTMX_2_WORDS:
        assert found(word, [*TEMPLATES, *SCRIPTS]) == {}, word


def test_nothing_inline() -> None:
    assert found(r"<[^>]*\s(?:style|on[a-z]+)\s*=", TEMPLATES) == {}
    assert found(r"<style\b|<script(?![^>]*\bsrc=)[^>]*>", TEMPLATES) == {}


def test_no_field_cuts_what_is_pasted() -> None:
    """Browsers do it without a word; the form refuses it in a sentence, with all that was typed."""
    assert found("maxlength", TEMPLATES) == {}


def test_nothing_escapes_the_escaping() -> None:
    for path in TEMPLATES:
        rest = MAY_BE_SAFE.sub("", path.read_text())
        assert not re.findall(r"\|\s*safe\b|autoescape\s+false|Markup", rest), name_of(path)


def test_each_act_can_be_repeated_safely() -> None:
    for name, forms in found(r"(?si)<form[^>]*method=\"?post.*?</form>", TEMPLATES).items():
        for form in forms:
            assert 'name="key"' in form or ENDS_WITH_ITSELF.search(form), (name, form[:200])
            # Whose page it is: nothing is done in the name of whoever signs in later.
            ours = '{{ new_key() }}">' not in form or "{{ person_field() }}" in form
            assert ours, (name, form[:200])


def test_scripts_write_no_markup() -> None:
    assert found(SINKS, SCRIPTS) == {}


def is_page(path: Path) -> bool:
    return path.parent.name not in ("cards", "macros") and not path.name.startswith("_")


def test_every_page_stands_on_the_base() -> None:
    pages = [one for one in TEMPLATES if is_page(one)]
    assert len(pages) > 30
    for page in pages:
        source = page.read_text()
        assert "{% extends" in source or "<!doctype html>" in source.lower(), name_of(page)


def test_a_partial_is_used_by_the_folder_it_stands_in_or_by_cards() -> None:
    """What several folders use is a macro."""
    for path in TEMPLATES:
        for used in re.findall(r'"([\w/]+/_\w+)\.html"', path.read_text()):
            assert (ROOT / "templates" / f"{used}.html").is_file(), used
            folder = used.partition("/")[0]
            assert path.parent.name in (folder, "cards"), f"{name_of(path)} uses {used}"


def test_no_template_lies_idle() -> None:
    """Each is rendered, included, extended or imported somewhere."""
    code = "".join(path.read_text() for path in sorted((ROOT / "web").rglob("*.py")))
    named = code + "".join(path.read_text() for path in TEMPLATES)
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    assert [one for one in names if f'"{one}"' not in named] == []
