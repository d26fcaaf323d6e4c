"""An issue with a canary in every column that can hold what people said or showed."""

from sqlalchemy import select

from tests.web.pictures import jpeg
from tests.web.world import World
from web.acts.privacy import retention
from web.rules.retention import Retention
from web.rules.vocabulary import Introduction
from web.store.similar_steps import alike
from web.store.tables.base import metadata
from web.store.tables.issues import Photo

# Of letters alone, and long: a word of the index, and nothing that comes about by chance.
NAMES = (
    "WORDS",
    "PLACE",
    "NAME",
    "CONTACT",
    "NOTE",
    "NEED",
    "COULD",
    "LINE",
    "DONE",
    "RESOLVED",
    "THANKS",
)
CANARIES = {name: f"Zqx{name.lower()}kanarienvogel" for name in NAMES}
PICTURE = b"\xff\xd8Zqxphotokanarienvogel" * 1000  # on overflow pages of its own


def story(world: World, *, resolved: bool = True) -> str:
    """Reported, walked, shared, nudged on lock screens, resolved; gives its reference."""
    with world.database.write() as session:
        site = session.get_one(type(world.site), world.site.id)
        site.shows_text = True
    world.ring_all()
    ref = world.report(
        words=CANARIES["WORDS"] + " " + "long " * 2000,
        place=CANARIES["PLACE"],
        customer_name=CANARIES["NAME"],
        customer_contact=CANARIES["CONTACT"],
    )
    world.owner.act(ref, "note", text=CANARIES["NOTE"])
    declined = world.ask(ref, need=CANARIES["NEED"], how=Introduction.MESSAGE)
    world.colleague.on_step(declined, "decline", why="busy", could=CANARIES["COULD"])
    done = world.walking(ref, need=CANARIES["NEED"])
    world.colleague.on_step(done, "done", text=CANARIES["DONE"])
    world.owner.post(
        f"/issues/{ref}/owner-change",
        {"to_id": str(world.id("lead")), "reason": "absence", "line": CANARIES["LINE"]},
    )
    world.shared(ref)
    world.clock.forward(hours=3)
    world.advance()
    with world.database.write() as session:
        row = {"issue_id": world.issue(ref).id, "person_id": world.id("owner")}
        photo = Photo(id=f"photo{ref}", jpeg=PICTURE, small=jpeg(), at=world.clock(), **row)
        session.add(photo)
    if resolved:
        fields = {"text": CANARIES["RESOLVED"], "thanks_words": CANARIES["THANKS"]}
        assert world.owner.act(ref, "resolve", **fields).status == 303
    return ref


def is_found_by(world: World, words: str) -> bool:
    with world.database.read() as session:
        return bool(alike(session, words, words, "en", 9))


def left(world: World) -> list[str]:
    """Columns, by the names of the map, in which a canary still sings."""
    found = []
    with world.database.read() as session:
        for table in metadata.sorted_tables:
            for row in session.connection().execute(select(table)).mappings():
                sung = {one for one, value in row.items() if "kanarienvogel" in str(value)}
                found += [f"{table.name}.{one}" for one in sung]
    return found


def keep_only_what_is_due(world: World, keep: Retention | None = None) -> None:
    for _ in range(100):
        with world.database.read() as session:
            if not retention.finds(session, keep or Retention(), world.clock()):
                return
        with world.database.write() as session:
            retention.forget(session, keep or Retention(), world.clock())
    raise AssertionError("it never comes to an end")
