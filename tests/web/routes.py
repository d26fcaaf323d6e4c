"""Every route with one good call of it, and what each persona gets for that call.

A new route makes the suite fail until it stands here.
"""

from collections.abc import Callable
from secrets import token_hex

from push import subscriptions
from tests.support.subscriptions import subscription_keys
from tests.support.taps import tap_of, unit_of
from tests.web.always_yes_routes import ALWAYS_YES, repeated_ask
from tests.web.answering import answer_page
from tests.web.calls import Call, form, page
from tests.web.cause_routes import CAUSES, pattern
from tests.web.follow_routes import FOLLOW
from tests.web.following import follow_page
from tests.web.personas import (
    admins,
    both,
    everybody,
    helper,
    here,
    leads,
    mine,
    owner,
    signed_in,
    stand_ins,
)
from tests.web.settings_routes import SETTINGS
from tests.web.world import World
from web.acts.accounts import invites
from web.acts.phones import push_subscriptions
from web.rules.vocabulary import Role
from web.store.tables.accounts import Invite
from web.store.tables.issues import Issue, Photo

URGENCY = {"urgency": "today", "was_urgency": "today"}
A_DAY = {"starts-0": "08:00", "ends-0": "16:30"}
RECEIPT = {"receipt": "an-unknown-receipt", "what": "shown"}

CALLS: dict[str, Call] = {
    **SETTINGS,
    **(CAUSES | ALWAYS_YES),
    **FOLLOW,
    "shell.unsaved": page((200,) * 6, "/unsaved"),
    "shell.waiting": page((200,) * 6, "/waiting"),
    "shell.https": page((200,) * 6, "/https"),
    "me.badge": page(signed_in(200, 303), "/me/badge"),
    "home.home": page(signed_in(200, 303), "/"),
    "search.search": page(signed_in(200, 303), "/search"),
    "home.issues": page(signed_in(200, 303), "/issues"),
    "reports.new": page(signed_in(200, 303), "/issues/new"),
    "reports.create": form((303, 303, 303, 303, 404, 401), "/issues", text="x", site_id="{site}"),
    "issues.show": page(here(200, 303), "/issues/{ref}"),
    "issues.state": page(here(200, 303), "/issues/{ref}/state"),
    "issues.own": form(here(303), "/issues/{unowned}/own"),
    "issues.promise": form(owner(303), "/issues/{ref}/promise", minutes="60"),
    "issues.told": form(stand_ins(303), "/issues/{ref}/told", minutes="60"),
    # A lead may say it too; the owner stays.
    "issues.form_page": page(here(200, 303), "/issues/{ref}/update"),
    "issues.update": form(stand_ins(303), "/issues/{ref}/update", what="told", by="60"),
    "issues.on_it": form((303, 409, 303, 303, 404, 401), "/issues/{ref}/on-it"),
    "issues.later": form(stand_ins(303), "/issues/{ref}/later", text="x", minutes="60"),
    "issues.note": form(here(303), "/issues/{ref}/note", text="x"),
    "issues.resolve": form(owner(303), "/issues/{ref}/resolve", text="x"),
    "issues.use": form(owner(303), "/issues/{ref}/used", **{"use-{allowance}": "yes"}),
    "issues.reopen": form(here(303), "/issues/{resolved}/reopen"),
    "issues.offer": form((409, 303, 303, 303, 404, 401), "/issues/{ref}/offer"),
    "corrections.form": page(owner(200, 303), "/issues/{ref}/correct"),
    "corrections.save": form(owner(303), "/issues/{ref}/correct", text="y", **URGENCY),
    "corrections.ask_to_remove": page(owner(200, 303), "/issues/{ref}/photos/{its_photo}/remove"),
    "corrections.remove_photo": form(owner(303), "/issues/{ref}/photos/{its_photo}/remove"),
    "corrections.take_back": form(owner(409), "/issues/{ref}/undo", version="1"),
    "asking.ask": page(stand_ins(200, 303), "/issues/{ref}/ask"),
    "asking.after_ask": page(signed_in(303, 303), "/issues/{ref}/steps"),
    "asking.create": form(
        stand_ins(303), "/issues/{ref}/steps", need="x", introduction="call", helper_id="{victim}"
    ),
    "steps.show": page(here(200, 303), "/steps/{step}"),
    "steps.state": page(here(200, 303), "/steps/{step}/state"),
    "steps.accept": form(both(303), "/steps/{step}/accept"),
    "steps.decline": form(helper(303), "/steps/{step}/decline", why="busy"),
    "steps.done": form(both(303), "/steps/{accepted}/done"),
    "steps.withdraw": form(owner(303), "/steps/{step}/withdraw"),
    "steps.propose": form(helper(303), "/steps/{step}/propose", who="Carla"),
    # Whoever stands before the owner's screen may say yes; the owner cannot stand there too.
    "scan.arrive": page(signed_in(200, 303), "/steps/{step}/with/{shown}"),
    "scan.scan": form((409, 303, 303, 303, 303, 401), "/steps/{step}/with/{shown}"),
    "changes.choose": page(stand_ins(200, 303), "/issues/{ref}/owner-change"),
    "changes.ask": form(
        stand_ins(303), "/issues/{ref}/owner-change", to_id="{victim}", reason="absence"
    ),
    "changes.show": page(here(200, 303), "/owner-changes/{change}"),
    "changes.accept": form(helper(303), "/owner-changes/{change}/accept"),
    "changes.decline": form(helper(303), "/owner-changes/{change}/decline"),
    "changes.withdraw": form(owner(303), "/owner-changes/{change}/withdraw"),
    "home.helped": page(signed_in(200, 303), "/helped"),
    "home.mine": page(signed_in(200, 303), "/mine"),
    "share.show": page(owner(200, 303), "/issues/{ref}/share"),
    "share.make": form(owner(303), "/issues/{ref}/share"),
    "share.revoke": form(owner(303), "/issues/{ref}/share/revoke"),
    "customer_data.show": page(leads(200, 303), "/issues/{ref}/customer-data"),
    "customer_data.confirm": page(leads(303, 303), "/issues/{ref}/customer-data/erase"),
    "customer_data.erase": form(
        leads(303), "/issues/{resolved}/customer-data/erase", extent="customer"
    ),
    "customer_data.copy": page(leads(200, 303), "/issues/{ref}/customer-data/copy"),
    "customer_data.find": page(leads(200, 303), "/customer-data"),
    "customer_data.found": form(leads(200), "/customer-data", customer="Mrs. Smith"),
    "customer_data.copy_all": form(leads(200), "/customer-data/copy", customer="Mrs. Smith"),
    "photos.show": page(here(200, 303), "/photos/{photo}"),
    "photos.one_of_issue": page(here(200, 303), "/issues/{pictured}/photos/1"),
    "photos.small": page(here(200, 303), "/photos/{photo}/small"),
    "photos.shared": form(everybody(303), "/share-target", text="x"),
    "status.status": page(everybody(200), "{status}"),
    "answers.show": page(everybody(200), "{answer}"),
    "answers.give": form(everybody(422), "{answer}", answer="settled"),
    "thanks.mine": page(signed_in(200, 303), "/me/thanks"),
    "thanks.wall": page(signed_in(200, 303), "/site/wall"),
    "thanks.share": form(signed_in(404, 401), "/me/thanks/1/share"),
    "thanks.take_down": form(signed_in(404, 401), "/me/thanks/1/take-down"),
    "thanks.take_down_from_wall": form(signed_in(404, 401), "/site/wall/1/take-down"),
    "names.mine": page(signed_in(200, 303), "/me/name"),
    "names.save_mine": form(signed_in(303, 401), "/me/name", first_name="Maria"),
    "names.anybodys": page(admins(200, 303), "/settings/people/{victim}/name"),
    "names.save_anybodys": form(admins(303), "/settings/people/{victim}/name", first_name="Maria"),
    "numbers.mine": page(signed_in(200, 303), "/me/phone"),
    "numbers.save": form(signed_in(303, 401), "/me/phone", phone="214"),
    "me.me": page(signed_in(200, 303), "/me"),
    "languages.choose": form(signed_in(303), "/me/language", language="de"),
    "vault.vault": page(signed_in(200, 303), "/me/vault"),
    "shift.shift": form(signed_in(303), "/me/shift", hours="4"),
    "shift.after_answer": page(signed_in(303, 303), "/me/shift"),
    "shift.end": page(signed_in(200, 303), "/me/shift/end"),
    "shift.promise": form(owner(303), "/me/shift/end/{ref}/promise", minutes="60"),
    "hours.mine": page(signed_in(200, 303), "/me/hours"),
    "hours.set_mine": form(signed_in(303), "/me/hours", **A_DAY),
    "hours.theirs": page(admins(200, 303), "/settings/people/{victim}/hours"),
    "hours.set_theirs": form(admins(303), "/settings/people/{victim}/hours", **A_DAY),
    "channels.save": form(signed_in(303), "/me/channels/email", address="ana@example.org"),
    # Nobody has given an address yet.
    "channels.test": form(signed_in(409), "/me/channels/email/test"),
    "channels.remove": form(signed_in(303), "/me/channels/email/remove"),
    "channels.after_answer": page(signed_in(303, 303), "/me/channels/email/test"),
    "site.show": page(leads(200, 303), "/site"),
    "site.region": page(leads(200, 303), "/site/board"),
    "figures.show": page(leads(200, 303), "/site/report"),
    "figures.issues": page(leads(200, 303), "/site/report/cold"),
    "figures.report_csv": page(leads(200, 303), "/site/report.csv"),
    "figures.issues_csv": page(leads(200, 303), "/site/issues.csv"),
    # They have no phone that could be rung.
    "site.ring": form(leads(409), "/site/people/{victim}/ring"),
    "site.after_refusal": page(leads(303, 303), "/site/people/{victim}/ring"),
    "team.my_skills": form(signed_in(303), "/me/skills", skills="carpets"),
    "practice.show": page(signed_in(200, 303), "/practice"),
    "practice.customers_page": page(signed_in(200, 303), "/practice/page"),
    "practice.state": page(signed_in(200, 303), "/practice/state"),
    "practice.go_on": form(signed_in(303), "/practice/start"),
    "practice.hide": form(signed_in(303), "/practice/hide"),
    "practice.remind": form(leads(303), "/people/{victim}/practice"),
    "team.show": page(leads(200, 303), "/people"),
    "team.skills_of": form(leads(303), "/people/{victim}/skills", skills="carpets"),
    "team.after_answer": page(leads(303, 303), "/people/{victim}/skills"),
    "me.link": form(signed_in(200), "/me/link"),
    "me.revoke": form(mine(303), "/me/devices/{device}/revoke"),
    "me.revoke_others": form(signed_in(303), "/me/devices/revoke-others"),
    "door.join": page(everybody(200), "/join/{join}"),
    "door.claim": form(everybody(303), "/join/{join}", first_name="Nina"),
    "door.sign_in": page(everybody(200), "/sign-in"),
    "door.type_code": form(everybody(303), "/sign-in", code="{code}"),
    "door.after_refusal": page(signed_in(303, 303), "/sign-out"),
    "door.sign_out": form(signed_in(303), "/sign-out"),
    "push.subscribe": Call(
        signed_in(201),
        "POST",
        "/push/subscriptions",
        body={
            "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
            "keys": dict(zip(("p256dh", "auth"), subscription_keys(), strict=True)),
        },
    ),
    "push.unsubscribe": Call(signed_in(204), "DELETE", "/push/subscriptions"),
    # Nobody has a phone that could be rung.
    "push.ring_once": Call(signed_in(404), "POST", "/push/test", body={}),
    "push.progress": page(mine(200, 303), "/push/test/{test}"),
    "push.receipt": Call(everybody(204), "POST", "/push/receipts", body=RECEIPT),
    "csp_reports.receive": Call(everybody(204), "POST", "/csp-reports", body={}),
    "shell.static": page(everybody(200), "/static/{version}/css/app.css"),
    "shell.worker": page(everybody(200), "/sw.js"),
    "shell.manifest": page(everybody(200), "/manifest.webmanifest"),
    "shell.icon": page(everybody(200), "/icons/icon.svg"),
    "shell.favicon": page(everybody(200), "/favicon.ico"),
    "shell.offline": page(everybody(200), "/offline"),
    "shell.robots": page(everybody(200), "/robots.txt"),
    "shell.healthz": page(everybody(200), "/healthz"),
    "shell.received": Call(everybody(200), "POST", "/healthz", body={}),
    "shell.readyz": page(everybody(200), "/readyz"),
    # Without a token in the settings. Nobody is led to sign in: who collects has no browser.
    "metrics.metrics": page((404, 404, 404, 200, 404, 404), "/metrics"),
    # Only in the demo, which this is not.
    "demo.show": page(everybody(404), "/demo"),
    "demo.sign_in": form(everybody(404), "/demo/{victim}"),
    "demo.phone": page(everybody(404), "/demo/phone/{victim}"),
    "demo.push": form(everybody(404), "/demo/push/{victim}"),
}


class Things(dict[str, str]):
    """Made when a call first names them, and fresh in each of these: all are the owner's."""

    def __init__(self, world: World) -> None:
        super().__init__(site=str(world.site.id), version=world.app.extensions["ownit"].version)
        self.world = world

    def __missing__(self, name: str) -> str:
        made = self[name] = str(MAKERS[name](self.world))
        return made


def _resolved(world: World) -> str:
    ref = world.report()
    world.make(lambda it: it.resolve(world.people["owner"], ref, "done", world.clock()))
    return ref


def _person(world: World) -> str:
    return world.make(lambda it: str(it.person(world.site, "Vic Tim").id))


def _place(world: World) -> str:
    return world.make(lambda it: str(it.place(world.site, "Till 5", token_hex(4)).id))


def _way_in(world: World) -> invites.InviteLink:
    with world.database.write() as session:
        site = world.site.id
        return invites.invite(unit_of(world, session), role=Role.LEAD, site_id=site)


def _invite(world: World) -> int:
    _way_in(world)
    return world.count(Invite)


def _test_of_phone(world: World) -> int:
    device = str(world.device("owner"))
    with world.database.read() as session:
        has_phone = subscriptions.of_device(session, device) is not None
    if not has_phone:
        world.phone("owner")
    world.clock.forward(seconds=11)
    with world.database.write() as session:
        return push_subscriptions.send_test_push(tap_of(world, session, "owner"))


def _photo(world: World, ref: str = "") -> str:
    issue_id, owner = world.issue(ref or world.report()).id, world.id("owner")
    name, at = token_hex(8), world.clock()
    with world.database.write() as session:
        session.add(Photo(id=name, issue_id=issue_id, person_id=owner, jpeg=b"\xff\xd8", at=at))
    return name


def _its_photo(world: World) -> str:
    """Of the newest issue."""
    with world.database.read() as session:
        ref = session.get_one(Issue, world.count(Issue)).ref
    return _photo(world, ref)


def _pictured(world: World) -> str:
    """An issue with a photo."""
    ref = world.report()
    _photo(world, ref)
    return ref


MAKERS: dict[str, Callable[[World], object]] = {
    "ref": lambda world: world.report(),
    "unowned": lambda world: world.unowned(),
    "resolved": _resolved,
    "victim": _person,
    "place": _place,
    "join": lambda world: _way_in(world).token,
    "code": lambda world: _way_in(world).code,
    "invite": _invite,
    "allowance": lambda world: world.make(lambda it: it.allowance(world.site, token_hex(4))),
    "test": _test_of_phone,
    "photo": _photo,
    "its_photo": _its_photo,
    "pictured": _pictured,
    "pattern": pattern,
    "asked_again": repeated_ask,
    "step": lambda world: world.ask(),
    "accepted": lambda world: world.walking(),
    "shown": lambda world: world.code().rpartition("/")[2],
    "change": lambda world: world.hand_over(),
    "device": lambda world: world.device("owner"),
    "status": lambda world: world.shared(world.report()),
    "answer": answer_page,
    "follow": follow_page,
}
