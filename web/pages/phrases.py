"""The words that help at a site: a page of *Settings*."""

from functools import partial
from typing import ClassVar

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import phrases, unseen
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import reading
from web.http.forms import BadForm
from web.http.idempotency import ActForm
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.settings_answers import change
from web.reads.accounts import phrases as read
from web.rules.issues import Refusal
from web.rules.phrases import LONGEST, NAMES, Moment, is_shipped
from web.rules.text import visible

pages = Blueprint("phrases", __name__, url_prefix="/settings/sites/<id:site_id>/phrases")
TOO_LONG = N_("Write at most 200 characters: they are said aloud.")


class PhrasesInput(ActForm, extra="ignore"):
    """The key only: the words are the fields of the moments. `shipped`: a moment that gets the
    words of Own It again."""

    sentences: ClassVar[dict[str, str]] = {}


@pages.get("")
@for_admins
def show(site_id: int) -> ResponseReturnValue:
    return _page(site_id)


@pages.post("")
@for_admins
def save(site_id: int) -> ResponseReturnValue:
    page = partial(_page, site_id)
    typed = {moment: _line(request.form[moment]) for moment in Moment if moment in request.form}
    back = request.form.get("shipped")
    errors = {
        str(moment): _(TOO_LONG)
        for moment, words in typed.items()
        if len(words) > LONGEST and moment != back
    }
    if errors:
        return make_response(page(bad=BadForm(errors, request.form.to_dict())), 422)
    # What stands there unchanged stays the words of Own It, in every language.
    wanted = {
        moment: None if moment == back or is_shipped(moment, words) else words
        for moment, words in typed.items()
    }

    def apply(tap: Tap, _form: PhrasesInput) -> Refusal | None:
        refused = unseen.phrases(tap, site_id)
        if refused is None:
            phrases.set_phrases(tap, site_id, wanted)
        return refused

    return change(PhrasesInput, apply, f"/settings/sites/{site_id}/phrases?saved", page)


def _line(typed: str) -> str:
    return " ".join(visible(typed).split())


def _page(site_id: int, *, notice: Notice | None = None, bad: BadForm | None = None) -> str:
    with reading() as session:
        page = read.phrases_page(session, site_id)
    saved = Notice(_("Saved.")) if "saved" in request.args else None
    return render_template(
        "settings/phrases.html",
        page=page,
        names={moment: _(words) for moment, words in NAMES.items()},
        notice=notice or saved,
        typed=request.form.to_dict(),
        errors=bad.errors if bad else {},
    )
