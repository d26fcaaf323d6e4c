"""A customer's phone that follows, as its script and its worker send it."""

from typing import Any

from push.models import Message
from tests.support.subscriptions import subscription_keys
from tests.web.answers import Answer
from tests.web.world import World
from web.acts.core.tap import Unit
from web.acts.issues import follow_news
from web.store.tables.followers import Follower

SERVICE = "https://updates.push.services.mozilla.com/wpush/v2/"


def follow_page(world: World, ref: str = "") -> str:
    """The path, from the customer's page."""
    shown = world.nobody.get(world.shared(ref or world.report())).text
    return "/f/" + shown.partition('href="/f/')[2][:43]


def subscription(phone: str = "customer", **more: Any) -> dict[str, Any]:
    keys = dict(zip(("p256dh", "auth"), subscription_keys(), strict=True))
    return {"endpoint": SERVICE + phone, "keys": keys, "expirationTime": None} | more


def follow(world: World, page: str, phone: str = "customer", lang: str = "") -> Answer:
    query = f"?lang={lang}" if lang else ""
    return world.nobody.send(f"{page}/subscription{query}", subscription(phone))


def stop(world: World, page: str, phone: str = "customer") -> Answer:
    body = {"endpoint": SERVICE + phone}
    return world.nobody.send(f"{page}/subscription", body, "DELETE")


def look(world: World) -> bool:
    """What the worker does every few seconds; whether there was anything."""
    now = world.clock()
    with world.database.read() as session:
        found = follow_news.look(session, now)
    if found:
        with world.database.write() as session:
            follow_news.tell(Unit(session, now), found)
    return bool(found)


def messages(world: World) -> list[Message]:
    """Of phones that follow, oldest first."""
    return [one for one in world.messages() if one.person.startswith("follower:")]


def told(world: World, follower: int = 1) -> list[str]:
    """The bodies of its messages, oldest first."""
    name = f"follower:{follower}"
    return [one.content["body"] for one in messages(world) if one.person == name]


def followers(world: World) -> int:
    return world.count(Follower)
