"""A site's own texts in another language, a page for each language."""

from functools import partial
from typing import ClassVar

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import site_texts, unseen
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import reading
from web.http.forms import BadForm
from web.http.idempotency import ActForm
from web.http.templating import Notice
from web.language.known import LANGUAGES, Language
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.phrases import TOO_LONG
from web.pages.settings_answers import change
from web.reads.accounts import site_texts as read
from web.rules.issues import Refusal
from web.rules.phrases import LONGEST, NAMES, Moment
from web.rules.text import visible
from web.rules.vocabulary import Role
from web.store.errors import NotFound

pages = Blueprint("site_texts", __name__, url_prefix="/settings/sites/<id:site_id>/texts")
_LANGUAGES = {one.code: one for one in LANGUAGES}
_PLACE, _PHRASE = "place-", "phrase-"
_LONGEST_NAME, _LONGEST_WORDS = 80, 2000
_TOO_LONG = {
    _LONGEST_NAME: N_("A name may have up to 80 characters."),
    _LONGEST_WORDS: N_("Write at most 2,000 characters."),
    LONGEST: TOO_LONG,
}


class TextsInput(ActForm, extra="ignore"):
    """The key only: texts are the fields of the roles, `place-…` for each place, and `phrase-…`
    for each moment."""

    sentences: ClassVar[dict[str, str]] = {}


@pages.get("")
@for_admins
def choose(site_id: int) -> ResponseReturnValue:
    if "code" not in request.args:
        return redirect(f"/settings/sites/{site_id}#languages", 303)
    return redirect(_path(site_id, _language(request.args["code"])), 303)


@pages.get("/<code>")
@for_admins
def show(site_id: int, code: str) -> ResponseReturnValue:
    return _page(site_id, _language(code))


@pages.post("/<code>")
@for_admins
def save(site_id: int, code: str) -> ResponseReturnValue:
    language = _language(code)
    texts, errors = _typed()
    page = partial(_page, site_id, language)
    if errors:
        return make_response(page(bad=BadForm(errors, request.form.to_dict())), 422)
    wanted = site_texts.Texts(
        authority={role: texts.get(role) for role in Role},
        places={
            int(name.removeprefix(_PLACE)): text
            for name, text in texts.items()
            if name.startswith(_PLACE)
        },
        phrases={moment: texts.get(f"{_PHRASE}{moment}") for moment in Moment},
    )

    def apply(tap: Tap, _form: TextsInput) -> Refusal | None:
        refused = unseen.texts(tap, site_id, language.code)
        return refused or site_texts.set_texts(tap, site_id, language.code, wanted)

    return change(TextsInput, apply, f"{_path(site_id, language)}?saved", page)


def _typed() -> tuple[dict[str, str], dict[str, str]]:
    """The texts by field, and what is wrong with them."""
    texts, errors = {}, {}
    for name, typed in request.form.items():
        longest = _longest(name)
        if longest is None:
            continue
        text = visible(typed).strip()
        texts[name] = text if longest == _LONGEST_WORDS else " ".join(text.split())
        if len(texts[name]) > longest:
            errors[name] = _(_TOO_LONG[longest])
    return texts, errors


def _longest(name: str) -> int | None:
    """How long the text of this field may be; None: it is no text."""
    if name.startswith(_PHRASE):
        return LONGEST if name.removeprefix(_PHRASE) in list(Moment) else None
    number = name.removeprefix(_PLACE)
    is_place = number != name and number.isascii() and number.isdigit() and len(number) < 10
    if is_place:
        return _LONGEST_NAME
    return _LONGEST_WORDS if name in list(Role) else None


def _page(
    site_id: int, language: Language, *, notice: Notice | None = None, bad: BadForm | None = None
) -> str:
    with reading() as session:
        page = read.site_texts(session, site_id, language)
    saved = Notice(_("Saved.")) if "saved" in request.args else None
    return render_template(
        "settings/site_texts.html",
        page=page,
        names={moment: _(words) for moment, words in NAMES.items()},
        notice=notice or saved,
        typed=request.form.to_dict(),
        errors=bad.errors if bad else {},
    )


def _language(code: str) -> Language:
    if code not in _LANGUAGES:
        raise NotFound
    return _LANGUAGES[code]


def _path(site_id: int, language: Language) -> str:
    return f"/settings/sites/{site_id}/texts/{language.code}"
