"""A site's own texts in another language, a page for each language."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import site_texts, unseen
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import reading
from web.http.forms import BadForm, whole_number
from web.http.idempotency import ActForm
from web.http.templating import Notice
from web.language.known import LANGUAGES, Language
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.phrases import TOO_LONG
from web.pages.settings_answers import change
from web.reads.accounts import site_texts as read
from web.rules.allowances import WORDS_MAX
from web.rules.issues import Refusal
from web.rules.phrases import LONGEST, NAMES, Moment
from web.rules.text import visible
from web.store.errors import NotFound

pages = Blueprint("site_texts", __name__, url_prefix="/settings/sites/<id:site_id>/texts")
_LANGUAGES = {one.code: one for one in LANGUAGES}
# Fields, by what they begin with: the longest text, and what is said of a longer one.
_PLACE, _ALLOWANCE, _PHRASE = "place-", "allowance-", "phrase-"
_LONGEST = {_PLACE: 80, _ALLOWANCE: WORDS_MAX, _PHRASE: LONGEST}
_TOO_LONG = {
    _PLACE: N_("A name may have up to 80 characters."),
    _ALLOWANCE: N_("Write at most 200 characters."),
    _PHRASE: TOO_LONG,
}


class TextsInput(ActForm, extra="ignore"):
    """The key only: texts are `place-…` and `allowance-…`, for each by its id, and `phrase-…` for
    each moment."""

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
        allowances=_by_id(texts[_ALLOWANCE]),
        places=_by_id(texts[_PLACE]),
        phrases={moment: texts[_PHRASE].get(moment) for moment in Moment},
    )

    def apply(tap: Tap, _form: TextsInput) -> Refusal | None:
        refused = unseen.texts(tap, site_id, language.code)
        return refused or site_texts.set_texts(tap, site_id, language.code, wanted)

    return change(TextsInput, apply, f"{_path(site_id, language)}?saved", page)


def _typed() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The texts by the beginning of their field and the rest of it, and what is wrong with them, by
    field."""
    texts: dict[str, dict[str, str]] = {begin: {} for begin in _LONGEST}
    errors = {}
    for name, typed in request.form.items():
        begin = next((one for one in _LONGEST if name.startswith(one)), None)
        if begin is None:
            continue
        text = " ".join(visible(typed).split())
        texts[begin][name.removeprefix(begin)] = text
        if len(text) > _LONGEST[begin]:
            errors[name] = _(_TOO_LONG[begin])
    return texts, errors


def _by_id(texts: Mapping[str, str]) -> dict[int, str | None]:
    found = {whole_number(id_): text for id_, text in texts.items()}
    return {id_: text for id_, text in found.items() if id_ is not None}


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
