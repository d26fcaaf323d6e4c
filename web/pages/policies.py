"""Escalation policies of a site, for admins: read, change, play through, reset."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import first_steps
from web.acts.core.tap import Unit
from web.acts.nudges import policies as acts
from web.http.access import for_admins
from web.http.context import now, reading, writing
from web.http.forms import BadForm, read_form, whole_number
from web.http.idempotency import ActForm, ActRefused, perform
from web.http.templating import Notice, use_zone
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.policy_forms import NOT_HERE, Errors, Typed, read_ladder, read_moment
from web.reads.policies import policies as read
from web.reads.policies.policies import EscalationStepRow
from web.reads.policies.preview import Moment, Play, preview
from web.rules.clock import time_zone
from web.rules.policies import EDITABLE, INSIDE_OPENING
from web.rules.vocabulary import Trigger

pages = Blueprint("policies", __name__, url_prefix="/settings/sites/<id:site_id>/nudges")
_WHEN = N_("Choose a day, and write a time such as 14:30.")


@dataclass(frozen=True)
class PolicyForm:
    site_id: int
    site_name: str
    trigger: Trigger
    hours: str  # see `read.hours_of`; "all" where no time of a site counts
    version: int  # of what is in force; 0: as shipped
    seen: int  # the newest version there is: whoever saves another has not seen it
    rows: tuple[
        EscalationStepRow, ...
    ]  # at least one empty one at the end, unless the most is reached
    people: tuple[tuple[int, str], ...]  # who can be named
    weekday: int  # of the moment that is played through: 0 is Monday
    time: str  # "14:30", by the site's clock
    owner: str  # id of the person who would own the issue in it
    running: int  # how many ladders of this kind run now
    played: tuple[Play, ...] | None = None  # None: not played yet
    errors: tuple[tuple[str, str], ...] = ()  # (name of a field, sentence); "": of no field


class LadderInput(ActForm, extra="ignore"):
    """The key only: the rows are read by `read_ladder`, which keeps what was typed."""


class CopyInput(ActForm, extra="ignore"):
    trigger: str = ""  # all of them


@pages.get("")
@for_admins
def show(site_id: int) -> ResponseReturnValue:
    return _list(site_id, None)


@pages.post("/copy")
@for_admins
def copy(site_id: int) -> ResponseReturnValue:
    """To the sites of the fields `to-…`."""
    form = read_form(CopyInput)
    triggers = (_known(form.trigger),) if form.trigger else EDITABLE
    with reading() as session:
        others = read.policies_page(session, site_id).other_sites
    to_sites = [id_ for id_, _name in others if request.form.get(f"to-{id_}") == "yes"]
    if not to_sites:
        return make_response(_list(site_id, Notice(_("Choose at least one site."), bad=True)), 422)
    try:
        perform(form, lambda tap: acts.copy(tap, site_id, triggers, to_sites), as_admin=True)
    except ActRefused as error:
        return make_response(_list(site_id, Notice(error.sentence, bad=True)), 409)
    return redirect(f"/settings/sites/{site_id}/nudges?copied#copy", 303)


def _list(site_id: int, notice: Notice | None) -> str:
    with reading() as session:
        page = read.policies_page(session, site_id)
    saved, copied = request.args.get("saved", ""), request.form.get("trigger", "")
    return render_template(
        "policies/list.html", page=page, saved=saved, copied=copied, notice=notice
    )


@pages.get("/<trigger>")
@for_admins
def edit(site_id: int, trigger: str) -> ResponseReturnValue:
    return _page(site_id, _known(trigger), 200)


@pages.post("/<trigger>")
@for_admins
def save(site_id: int, trigger: str) -> ResponseReturnValue:
    kind = _known(trigger)
    typed = read_ladder(kind, request.form)
    errors = typed.errors or _strangers(site_id, typed)
    try:
        form = read_form(LadderInput)
    except BadForm as bad:
        errors = (("", bad.sentence), *errors)
    if errors:
        return _page(site_id, kind, 422, replace(typed, errors=errors))
    is_now, ladder = request.form.get("apply_now") == "yes", typed.ladder
    try:
        perform(
            form,
            lambda tap: acts.save(tap, site_id, kind, ladder, apply_now=is_now),
            as_admin=True,
        )
    except ActRefused as error:
        return _page(site_id, kind, 409, replace(typed, errors=(("", error.sentence),)))
    return _saved(site_id, kind)


@pages.post("/<trigger>/play")
@for_admins
def play_through(site_id: int, trigger: str) -> ResponseReturnValue:
    """Saves nothing but that it was tried: shows what was typed again, with its effect."""
    kind = _known(trigger)
    typed = read_ladder(kind, request.form)
    errors = typed.errors or _strangers(site_id, typed)
    weekday, at, _owner = read_moment(request.form)
    if at is None:
        errors = (*errors, ("time", _(_WHEN)))
    if errors or at is None:
        return _page(site_id, kind, 422, replace(typed, errors=errors))
    with reading() as session:
        site = read.site_or_404(session, site_id)
        owner = whole_number(request.form.get("owner", ""))
        moment = Moment(weekday, at)
        played = preview(session, site, kind, typed.ladder, moment, owner, now())
        is_first = site.reminders_tried_at is None
    if is_first:
        with writing() as session:
            first_steps.try_reminders(Unit(session, now()), site_id)
    return _page(site_id, kind, 200, typed, played)


@pages.post("/<trigger>/shipped")
@for_admins
def go_back(site_id: int, trigger: str) -> ResponseReturnValue:
    kind = _known(trigger)
    perform(read_form(ActForm), lambda tap: acts.go_back(tap, site_id, kind), as_admin=True)
    return _saved(site_id, kind)


def _known(trigger: str) -> Trigger:
    if trigger not in EDITABLE:
        abort(404)
    return Trigger(trigger)


def _saved(site_id: int, trigger: Trigger) -> ResponseReturnValue:
    return redirect(f"/settings/sites/{site_id}/nudges?saved={trigger}#{trigger}", 303)


def _strangers(site_id: int, typed: Typed) -> Errors:
    """Errors for people whom the form did not offer."""
    with reading() as session:
        known = {
            id_ for id_, _name in read.people_to_name(session, read.site_or_404(session, site_id))
        }
    return tuple(
        (f"person-{at}", _(NOT_HERE))
        for at, step in enumerate(typed.ladder)
        if step.person_id is not None and step.person_id not in known
    )


def _page(
    site_id: int,
    trigger: Trigger,
    status: int,
    typed: Typed | None = None,
    played: tuple[Play, ...] | None = None,
) -> ResponseReturnValue:
    with reading() as session:
        site = read.site_or_404(session, site_id)
        ladder, version = read.latest(session, site_id, trigger)
        use_zone(site.zone)  # the moment is typed, and played, by its clock
        weekday, at = _moment(now(), time_zone(site.zone))
        form = PolicyForm(
            site_id=site_id,
            site_name=site.name,
            trigger=trigger,
            hours=read.hours_of(site) if trigger in INSIDE_OPENING else "all",
            version=version,
            seen=read.newest_version(session, site_id, trigger),
            rows=typed.rows if typed else read.rows_of(ladder),
            people=read.people_to_name(session, site),
            weekday=weekday,
            time=at,
            owner=request.form.get("owner", "")[:9],
            running=read.how_many_run(session, site_id, trigger),
            played=played,
            errors=typed.errors if typed else (),
        )
    return make_response(render_template("policies/edit.html", form=form), status)


def _moment(at: datetime, zone: ZoneInfo) -> tuple[int, str]:
    """As typed; initially now, by the site's clock."""
    if "time" in request.form:
        weekday, _at, typed = read_moment(request.form)
        return weekday, typed
    here = at.astimezone(zone)
    return here.weekday(), time(here.hour, here.minute).strftime("%H:%M")
