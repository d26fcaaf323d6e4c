"""Keeps the catalogues of `languages/` together with the code: `make languages`, `make language`.

Reads every message of the code, merges it into each catalogue, and lists what is not translated.
"""

import io
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from web.language.catalogues import MESSAGES, SCRIPTS, WAITING, catalogue_path
from web.language.known import ENGLISH, LANGUAGES, Language, language_of

ROOT = Path(__file__).parents[2]
TRANSLATED = [one for one in LANGUAGES if one is not ENGLISH]
_SCRIPT_KEYWORDS = {"message": None, "messages": (1, 2)}
_KEYWORDS: dict[str, Any] = {
    MESSAGES: {
        "_": None,
        "N_": None,
        "gettext": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "ngettext_noop": (1, 2),
        "pgettext": ((1, "c"), 2),
    },
    SCRIPTS: _SCRIPT_KEYWORDS,
    WAITING: _SCRIPT_KEYWORDS,
}
DOMAINS = tuple(_KEYWORDS)
_SKIPPED = ("node_modules", "built", "tests", "docs", "data", "dist")
# Lines of a header that say when and by whom: the history knows it.
_DATED = re.compile(
    r'(?m)^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    r'|Report-Msgid-Bugs-To|Generated-By|Project-Id-Version):.*"\n'
)


@cache
def in_the_code(domain: str) -> Catalog:
    """Every message of the code, without translations."""
    with (ROOT / "languages" / f"{domain}.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        _KEYWORDS[domain],
        directory_filter=_is_ours,
        strip_comment_tags=True,
    )
    catalogue = Catalog(domain=domain)
    elsewhere = in_the_code(SCRIPTS) if domain == WAITING else ()
    for name, _, words, comments, context in found:
        if _first(words) in elsewhere:
            continue
        known = catalogue.get(_first(words), context)
        # A catalogue has one entry for both, whose first form may name the number.
        if known and isinstance(known.id, str) != isinstance(words, str):
            raise ValueError(f"{name}: “{_first(words)}” is also a message of the other kind")
        catalogue.add(words, locations=[(name, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return catalogue


def update(language: Language, domain: str) -> None:
    path = catalogue_path(language, domain)
    catalogue = read(path, language) if path.exists() else _new(language, domain)
    catalogue.update(in_the_code(domain), no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_as_text(catalogue))


def missing(language: Language, domain: str) -> list[str]:
    """The messages of the code that this catalogue does not translate."""
    path = catalogue_path(language, domain)
    known = read(path, language) if path.exists() else _new(language, domain)
    translated = {(one.id, one.context) for one in known if _is_whole(one.string)}
    code = in_the_code(domain)
    return [_first(one.id) for one in code if one.id and (one.id, one.context) not in translated]


def read(path: Path, language: Language) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=_locale(language))


def _as_text(catalogue: Catalog) -> str:
    written = io.BytesIO()
    write_po(written, catalogue, width=0, ignore_obsolete=True, sort_by_file=True)
    return _DATED.sub("", written.getvalue().decode())


def _new(language: Language, domain: str) -> Catalog:
    header = f"# {language.own_name}, see docs/languages.md."
    return Catalog(locale=_locale(language), domain=domain, header_comment=header, fuzzy=False)


def _locale(language: Language) -> str:
    return language.code.replace("-", "_")


def _is_ours(folder: str | Path) -> bool:
    name = Path(folder).name
    return name not in _SKIPPED and not name.startswith((".", "__"))


def _is_whole(words: Any) -> bool:
    """Whether each plural form has words."""
    return bool(words) and all([words] if isinstance(words, str) else words)


def _first(words: str | list[str] | tuple[str, ...]) -> str:
    return words if isinstance(words, str) else words[0]


def main(code: str | None = None) -> None:
    language = language_of(code)
    if code and not language:
        sys.exit(f"Add {code} to LANGUAGES in web/language/known.py first.")
    for one in [language] if language else TRANSLATED:
        for domain in DOMAINS:
            update(one, domain)
            for words in missing(one, domain):
                print(f"{one.code} {domain}: {words}")


if __name__ == "__main__":
    main(*sys.argv[1:])
