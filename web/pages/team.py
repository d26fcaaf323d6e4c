"""The people of a lead's site, and skills."""

from typing import ClassVar

from flask import Blueprint, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from pydantic import Field, field_validator
from sqlmodel import Session

from web.acts.accounts import people, skills
from web.acts.core.tap import Tap
from web.http.access import for_leads, for_signed_in
from web.http.context import now, reading
from web.http.forms import BadForm, Words, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext_noop as N_
from web.pages.me import me_page
from web.pages.people_list import listing, people_sought, place_in_list
from web.reads.accounts.people import PeopleSought
from web.reads.accounts.settings import sites as all_sites
from web.reads.accounts.skills import known_skills
from web.reads.accounts.team import TeamPage, team

pages = Blueprint("team", __name__)


class SkillsInput(ActForm):
    sentences: ClassVar = {
        "skills": N_("Write at most 12 skills, separated by commas, each of at most 40 characters.")
    }
    skills: Words = Field(default="", max_length=500)

    @field_validator("skills")
    @classmethod
    def _all_fit(cls, text: str) -> str:
        if not skills.all_fit(text):
            raise ValueError("too many, or one is too long")
        return text


@pages.get("/people")
@for_leads
def show() -> ResponseReturnValue:
    return _page(200)


@pages.post("/people/<id:person_id>/skills")
@for_leads
def skills_of(person_id: int) -> ResponseReturnValue:
    try:
        form = read_form(SkillsInput)
    except BadForm as bad:
        return _page(422, bad, person_id)

    def keep(tap: Tap) -> None:
        people.require_team(tap, person_id)
        skills.set_skills(tap, person_id, form.skills)

    perform(form, keep)
    return redirect(f"/people{place_in_list()}#person-{person_id}", 303)


@pages.get("/people/<id:person_id>/skills")
@for_leads
def after_answer(person_id: int) -> ResponseReturnValue:
    return redirect(f"/people{place_in_list()}#person-{person_id}", 303)


@pages.post("/me/skills")
@for_signed_in
def my_skills() -> ResponseReturnValue:
    try:
        form = read_form(SkillsInput)
    except BadForm as bad:
        notice = Notice(bad.sentence, bad=True)
        return me_page(notice=notice, typed=bad.typed, status=422)

    def keep(tap: Tap) -> None:
        skills.set_skills(tap, tap.actor.id, form.skills)

    perform(form, keep)
    return redirect("/me#skills", 303)


def _page(status: int, bad: BadForm | None = None, person_id: int = 0) -> ResponseReturnValue:
    with reading() as session:
        sought, page = _found(session, person_id)
        known = known_skills(session)
        sites = all_sites(session) if viewer().is_admin else ()
    html = render_template(
        "team.html",
        people=page.people,
        skills=page.skills,
        listing=listing(sought, len(page.people), page.next, sites),
        known_skills=known,
        notice=Notice(bad.sentence, bad=True) if bad else None,
        typed={person_id: bad.typed.get("skills", "")} if bad else {},
    )
    return make_response(html, status)


def _found(session: Session, person_id: int) -> tuple[PeopleSought, TeamPage]:
    """The page that is asked for; where it does not show this person, one that begins with them,
    so that nothing is lost of what was typed."""
    sought = people_sought()
    page = team(session, viewer(), sought, now())
    if person_id and person_id not in {row.id for row in page.people}:
        sought = PeopleSought(first=person_id)
        page = team(session, viewer(), sought, now())
    return sought, page
