"""*Settings*, for admins: the organisation, its sites and places, invites, people."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import invites, people, sites
from web.acts.core.security_log import SecurityEvent, has_report, report_on_commit
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import now, reading
from web.http.forms import BadForm, read_form
from web.http.idempotency import ActForm, ActRefused, perform
from web.http.links import NewLink, public_url, qr_svg, show_invite_link
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.pages.settings_forms import (
    AuthorityInput,
    ChangedSiteInput,
    InviteInput,
    NameInput,
    PersonInput,
    SiteInput,
)
from web.reads.accounts import settings as read
from web.rules.issues import Refusal
from web.rules.vocabulary import Role
from web.store.errors import NotFound
from web.store.tables.accounts import Place, Site

pages = Blueprint("settings", __name__)
AForm = TypeVar("AForm", bound=ActForm)


@pages.get("/settings")
@for_admins
def show() -> ResponseReturnValue:
    """After a change it says that it is saved, at the place where it was made."""
    notice = Notice("Saved.") if request.args.get("saved") == "" else None
    return _page(notice=notice)


@pages.get("/settings/<path:rest>")
@for_admins
def after_answer(rest: str) -> ResponseReturnValue:  # noqa: ARG001
    """Loading the address of an answer with a link or errors again shows the settings."""
    return redirect("/settings", 303)


@pages.post("/settings/organisation")
@for_admins
def organisation() -> ResponseReturnValue:
    return _change(
        NameInput,
        lambda tap, form: sites.rename_organisation(tap, form.name),
        "",
        {"name": "organisation"},
    )


@pages.post("/settings/sites")
@for_admins
def add_site() -> ResponseReturnValue:
    return _change(
        SiteInput,
        lambda tap, form: sites.add_site(tap, form.new_site()),
        "#sites",
        {"name": "site_name"},
    )


@pages.post("/settings/sites/<id:site_id>")
@for_admins
def change_site(site_id: int) -> ResponseReturnValue:
    names = ("name", "zone", "country", "phone", "near_minutes", "message_minutes", "reach_minutes")
    return _change(
        ChangedSiteInput,
        lambda tap, form: sites.change_site(tap, site_id, form.wanted()),
        f"#site-{site_id}",
        {name: f"site-{name}-{site_id}" for name in names},
    )


@pages.post("/settings/sites/<id:site_id>/authority")
@for_admins
def set_authority(site_id: int) -> ResponseReturnValue:
    return _change(
        AuthorityInput,
        lambda tap, form: sites.set_authority(tap, site_id, form.words()),
        f"#site-{site_id}",
        {str(role): f"authority-{role}-{site_id}" for role in Role},
    )


@pages.post("/settings/sites/<id:site_id>/places")
@for_admins
def add_place(site_id: int) -> ResponseReturnValue:
    return _change(
        NameInput,
        lambda tap, form: sites.add_place(tap, site_id, form.name),
        f"#site-{site_id}",
        {"name": f"place-{site_id}"},
    )


@pages.post("/settings/places/<id:place_id>/remove")
@for_admins
def remove_place(place_id: int) -> ResponseReturnValue:
    return _change(ActForm, lambda tap, _form: sites.remove_place(tap, place_id), "#sites")


@pages.get("/settings/places/<id:place_id>/qr")
@for_admins
def place_qr(place_id: int) -> ResponseReturnValue:
    with reading() as session:
        place = session.get(Place, place_id)
        if place is None or place.removed_at:
            raise NotFound
        site = session.get_one(Site, place.site_id)
    url = public_url(f"/issues/new?place={place.code}")
    return render_template(
        "settings/place_sign.html", place=place, site_name=site.name, url=url, qr_svg=qr_svg(url)
    )


@pages.post("/settings/invites")
@for_admins
def invite() -> ResponseReturnValue:
    """An invite for a new person; shown in this answer only."""

    def make(tap: Tap, form: InviteInput) -> invites.InviteLink:
        if tap.session.get(Site, form.site_id) is None:
            raise NotFound
        return invites.invite(tap, form.role, form.site_id, name=form.name)

    return _new_link(InviteInput, make, lambda form: form.name)


@pages.post("/settings/invites/<id:invite_id>/revoke")
@for_admins
def revoke_invite(invite_id: int) -> ResponseReturnValue:
    return _change(ActForm, lambda tap, _form: invites.revoke(tap, invite_id), "#invite")


@pages.post("/settings/people/<id:person_id>")
@for_admins
def change_person(person_id: int) -> ResponseReturnValue:
    return _change(
        PersonInput,
        lambda tap, form: people.change(tap, person_id, form.role, form.site_id),
        f"#person-{person_id}",
    )


@pages.post("/settings/people/<id:person_id>/link")
@for_admins
def link_for_person(person_id: int) -> ResponseReturnValue:
    """An invite for another device of a known person; shown in this answer only."""
    with reading() as session:
        name = people.find(session, person_id).name

    def make(tap: Tap, _form: ActForm) -> invites.InviteLink:
        person = people.find(tap.session, person_id)
        return invites.invite_known(tap, person, invites.KNOWN_PERSON)

    return _new_link(ActForm, make, lambda _form: name)


@pages.post("/settings/people/<id:person_id>/close")
@for_admins
def close_person(person_id: int) -> ResponseReturnValue:
    return _change(ActForm, lambda tap, _form: people.close(tap, person_id), "#people")


def _change(
    model: type[AForm],
    change: Callable[[Tap, AForm], Refusal | None],
    onward: str,
    names: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """Parse, change once, redirect to `onward`. `names`: the names under which the page shows
    fields and errors, since several forms there have equal fields."""
    try:
        form = read_form(model)
    except BadForm as bad:
        return make_response(_page(bad=bad.renamed(names or {})), 422)

    def act(tap: Tap) -> Refusal | None:
        refused = change(tap, form)
        if refused is None and not has_report(tap.session):
            fields = {"person": tap.actor.id, "what": request.endpoint}
            report_on_commit(tap.session, SecurityEvent.SETTINGS_CHANGED, **fields)
        return refused

    try:
        perform(form, act, as_admin=True)
    except ActRefused as error:
        return make_response(_refused(error.sentence, names or {}), 409)
    return redirect(f"/settings?saved={onward.lstrip('#')}{onward}", 303)


def _new_link(
    model: type[AForm],
    make: Callable[[Tap, AForm], invites.InviteLink],
    name_of: Callable[[AForm], str | None],
) -> ResponseReturnValue:
    try:
        form = read_form(model)
    except BadForm as bad:
        return make_response(_page(bad=bad.renamed({"name": "invite_name"})), 422)
    made: list[invites.InviteLink] = []

    def act(tap: Tap) -> None:
        made.append(make(tap, form))

    perform(form, act, as_admin=True)
    if made:
        return _page(link=show_invite_link(made[0], name_of(form)))
    return _page(notice=Notice("That link was shown before. Make a new one if you need it."))


def _refused(sentence: str, names: dict[str, str]) -> str:
    """Beside the name, if the form has one: forms are refused for nothing else."""
    if "name" not in names:
        return _page(notice=Notice(sentence, bad=True))
    return _page(bad=BadForm({"name": sentence}, request.form.to_dict()).renamed(names))


def _page(
    link: NewLink | None = None, notice: Notice | None = None, bad: BadForm | None = None
) -> str:
    with reading() as session:
        view = read.settings(session, viewer(), now())
    return render_template(
        "settings/page.html",
        settings=view,
        link=link,
        notice=notice,
        typed=bad.typed if bad else {},
        errors=bad.errors if bad else {},
        saved=request.args.get("saved", ""),
    )
