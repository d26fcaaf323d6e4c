"""What the calls of routes name: made when a call first names it, of the owner's."""

from collections.abc import Callable
from secrets import token_hex

from push import subscriptions
from tests.support.taps import tap_of, unit_of
from tests.web.always_yes_routes import repeated_ask
from tests.web.answering import answer_page
from tests.web.cause_routes import pattern
from tests.web.following import follow_page
from tests.web.world import World
from web.acts.accounts import invites
from web.acts.phones import push_subscriptions
from web.rules.vocabulary import Role
from web.store.tables.accounts import Invite
from web.store.tables.issues import Issue, Photo


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
