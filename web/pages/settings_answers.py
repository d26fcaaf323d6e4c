"""How the forms of *Settings* are read, applied and answered."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from web.acts.core.security_log import SecurityEvent, has_report, report_on_commit
from web.acts.core.tap import Tap
from web.http.forms import BadForm, read_form
from web.http.idempotency import ActForm, ActRefused, perform
from web.http.templating import Notice
from web.rules.issues import Refusal
from web.rules.seen import is_unseen

AForm = TypeVar("AForm", bound=ActForm)


class Page(Protocol):
    """Shows the page that a form stands on; `bad`: with what was typed and what is wrong."""

    def __call__(self, *, notice: Notice | None = None, bad: BadForm | None = None) -> str: ...


def change(
    model: type[AForm],
    apply: Callable[[Tap, AForm], Refusal | None],
    onward: str,
    page: Page,
    names: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """Parse, change once, redirect to `onward`. `names`: the names under which the page shows
    fields and errors, where two of its forms have equal fields."""
    names = names or {}
    try:
        form = read_form(model)
    except BadForm as bad:
        return make_response(page(bad=bad.renamed(names)), 422)

    def act(tap: Tap) -> Refusal | None:
        refused = apply(tap, form)
        if refused is None and not has_report(tap.session):
            fields = {"person": tap.actor.id, "what": request.endpoint}
            report_on_commit(tap.session, SecurityEvent.SETTINGS_CHANGED, **fields)
        return refused

    try:
        perform(form, act, as_admin=True)
    except ActRefused as error:
        return make_response(_refused(error.sentence, page, names, model), 409)
    return redirect(onward, 303)


def _refused(sentence: str, page: Page, names: dict[str, str], model: type[ActForm]) -> str:
    """Beside the name or the words, if the form has them: it is refused for nothing else, but for
    what somebody saved meanwhile."""
    if is_unseen(sentence):
        typed = BadForm({}, request.form.to_dict())
        return page(notice=Notice(sentence, bad=True), bad=typed)
    field = next((one for one in ("name", "words") if one in model.model_fields), None)
    if field is None:
        return page(notice=Notice(sentence, bad=True))
    return page(bad=BadForm({field: sentence}, request.form.to_dict()).renamed(names))


def saved_at(path: str, section: str = "") -> str:
    """The page after a change; its section says that it is saved."""
    return f"{path}?saved={section}#{section}" if section else f"{path}?saved"
