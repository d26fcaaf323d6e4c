"""What scripts say, in the reader’s language: the script that brings it, and its plural forms."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.support.languages import TRANSLATED, in_the_code
from tests.web.world import World
from web.language import catalogues
from web.language.catalogues import SCRIPTS, WAITING
from web.language.known import Language, language_of
from web.language.pseudo import pseudo
from web.language.scripts import messages_script, script_messages

pytestmark = pytest.mark.chooses_languages

ROOT = Path(__file__).parents[2]
TAPS = ("One tap", "%(num)s taps")
LOADED = """
globalThis.ownItMessages = given.all;
globalThis.document = {documentElement: given};
const {messages} = await import('./static/js/lib/messages.js');
"""


def node(script: str, given: object) -> Any:
    """What this script logs as JSON, of what stands in `given`."""
    command = [
        "node",
        "--input-type=module",
        "--eval",
        f"const given = {json.dumps(given)};{script}",
    ]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small catalogue of each language, in which a form is called by its number."""
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path)
    for language in TRANSLATED:
        catalogue = Catalog(locale=language.code.replace("-", "_"), domain=SCRIPTS)
        forms = tuple(f"form {number}" for number in range(catalogue.num_plurals))
        catalogue.add(TAPS, forms)
        catalogue.add("Discard", f"“{language.own_name}”")
        catalogue.add("Print")
        path = catalogues.catalogue_path(language, SCRIPTS).with_suffix(".mo")
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)
    catalogues.catalogue.cache_clear()
    yield
    catalogues.catalogue.cache_clear()


def by_id(language: Language) -> str:
    return language.code


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("language", TRANSLATED, ids=by_id)
def test_a_browser_takes_the_form_that_gettext_takes(language: Language) -> None:
    numbers = [*range(1, 200), 1000, 1001]
    shown = node(
        f"{LOADED}; const shown = given.numbers.map((n) => messages(...{json.dumps(TAPS)}, n));"
        "console.log(JSON.stringify(shown))",
        {"all": script_messages(language, SCRIPTS), "lang": language.code, "numbers": numbers},
    )
    words = catalogues.catalogue(language, SCRIPTS)
    assert shown == [words.ngettext(*TAPS, number) for number in numbers]


@pytest.mark.usefixtures("compiled")
def test_a_script_brings_what_is_translated() -> None:
    polish = language_of("pl")
    assert polish
    script = messages_script(polish, SCRIPTS).decode()
    messages = node(f"{script};console.log(JSON.stringify(globalThis.ownItMessages))", {})
    assert messages["Discard"] == "“Polski”"
    assert set(messages["One tap"]) == {"one", "few", "many"}
    assert "Print" not in messages


def test_the_pseudo_locale_is_the_same_in_scripts() -> None:
    found = (one for domain in (SCRIPTS, WAITING) for one in in_the_code(domain))
    code = (one.id for one in found if one.id)
    ids = [part for one in code for part in ([one] if isinstance(one, str) else one)]
    shown = node(
        "await import('./static/js/lib/pseudo-messages.js');"
        "console.log(JSON.stringify(given.map((one) => globalThis.ownItMessages[one])))",
        ids,
    )
    assert shown == [pseudo(one) for one in ids]


@pytest.mark.parametrize("path", ["/", "/me", "/offline", "/waiting"])
def test_pages_load_the_messages_of_their_language_before_other_scripts(
    world: World, path: str
) -> None:
    assert "/js/scripts." not in world.owner.get(path).text
    world.owner.post("/me/language", {"language": "pt-BR"})
    answer = world.owner.get(path)
    assert answer.headers["Content-Language"] == "pt-BR"
    first = answer.text.index("<script")
    address = answer.text[first:].partition('src="')[2].partition('"')[0]
    assert answer.text[first:].startswith("<script defer ")
    assert address.endswith("/js/scripts.pt-BR.js")
    script = world.nobody.get(address)
    assert script.status == 200
    assert "immutable" in script.headers["Cache-Control"]
    assert script.text.startswith("Object.assign(globalThis.ownItMessages")
    assert ("/js/waiting.pt-BR.js" in answer.text) == (path == "/waiting")
