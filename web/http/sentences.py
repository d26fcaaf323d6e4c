"""Sentences of errors: for requests that only look, and for those that change something."""

from flask import request

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.store.errors import Fault

OF_AN_ACT = {
    400: N_("We could not read what your browser sent. Go back and try again."),
    401: N_("You are signed out, so this was not saved. Sign in, then try again."),
    403: N_("This came from another website, so it was not done. Open Own It and try again."),
    404: N_("We can’t find this page. The link may be mistyped, used or ended."),
    405: N_("That is not possible here. Nothing was changed."),
    409: N_("Someone else was faster. Reload the page."),
    413: N_("That is too large. Go back and make it shorter; a photo may have up to 10 MB."),
    415: N_("We could not read what your browser sent. Go back and try again."),
    422: N_("Something is missing or wrong. Go back and check it."),
    429: N_("Too many attempts. Wait a few minutes, then try again."),
    500: N_("Something went wrong on our side. Check whether it was saved, then try again."),
    503: N_(
        "Own It is too busy to answer. Check whether it was saved, then try again in a moment."
    ),
}
# Reading loses nothing: the page is needed again a little later.
OF_A_LOOK = OF_AN_ACT | {
    401: N_("You are signed out. Sign in to see this."),
    403: N_("This came from another website. Open Own It and try again."),
    405: N_("There is no page at this address. Go back and try again."),
    500: N_("Something went wrong on our side. Reload this page in a moment."),
    503: N_("Own It is too busy to answer. Reload this page in a moment."),
}
# A customer has no other page of ours to go to. The same whether it ended or never was.
_DEAD_STATUS_LINK = N_(
    "This link has ended, or a part of it is missing. Ask anyone who works where you got it, "
    "and they tell you how it stands."
)
_UPDATING = N_(
    "Own It is being updated, so this was not done. Try again in a minute; "
    "what is not sent yet goes out by itself."
)
_UPDATING_A_LOOK = N_(
    "Own It is being updated. Reload this page in a minute; "
    "what is not sent yet goes out by itself."
)
# A phone keeps its taps: 503 means "later" to its queue.
_FAULTS = {
    Fault.FULL: N_(
        "The disk of Own It is full, so nothing can be saved now. What you typed is still there "
        "when you go back. Tell whoever runs Own It."
    ),
    Fault.BROKEN: N_(
        "Own It cannot save or read anything now. What you typed is still "
        "there when you go back. Tell whoever runs Own It."
    ),
}
_FAULTS_OF_A_LOOK = {
    Fault.FULL: N_(
        "The disk of Own It is full, so this page cannot be shown now. Tell whoever runs Own It."
    ),
    Fault.BROKEN: N_("Own It cannot read anything now. Tell whoever runs Own It."),
}


def sentence_of(status: int) -> str:
    """A status without a sentence of its own has that of the first of its class."""
    if status == 404 and request.blueprint in ("status", "answers"):
        return _(_DEAD_STATUS_LINK)
    known = OF_A_LOOK if _is_look() else OF_AN_ACT
    return _(known.get(status, known[500 if status >= 500 else 400]))


def updating() -> str:
    return _(_UPDATING_A_LOOK if _is_look() else _UPDATING)


def sentence_of_fault(fault: Fault) -> str:
    """For a fault that does not pass by itself."""
    return _((_FAULTS_OF_A_LOOK if _is_look() else _FAULTS)[fault])


def _is_look() -> bool:
    """Whether this request's method is safe (RFC 9110 section 9.2.1)."""
    return request.method in ("GET", "HEAD", "OPTIONS")
