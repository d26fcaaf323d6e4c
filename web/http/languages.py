"""The language of an answer, and messages in templates.

A template writes `{{ _("%(who)s owns this.", who=line.who) }}`. Its messages may have markup, its
values are escaped and isolated; they are `Markup`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from functools import reduce
from typing import Annotated

from flask import Flask, Response, g, request
from markupsafe import Markup, escape
from pydantic import AfterValidator

from web.http.context import app_context
from web.http.forms import MaybeLine
from web.http.jinja import Environment
from web.http.sign_in import viewer_or_forgotten
from web.language.catalogues import catalogue
from web.language.current import choose_language, current_language, is_chosen
from web.language.dates import listed, time_in_words, week, weekday
from web.language.direction import FIRST_STRONG_ISOLATE, turns_direction
from web.language.known import ENGLISH, LANGUAGES, Language, best_of, language_of
from web.language.messages import gettext_noop as N_

_NEXT = N_("%(before)s, %(next)s")
_WORDS = ("text/html", "application/json")  # whose sentences people read
# Such as the address of a link.
_IN_ATTRIBUTE = re.compile(r'="[^"<>]*%\((\w+)\)s', re.ASCII)


def init_languages(app: Flask) -> None:
    @app.before_request
    def choose() -> None:
        choose_language(_of_reader)

    @app.after_request
    def name(response: Response) -> Response:
        if is_chosen() and response.mimetype in _WORDS:
            response.content_language.add(current_language().code)
        if "asked_browser" in g:
            response.vary.add("Accept-Language")
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        choose_language(ENGLISH)


def init_messages(environment: Environment) -> None:
    environment.add_messages(_gettext, _ngettext, _pgettext)
    environment.globals |= {
        "language": current_language,
        "asked_language": asked_language,
        "language_choices": _choices,
        "joined": _joined,
        "week": week,
        "weekday": weekday,
        "time_in_words": time_in_words,
        "typed_time": _typed_time,
    }
    environment.filters["listed"] = _listed


def of_browser() -> Language | None:
    """The first of `Accept-Language` (RFC 9110 section 12.5.4) that is spoken here."""
    g.asked_browser = True
    return best_of([tag for tag, quality in request.accept_languages if quality > 0])


def of_address() -> Language | None:
    """`?lang=tr`: what a reader without an account has chosen; also as other programs write it,
    such as `de-AT` or `DE`."""
    code = request.args.get("lang", "")
    return language_of(code) or best_of([code.replace("_", "-")])


def choose_for_customer(code: str | None) -> None:
    """The one in the address, else that which the owner chose for the customer (`code`), else the
    browser's."""
    choose_language(of_address() or language_of(code or "") or of_browser() or ENGLISH)


def asked_language() -> str | None:
    """The code of that language, for the addresses that this page leads to."""
    asked = of_address()
    return asked.code if asked else None


def _choices() -> list[tuple[str, str]]:
    """Codes and names, each in its own language."""
    return [(one.code, one.own_name) for one in LANGUAGES]


def edition() -> tuple[str, str]:
    """What each page depends on, beside what it shows: the release, and the language."""
    return app_context().version, current_language().code


def _of_reader() -> Language:
    """The one that a signed-in person has chosen, else the site's; strangers choose in the
    address, else in the browser."""
    who = viewer_or_forgotten()
    chosen = language_of(who.language) if who else of_address()
    return chosen or of_browser() or ENGLISH


def _known(code: str | None) -> str | None:
    if code and language_of(code) is None:
        raise ValueError("unknown language")
    return code


# A field of forms; empty: none is chosen.
MaybeLanguage = Annotated[MaybeLine, AfterValidator(_known)]


def _gettext(message: str, /, **values: object) -> Markup:
    return _filled(catalogue(current_language()).gettext(message), values)


def _ngettext(one: str, several: str, num: int, /, **values: object) -> Markup:
    words = catalogue(current_language()).ngettext(one, several, num)
    return _filled(words, {"num": num, **values})


def _pgettext(context: str, message: str, /, **values: object) -> Markup:
    return _filled(catalogue(current_language()).pgettext(context, message), values)


def _joined(parts: Iterable[object]) -> Markup:
    """Words that stand alone, with commas between: `all leads, urgent`. Not “and”, see `listed`."""
    first, *others = [escape(_isolated(one)) for one in parts] or [Markup()]
    return reduce(lambda before, one: _gettext(_NEXT, before=before, next=one), others, first)


def _typed_time(typed: str) -> str:
    """`07:30`, as a field for a time has it; what is no time stays as it was typed."""
    try:
        return time_in_words(time.fromisoformat(typed))
    except ValueError:
        return typed


def _filled(words: str, values: dict[str, object]) -> Markup:
    # Catalogues are a part of the program: tests compare their markup with that of the message.
    # `Markup(words) % values` takes three to six times as long.
    if not values:
        return Markup(words % values)  # noqa: S704
    plain = _IN_ATTRIBUTE.findall(words) if '="' in words else ()
    return Markup(words % _Escaped(values, plain))  # noqa: S704


class _Escaped(dict[str, object]):
    """The values of a message, of which many a message names one or two. Those that stand in
    attributes are `plain`: not isolated."""

    def __init__(self, values: dict[str, object], plain: Sequence[str]) -> None:
        super().__init__(values)
        self._plain = plain

    def __getitem__(self, name: str) -> Markup:
        value = super().__getitem__(name)
        return escape(value if name in self._plain else _isolated(value))


def _listed(several: Iterable[object]) -> Markup:
    """`Ana, Ben and Kim`."""
    # Joined of escaped values and the words of CLDR, which have no markup.
    return Markup(listed([str(escape(_isolated(one))) for one in several]))  # noqa: S704


def _isolated(value: object) -> object:
    is_written = isinstance(value, str) and not isinstance(value, Markup)
    if is_written and FIRST_STRONG_ISOLATE not in str(value) and turns_direction(str(value)):
        return Markup("<bdi>{}</bdi>").format(value)
    return value
