"""People: their role, and the end of their account."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, or_
from sqlmodel import Session, col, select

from push import channels, locks
from web.acts.accounts import invites
from web.acts.core import devices
from web.acts.core.security_log import Fields, SecurityEvent, report_on_commit
from web.acts.core.tap import Tap, Unit
from web.acts.handoffs import owner_changes, steps
from web.acts.handoffs.locks import OpenHandoffs, handoffs_of
from web.acts.issues import lifecycle
from web.acts.nudges.enqueue import replace_and_enqueue
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.schedule import restart_shift_escalation
from web.acts.shifts import weekly_hours
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.contacts import with_country_codes
from web.rules.countries import country_at
from web.rules.issues import Refusal
from web.rules.people import Viewer
from web.rules.steps import OPEN_STORED
from web.rules.vocabulary import ChangeState, IssueState, Role
from web.store.errors import NotFound
from web.store.row_cache import locked
from web.store.subjects import subject_of, subject_of_handoffs, subject_of_hours, subject_of_shift
from web.store.tables.accounts import Organisation, Person, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue
from web.store.tables.practice import Practice

_OWN_ROLE = (
    N_("You can’t remove your own admin role. Ask another admin."),
    N_(
        "You can’t remove your own admin role. "
        "You are the only admin: make someone else one, who can do it."
    ),
)
_OWN_ACCOUNT = (
    N_("You can’t close your own account. Ask another admin."),
    N_(
        "You can’t close your own account. "
        "You are the only admin: make someone else one, who can do it."
    ),
)


def change(tap: Tap, person_id: int, role: Role, site_id: int) -> Refusal | None:
    """Give somebody another role or site. Their open sessions use it from the next request on."""
    person = _active(tap.session, person_id)
    site = tap.session.get(Site, site_id)
    if site is None:
        raise NotFound
    if person.id == tap.actor.id and role is not Role.ADMIN:
        return _refuse_self(tap, _OWN_ROLE)
    if person.role != role:
        fields: Fields = {"person": tap.actor.id, "changed": person.id, "role": role}
        report_on_commit(tap.session, SecurityEvent.ROLE_CHANGED, **fields)
        invites.revoke_made_by(tap, person.id)
    if person.phone:
        person.phone = _read_at(site, person.phone, tap.session.get_one(Site, person.site_id))
    has_moved = site_id != person.site_id
    person.role, person.site_id = role, site_id
    tap.session.add(person)
    tap.session.flush()
    until = person.on_shift_until
    weekly_hours.follow_weekly_hours(tap, person)  # by the clock of their present site
    if has_moved and until and until == person.on_shift_until:
        restart_shift_escalation(tap, person)  # by the policy of that site
    return None


def _refuse_self(tap: Tap, sentences: tuple[str, str]) -> Refusal:
    """The first sentence is for one of several admins, the second for the only one."""
    of_several, of_only = sentences
    others = select(Person.id).where(
        Person.role == Role.ADMIN, col(Person.closed_at).is_(None), Person.id != tap.actor.id
    )
    is_other = tap.session.exec(others.limit(1)).first() is not None
    return Refusal(_(of_several if is_other else of_only))


def _read_at(site: Site, phone: str, typed_at: Site) -> str:
    """A number without a country code means another one in another country."""
    country = country_at(typed_at.country, typed_at.zone)
    if country == country_at(site.country, site.zone):
        return phone
    return with_country_codes(phone, country)


def rename(tap: Tap, person_id: int, first_name: str, last_name: str) -> None:
    """Correct a name. The history names people by id, so it reads the new one."""
    person = _active(tap.session, person_id)
    person.first_name, person.last_name = first_name, last_name
    tap.session.add(person)
    if person_id != tap.actor.id:
        fields: Fields = {"person": tap.actor.id, "what": "name", "changed": person.id}
        report_on_commit(tap.session, SecurityEvent.SETTINGS_CHANGED, **fields)


def set_phone(tap: Tap, phone: str | None) -> None:
    """The actor's own number for colleagues; None: none."""
    person = _active(tap.session, tap.actor.id)
    person.phone = phone
    tap.session.add(person)


def choose_language(tap: Tap, code: str | None) -> None:
    """The actor's own, from their next page and reminder on; None: that of the site."""
    person = _active(tap.session, tap.actor.id)
    person.language = code
    tap.session.add(person)


def close(tap: Tap, person_id: int) -> Refusal | None:
    """End an account: sessions and subscriptions end, what they own becomes unowned, loudly, and
    what they were asked for goes back to who asked."""
    if person_id == tap.actor.id:
        return _refuse_self(tap, _OWN_ACCOUNT)
    person = _active(tap.session, person_id)
    person.closed_at, person.on_shift_until, person.shift_source = tap.now, None, None
    person.phone = None
    fields: Fields = {"person": tap.actor.id, "closed": person.id}
    report_on_commit(tap.session, SecurityEvent.ACCOUNT_CLOSED, **fields)
    tap.session.add(person)
    tap.session.flush()
    touched = _touched(tap.session, person.id)
    walks = [handoffs_of(tap.session, issue.id) for issue in touched]
    # In the order of `push.locks`, and all of a kind at once.
    subjects = [one for walk in walks for one in walk.subjects]
    its_own = (subject_of_shift(person.id), subject_of_hours(person.id))
    locks.ladders(tap.session, [*subjects, *its_own])
    devices.lock_all(tap.session, person.id)
    let_go = [
        _release_owned(tap.by_system, issue, walk, person.id)
        for issue, walk in zip(touched, walks, strict=True)
    ]
    nudges = [queued for of_issue in let_go for queued in of_issue]
    owned = [issue for issue in touched if issue.owner_id == person.id]
    left = [handoffs_of(tap.session, issue.id) for issue in touched]
    ended = set(subjects) - {one for walk in left for one in walk.subjects}
    news = {subject_of_handoffs(issue.id) for issue in touched}
    silenced = ended | news | {subject_of(issue.id) for issue in owned}
    locks.keep_phones(tap.session, {queued.nudge.person for queued in nudges})
    locks.all_deliveries(tap.session, {*silenced, *its_own}, [str(person.id)])
    replace_and_enqueue(tap, silenced, nudges)
    for issue in owned:
        lifecycle.orphan(tap.by_system, issue)
    restart_shift_escalation(tap, person)
    weekly_hours.plan_next(tap, person)
    for way in channels.of_person(tap.session, str(person.id)):
        channels.remove(tap.session, way.person, way.kind)
    devices.end_all(tap.session, person.id, tap.now)
    tap.session.exec(delete(Practice).where(col(Practice.person_id) == person.id))
    invites.revoke_made_by(tap, person.id)
    return None


def _touched(session: Session, person_id: int) -> Sequence[Issue]:
    """Open issues that involve them in any way, locked."""
    helps = exists().where(
        col(Step.issue_id) == col(Issue.id),
        col(Step.helper_id) == person_id,
        col(Step.state).in_(OPEN_STORED),
    )
    asked = exists().where(
        col(OwnerChange.issue_id) == col(Issue.id),
        col(OwnerChange.to_id) == person_id,
        col(OwnerChange.state) == ChangeState.ASKED,
    )
    owns = (col(Issue.owner_id) == person_id) & (col(Issue.state) == IssueState.OWNED)
    query = select(Issue).where(or_(owns, helps, asked)).order_by(col(Issue.id))
    return session.exec(query.with_for_update(key_share=True)).all()


def _release_owned(
    unit: Unit, issue: Issue, walk: OpenHandoffs, person_id: int
) -> list[QueuedNudge]:
    """End their step of this issue, and owner changes to or from them."""
    nudges: list[QueuedNudge] = []
    for step in walk.steps:
        if step.helper_id == person_id:
            nudges += steps.end_of_closed(unit, step, issue)
    change = walk.change
    if change and change.to_id == person_id:
        nudges += owner_changes.end_of_closed(unit, change, issue)
    elif change and change.from_id == person_id:
        nudges += owner_changes.withdraw_open(unit, issue, change)
    return nudges


def find(session: Session, person_id: int) -> Person:
    """An active person; raises NotFound when unknown or closed. Takes no lock, so a read may use
    it."""
    person = session.get(Person, person_id)
    if person is None or person.closed_at:
        raise NotFound
    return person


def require_team(tap: Tap, person_id: int) -> None:
    """Raises NotFound for somebody outside this lead's site; an admin may act for all."""
    person = find(tap.session, person_id)
    if not tap.actor.is_admin and person.site_id != tap.actor.site_id:
        raise NotFound


def still_admin(session: Session, who: Viewer) -> None:
    """For acts of admins, one after the other: of two who take the role from each other, or close
    each other's accounts, the second is no admin any more, and NotFound is raised."""
    session.exec(select(Organisation.id).with_for_update()).first()
    if find(session, who.id).role != Role.ADMIN:
        raise NotFound


def _active(session: Session, person_id: int) -> Person:
    """Locks the account: nobody acts as this person, or asks them, until this is committed."""
    person = session.exec(locked(select(Person).where(Person.id == person_id))).first()
    if person is None or person.closed_at:
        raise NotFound
    return person
