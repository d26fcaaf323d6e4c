"""The report *See a problem?*: its form, and saving it."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session

from web.acts.core.tokens import as_sign
from web.acts.images.uploads import ReceivedPhotos
from web.acts.issues import report
from web.acts.issues.report import Report
from web.http.access import for_signed_in, for_signed_in_else
from web.http.answers import allow_offline_copy, form_error_json, issue_answer
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import BadForm, FormError, MaybeLine, Words, read_form, whole_number
from web.http.idempotency import ActForm, ActRefused, FormReused, perform
from web.http.photos import allow_photos, chosen_photos, missing_sentence, uploaded_photos
from web.http.sign_in import viewer
from web.http.templating import use_zone
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads.accounts import settings
from web.reads.first_promises import FirstPromise, first_promises
from web.reads.opening import OpenNow, open_now
from web.reads.public_site import public_site
from web.rules.missing_photos import advice
from web.rules.site_texts import place_in_words
from web.rules.vocabulary import Urgency
from web.store.tables.accounts import Place, Site

pages = Blueprint("reports", __name__)
_LONGEST_CODE = 40
_LONGEST_SIGN = 300  # as scanned, with what was added to it


@dataclass(frozen=True)
class ReportForm:
    """The report as typed so far, shown again with what is wrong with it, by field."""

    site_id: int
    text: str = ""
    place: str = ""
    urgency: Urgency = Urgency.TODAY
    customer_name: str = ""
    customer_contact: str = ""
    errors: tuple[tuple[str, str], ...] = ()  # (field name, sentence)
    sites: tuple[tuple[int, str], ...] = ()  # leads may choose a site; others: their own only
    places: tuple[str, ...] = ()  # known places of the site, offered while typing
    photos_lost: int = 0  # how many were chosen, and have to be chosen again
    shared_lost: bool = False  # what another app shared did not get as far as the form
    again: str = ""  # "yes": the same words as a moment ago are meant as another issue
    sign: str = ""  # the code of the sign that they stand before
    sign_at: str = ""  # the name of that sign's site, where it is not theirs
    open_now: OpenNow | None = None  # of the site; None: it is always open
    promises: tuple[FirstPromise, ...] = ()  # for each urgency, as it were tapped now
    zone: str = ""  # in which they are said
    site_name: str = ""
    sign_is_dead: bool = False  # the code names no place, or none any more


class ReportInput(ActForm):
    sentences: ClassVar = {
        "text": N_("Write at most 2,000 characters."),
        "place": N_("The place may have up to 80 characters."),
        "urgency": N_("Choose how urgent it is."),
        "customer_name": N_("The customer’s name may have up to 80 characters."),
        "customer_contact": N_("How to reach them may have up to 120 characters."),
        "site_id": N_("Choose the site where it is."),
    }
    text: Words = Field(default="", max_length=2000)
    place: MaybeLine = Field(default=None, max_length=80)
    urgency: Urgency = Urgency.TODAY
    customer_name: MaybeLine = Field(default=None, max_length=80)
    customer_contact: MaybeLine = Field(default=None, max_length=120)
    site_id: int = Field(ge=1, le=2**31 - 1)
    sign: MaybeLine = Field(default=None, max_length=_LONGEST_CODE)
    intent: Literal["own", "log"] = "own"
    again: Literal["yes", ""] = ""
    photos: Literal["leave", ""] = ""


def public_page() -> ResponseReturnValue | None:
    """For a customer who has scanned a sign: whom to tell, and the site's number."""
    if "place" not in request.args:
        return None
    with reading() as session:
        site = public_site(session, as_sign(request.args["place"][:_LONGEST_SIGN]))
    return render_template(
        "customer/sign.html",
        site=site,
        sign_in=url_for("door.sign_in", next=request.full_path),
    )


@pages.get("/issues/new")
@for_signed_in_else(public_page)
def new() -> ResponseReturnValue:
    code = request.args.get("place", "")[:_LONGEST_SIGN]
    with reading() as session:
        place = settings.place_by_code(session, as_sign(code))
        typed = {
            "site_id": str(place.site_id if place else viewer().site_id),
            "place": _shown(session, place) if place else "",
            "sign": place.code if place else "",
        }
        form = replace(_form(session, typed, {}), sign_is_dead=bool(code) and place is None)
    page = make_response(render_template("report.html", form=form))
    return page if request.args else allow_offline_copy(page)


@pages.post("/issues")
@for_signed_in
def create() -> ResponseReturnValue:
    allow_photos()
    form = read_form(ReportInput)
    seen, is_own = _report(form, uploaded_photos()), form.intent == "own"
    result = perform(form, lambda tap: report.report(tap, seen))
    url = f"/issues/{result.ref}" + ("?owned=1" if is_own else "")
    return issue_answer(result, url, just_owned=is_own, remark=missing_sentence())


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    bad = _as_bad_form(error)
    return form_error_json(bad, "") if prefers_json() else _again(bad)


def _as_bad_form(error: FormError) -> BadForm:
    """Whatever is wrong stands at the words. Of a report that was there a moment ago one more tap
    makes another one."""
    typed = request.form.to_dict()
    if isinstance(error, ActRefused):
        again = {"again": "yes"} if error.ref else {}
        return BadForm({"text": error.sentence}, typed | again, again)
    if isinstance(error, FormReused):
        return BadForm({"text": _sent_before(error.ref)}, typed)
    return BadForm(error.errors, typed)


def _report(form: ReportInput, photos: ReceivedPhotos) -> Report:
    if not form.text and not photos.safe and photos.missing.missing:
        raise BadForm({"photo": advice(photos.missing)}, request.form.to_dict())
    if not form.text and not photos.safe:
        raise BadForm({"text": _("Write one line, or take a photo.")}, request.form.to_dict())
    return Report(
        words=form.text,
        urgency=form.urgency,
        site_id=form.site_id,
        place=form.place,
        customer_name=form.customer_name,
        customer_contact=form.customer_contact,
        sign=form.sign,
        photos=photos,
        without_owner=form.intent == "log",
        is_another=form.again == "yes",
    )


def _sent_before(ref: str | None) -> str:
    if ref is None:
        return _("This form was sent before. To report something else, tap the button again.")
    return _(
        "This form was sent before and became %(ref)s. "
        "To report something else, tap the button again.",
        ref=ref,
    )


def _again(bad: BadForm) -> Response:
    """422: the form with all that was typed; only photos have to be chosen again."""
    errors = dict(bad.errors)
    if "site_id" in errors and not viewer().is_lead:
        errors[""] = errors.pop("site_id")  # their form has no choice of sites to link to
    with reading() as session:
        form = _form(session, bad.typed, errors)
    return make_response(render_template("report.html", form=form), 422)


def _shown(session: Session, place: Place) -> str:
    return place_in_words(place.name, session.get_one(Site, place.site_id).place_names) or ""


def _form(session: Session, typed: dict[str, str], errors: dict[str, str]) -> ReportForm:
    who = viewer()
    sign = settings.place_by_code(session, typed.get("sign", ""))
    chosen = whole_number(typed.get("site_id", "")) if who.is_lead else sign and sign.site_id
    site_id = chosen or who.site_id
    urgency = typed.get("urgency", "")
    site = session.get(Site, site_id)
    if site:
        use_zone(site.zone)  # what is promised there
    return ReportForm(
        site_id=site_id,
        text=typed.get("text", ""),
        again=typed.get("again", ""),
        place=typed.get("place", ""),
        urgency=Urgency(urgency) if urgency in list(Urgency) else Urgency.TODAY,
        customer_name=typed.get("customer_name", ""),
        customer_contact=typed.get("customer_contact", ""),
        errors=tuple(errors.items()),
        sites=settings.sites(session) if who.is_lead else (),
        places=tuple(
            place_in_words(row.name, site.place_names if site else None) or ""
            for row in settings.places(session, site_id)
        ),
        photos_lost=len(chosen_photos()) if "photo" not in errors else 0,
        sign=sign.code if sign else "",
        sign_at=settings.site_name(session, site_id) if site_id != who.site_id else "",
        open_now=open_now(site, now()) if site else None,
        promises=first_promises(site, now()) if site else (),
        zone=site.zone if site else "",
        site_name=site.name if site else "",
        shared_lost=request.args.get("shared") == "lost",
    )
