"""What nudges say: enough to act on, and nothing of the customer on a lock screen."""

from sqlmodel import select

from push.models import Delivery, Message
from tests.web.world import Reported, World
from web.store.tables.accounts import Site


def test_the_words_change_with_the_hour_and_with_the_reader(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(255, shown=True)
    titles = [one.content["title"] for one in world.messages("owner")]
    assert titles == [  # Monday, 09:00 in UTC is 10:00 at the site
        f"Store 12: {ref}, update the customer by 14:00",
        f"Store 12: {ref} is late",
        f"Store 12: {ref} is late",
    ]
    (to_lead,) = world.messages("lead")
    assert to_lead.content["title"] == f"Store 12: {ref} is late, Ana owns it"
    assert to_lead.content["path"] == f"/issues/{ref}"


CANARIES: Reported = {
    "customer_name": "CanaryName",
    "customer_contact": "CanaryContact",
}


def spoken(world: World) -> str:
    with world.database.read() as session:
        contents = [str(one.content) for one in session.exec(select(Message)).all()]
        assert session.exec(select(Delivery)).first() is not None
    return " ".join(contents)


def everything_said(world: World, place: str = "CanaryPlace") -> str:
    """All that is ever pushed about an issue that is unowned, then owned, then late."""
    world.ring_all()
    world.long_shift()
    more: Reported = {**CANARIES, "place": place}
    ref = world.unowned("CanaryWords", **more)
    world.run_until(20)
    world.owner.act(ref, "own")
    world.owner.act(ref, "told", text="CanaryTold", minutes="30")
    world.owner.act(ref, "note", text="CanaryNote")
    world.run_until(100)
    return spoken(world)


def test_a_lock_screen_tells_nothing_of_the_customer(world: World) -> None:
    said = everything_said(world)
    assert "Canary" not in said
    assert "needs an owner" in said
    assert "Store 12" in said


def test_a_place_is_named_only_when_it_is_one_of_the_sites_own(world: World) -> None:
    said = everything_said(world, place="Till 4")
    assert "Till 4: " in said
    assert "Canary" not in said


def test_where_the_site_allows_it_the_words_alone_are_shown(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Site, world.site.id).shows_text = True
    said = everything_said(world)
    assert "CanaryWords" in said
    for other in ("CanaryName", "CanaryContact", "CanaryPlace", "CanaryTold", "CanaryNote"):
        assert other not in said


def test_the_timeline_tells_of_nudges_in_words(world: World) -> None:
    world.phone("colleague")
    ref = world.unowned()
    world.advance()
    page = world.lead.get(f"/issues/{ref}").words
    timeline = page[page.index("A reminder went to") :]
    assert "Ben Kastner" in timeline
    assert "Ana Rothgeber" in timeline
