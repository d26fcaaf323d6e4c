"""Every word of the interface stands in a catalogue."""

from pathlib import Path

import pytest

from tests.support.literals import ROOT, at_import, in_module, in_script, in_template
from tests.support.unread_literals import COMPARED, OF_OPERATORS, UNREAD, is_unread

# Words that no reader sees as words of a language.
# "Language" is for whoever cannot read the language of the page.
NAMES = {"Own It", "Own It ·", "· Own It", "Language"}
# Literals of scripts that nobody reads.
NOT_READ = {
    # Names of elements and classes.
    "input, select, textarea, details *",
    "input, textarea, select",
    "main h1",
    "notice draft",
    # Of a tap that an older version has kept, see static/js/waiting/waiting-answers.js.
    "It may have arrived.",
    # What the pseudo-locale makes messages longer with.
    " one two three four five six seven eight nine ten eleven twelve",
}
MODULES = ("web/pages", "web/http", "web/rules", "web/acts", "web/reads", "push")


def names(folder: str, kind: str) -> list[str]:
    found = (str(one.relative_to(ROOT)) for one in (ROOT / folder).rglob(f"*.{kind}"))
    return sorted(found)


@pytest.mark.parametrize("name", names("templates", "html"))
def test_a_template_has_no_words_of_its_own(name: str) -> None:
    assert [one for one in in_template(ROOT / name) if one not in NAMES] == []


@pytest.mark.parametrize("name", names("static/js", "js") + names("static/sw", "js"))
def test_a_script_has_no_words_of_its_own(name: str) -> None:
    assert [one for one in in_script(ROOT / name) if one not in NOT_READ] == []


@pytest.mark.parametrize("name", [one for folder in MODULES for one in names(folder, "py")])
def test_a_module_has_no_words_of_its_own(name: str) -> None:
    assert [one for one in in_module(ROOT / name) if not is_unread(name, one)] == []


@pytest.mark.parametrize("name", [one for folder in MODULES for one in names(folder, "py")])
def test_no_message_is_looked_up_at_import(name: str) -> None:
    """It would stay in that language; a constant is `N_("…")`."""
    assert at_import(ROOT / name) == []


def test_what_is_said_not_to_be_read_is_there() -> None:
    """Whatever goes from the code goes from these lists."""
    for name in (*OF_OPERATORS, *COMPARED):
        assert in_module(ROOT / name), name
    for name, beginnings in UNREAD.items():
        found = in_module(ROOT / name)
        for beginning in beginnings:
            assert any(one.startswith(beginning) for one in found), (name, beginning)


def test_the_finder_finds(tmp_path: Path) -> None:
    template, module, script = (tmp_path / f"one.{kind}" for kind in ("html", "py", "js"))
    template.write_text(
        '<p title="A title" class="{{ "a-- b" }}">{{ _("It is known.", who=a or "Some name") }} '
        'Some words {{ "It is so." if a }}</p>'
    )
    module.write_text(
        '"""A docstring."""\nf(f"{a} owns this.", _("It is known."))\ndef g(): _("Later")'
    )
    script.write_text(
        "say('Some words', message('It is known.')); // A remark of ours\n"
        "say(messages('One is known.', '%(num)s are known.', 2), `This is ${known}, too`);\n"
        "throw new Error('Nobody reads this.')"
    )
    assert in_template(template) == ["A title", "Some words", "Some name", "It is so."]
    assert in_module(module) == ["… owns this."]
    assert at_import(module) == ["_('It is known.')"]
    assert in_script(script) == ["Some words", "This is …, too"]
