"""The catalogues say what the code says, with the same values and markup."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from babel.messages.catalog import Message

from tests.support.languages import DOMAINS, ROOT, TRANSLATED, in_the_code, missing, read
from web.language.catalogues import SCRIPTS, WAITING, catalogue_path
from web.language.known import Language

VALUE = re.compile(r"%\((\w+)\)s|%%", re.ASCII)
MARKUP = re.compile(r"</?[a-z][^>]*>|&\w+;", re.ASCII)
CATALOGUES = [
    pytest.param(language, domain, id=f"{language.code}-{domain}")
    for language, domain in product(TRANSLATED, DOMAINS)
]


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_every_message_is_translated(language: Language, domain: str) -> None:
    """Else run `make languages`, and translate what it lists."""
    assert missing(language, domain) == []


def test_messages_of_scripts_are_found_also_in_template_literals() -> None:
    known = {one.id for domain in (SCRIPTS, WAITING) for one in in_the_code(domain)}
    written = {
        words
        for path in (ROOT / "static/js").rglob("*.js")
        for words in re.findall(r"\$\{message\('([^'\\]+)'", path.read_text())
    }
    assert written
    assert written <= known


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_values_and_markup_are_those_of_the_message(language: Language, domain: str) -> None:
    catalogue = read(catalogue_path(language, domain), language)
    wrong = [words for one in catalogue if one.id for words in unlike(one)]
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_percent_sign_is_doubled_in_messages(domain: str) -> None:
    wrong = [one.id for one in in_the_code(domain) if one.id and list(unlike(as_it_is(one)))]
    assert wrong == []


def as_it_is(message: Message) -> Message:
    """Its own translation: what English shows."""
    forms = message.id if isinstance(message.id, str) else tuple(message.id)
    return Message(message.id, forms)


def unlike(message: Message) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    for form in forms:
        if not form:
            continue
        # A form for one may leave the number out.
        optional = {"num"} if len(ids) > 1 else set()
        values = set(VALUE.findall(form)) ^ set(VALUE.findall(ids[-1]))
        if values - optional or "%" in VALUE.sub("", form):
            yield f"values: {form}"
        if sorted(MARKUP.findall(form)) != sorted(MARKUP.findall(ids[-1])):
            yield f"markup: {form}"
        if form != form.strip():
            yield f"spaces: {form}"


@pytest.mark.parametrize(
    ("words", "is_wrong"),
    [
        ("%(name)s hat das.", False),
        ("%(nam)s hat das.", True),
        ("Das hat jemand.", True),
        ("%(name)s hat das zu 100 %.", True),
        ("<b>%(name)s</b> hat das.", True),
        (" %(name)s hat das.", True),
    ],
)
def test_a_translation_that_says_something_else_is_found(words: str, is_wrong: bool) -> None:
    assert bool(list(unlike(Message("%(name)s has this.", words)))) is is_wrong
