"""What is erased is gone, and what stays still works."""

import json
import logging
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlmodel import select

from push.models import Message
from tests.web.canaries import CANARIES, is_found_by, keep_only_what_is_due, left, story
from tests.web.world import World
from web.cli.passes import SyncErasures
from web.reads import event_chain
from web.rules.retention import Extent
from web.rules.vocabulary import EventKind, IssueState
from web.store.personal import COLUMNS, Data
from web.store.tables.base import metadata
from web.store.tables.issues import Photo, StatusLink
from web.store.tables.privacy import Erasure

PHOTO = "Zqxphotokanarienvogel"


def path_of(ref: str) -> str:
    return f"/issues/{ref}/customer-data"


def erase(world: World, ref: str, extent: Extent = Extent.ALL, by: str = "lead") -> int:
    return world.browser_of(by).post(f"{path_of(ref)}/erase", {"extent": extent}).status


def test_the_story_sings_in_every_column_that_can_hold_words(world: World) -> None:
    """Else the other tests would look for what was never there."""
    story(world)
    found = set(left(world))
    words = {name for name, what in COLUMNS.items() if what is Data.CUSTOMER}
    none = {"event.salt", "photo.id", "photo.small", "status_link.nonce", "status_link.token_hash"}
    assert found == words - none | {"push_message.content"}
    assert is_found_by(world, CANARIES["NEED"])


def test_every_column_says_whether_it_is_personal() -> None:
    names = set()
    for table in metadata.sorted_tables:
        for column in table.c:
            kind = str(column.type).upper()
            is_plain = kind.startswith(("INTEGER", "BIGINT", "BOOLEAN", "DATETIME", "FLOAT"))
            if not is_plain:
                names.add(f"{table.name}.{column.name}")
    assert names == set(COLUMNS)


def test_nothing_is_left_in_any_column(world: World) -> None:
    ref = story(world)
    other = world.report(words="Stays as it is", customer_name="Somebody else")
    assert erase(world, ref) == 303
    assert left(world) == []
    assert not is_found_by(world, CANARIES["NEED"])
    assert not is_found_by(world, CANARIES["WORDS"])
    assert world.count(Photo) == world.count(StatusLink) == 0
    assert world.issue(other).customer_name == "Somebody else"
    with world.database.read() as session:
        assert event_chain.verify(session).fault is None


def test_what_stays_are_states_times_and_who_helped(world: World) -> None:
    ref = story(world)
    before = world.kinds(ref)
    touched_at = world.issue(ref).touched_at
    world.clock.forward(days=1)
    erase(world, ref)
    issue = world.issue(ref)
    assert (issue.state, issue.touched_at) == (IssueState.RESOLVED, touched_at)
    assert world.kinds(ref) == [*before, EventKind.ERASED]
    assert [one.helper_id for one in map(world.step, (1, 2))] == [world.id("colleague")] * 2
    for who in (world.owner, world.colleague, world.lead, world.admin):
        page = who.get(f"/issues/{ref}")
        assert page.status == 200
        assert "The words of this issue were removed on 24 Nov 2026" in page.words
        assert who.get("/issues").status == who.get("/").status == 200
    assert world.lead.get("/site").status == 200
    assert "Words removed" in world.lead.get("/issues").words


def test_one_of_the_sites_own_places_stays(world: World) -> None:
    ref = world.report(place="Till 4")
    world.owner.act(ref, "resolve", text="Done")
    erase(world, ref)
    assert world.issue(ref).place == "Till 4"


def test_of_an_open_issue_only_the_customer_is_erased(world: World) -> None:
    ref = story(world, resolved=False)
    refused = world.lead.post(f"{path_of(ref)}/erase", {"extent": "all"})
    assert refused.status == 409
    assert "still open" in refused.words
    assert world.issue(ref).customer_name == CANARIES["NAME"]
    assert erase(world, ref, Extent.CUSTOMER) == 303
    issue = world.issue(ref)
    assert (issue.customer_name, issue.customer_contact, issue.erased_at) == (None, None, None)
    assert CANARIES["NOTE"] in world.owner.get(f"/issues/{ref}").words
    assert world.kinds(ref)[-1] == EventKind.CUSTOMER_ERASED


def test_an_erased_issue_can_be_opened_and_resolved_again(world: World) -> None:
    ref = story(world)
    erase(world, ref)
    assert world.owner.act(ref, "reopen", text="It is back").status == 303
    assert world.owner.get(f"/issues/{ref}").status == 200
    assert world.owner.get("/").status == world.lead.get("/site").status == 200
    world.clock.forward(hours=1)
    assert world.owner.act(ref, "resolve", text="Done again").status == 303
    world.clock.forward(days=91)
    keep_only_what_is_due(world)
    assert "Done again" not in str([one.text for one in world.events(ref)])
    with world.database.read() as session:
        assert event_chain.verify(session).fault is None


def test_words_that_were_written_since_are_erased_by_hand_as_well(world: World) -> None:
    ref = story(world)
    for _ in range(2):
        assert erase(world, ref) == 303
        assert left(world) == []
        world.clock.forward(minutes=1)
        assert world.owner.act(ref, "note", text=CANARIES["NOTE"]).status == 303
        assert left(world) == ["event.text"]
        assert "Remove all words" in world.lead.get(path_of(ref)).words
    assert world.count(Erasure) == 2
    world.clock.forward(days=90)
    keep_only_what_is_due(world)
    assert left(world) == []


def test_name_and_contact_of_an_erased_issue_leave_its_time_alone(world: World) -> None:
    ref = story(world)
    erase(world, ref)
    erase(world, ref, Extent.CUSTOMER)
    world.clock.forward(days=91)
    keep_only_what_is_due(world)
    assert world.kinds(ref).count(EventKind.ERASED) == 1


def test_a_repeated_tap_erases_once(world: World) -> None:
    ref = story(world)
    for _ in range(2):
        fields = {"extent": "all"}
        assert world.lead.post(f"{path_of(ref)}/erase", fields, key="the-same-key").status == 303
    assert world.kinds(ref).count(EventKind.ERASED) == 1
    assert world.count(Erasure) == 1


def test_the_erase_list_holds_nothing_of_what_it_was(world: World, tmp_path: Path) -> None:
    ref = story(world)
    erase(world, ref)
    SyncErasures(world.database, world.database, tmp_path, world.clock)()
    line = json.loads((tmp_path / "erased.jsonl").read_text())
    assert line == {"issue": ref, "extent": "all", "at": world.clock().isoformat()}
    assert (tmp_path / "erased.jsonl").stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_in_the_files_of_sqlite(one_world: World, tmp_path: Path) -> None:
    """Neither in pages that became free, nor in the write-ahead log, nor in the index."""
    file = Path(str(one_world.database.engine.url.database))
    ref = story(one_world)
    work = SyncErasures(one_world.database, one_world.database, tmp_path, one_world.clock)
    work()
    assert one_world.database.checkpoint()
    sung = file.read_bytes().lower()
    for canary in (*CANARIES.values(), PHOTO):
        assert canary.lower().encode() in sung, canary
    erase(one_world, ref)
    one_world.clock.forward(minutes=1)
    work()
    for path in file.parent.glob(f"{file.name}*"):
        content = path.read_bytes().lower()
        for canary in ("kanarienvogel", CANARIES["NEED"][:12], "zqxwords"):
            assert canary.lower().encode() not in content, (path.name, canary)


def dump(world: World) -> str:
    """Each table as COPY writes it, which is what `pg_dump` consists of."""
    engine, found = world.database.engine, []
    raw = engine.raw_connection()
    try:
        for name in inspect(engine).get_table_names():
            with raw.cursor().copy(f'COPY "{name}" TO STDOUT') as rows:
                found += [bytes(one).decode() for one in rows]
    finally:
        raw.close()
    return "".join(found).lower()


def test_nothing_is_left_in_a_dump_of_postgresql(postgres_world: World) -> None:
    ref = story(postgres_world)
    before = dump(postgres_world)
    assert all(canary.lower() in before for canary in CANARIES.values())
    erase(postgres_world, ref)
    assert "kanarienvogel" not in dump(postgres_world)


def test_the_log_has_nothing_of_what_was_erased(
    one_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ref = story(one_world)
    erase(one_world, ref)
    one_world.lead.get(f"{path_of(ref)}/copy")
    assert "kanarienvogel" not in caplog.text.lower()
    assert '"event": "erased"' in caplog.text


# ---- who may


def test_only_leads_of_the_site_and_admins_may(world: World) -> None:
    ref = world.report(customer_name="Mrs. Canary")
    with world.database.write() as session:
        lead = session.get_one(type(world.people["lead"]), world.id("lead"))
        lead.site_id = world.elsewhere.id
    for who in (world.owner, world.colleague, world.lead, world.stranger):
        assert who.get(path_of(ref)).status == 404
        assert who.get(f"{path_of(ref)}/copy").status == 404
        assert who.post(f"{path_of(ref)}/erase", {"extent": "customer"}).status == 404
    assert world.issue(ref).customer_name == "Mrs. Canary"
    assert world.nobody.get(path_of(ref)).status == 303
    assert world.admin.get(path_of(ref)).status == 200


def test_a_lead_finds_all_of_a_customer_at_their_site(world: World) -> None:
    one = world.report(words="Till", customer_name="Mrs. <b>&", customer_contact="030 1")
    two = world.report(words="Door", customer_contact="030 1")
    world.report(words="Other", customer_contact="030 12")
    far = world.report("stranger", "Fridge", customer_contact="030 1")
    found = world.lead.post("/customer-data", {"customer": " 030 1 "})
    assert one in found.words
    assert two in found.words
    assert far not in found.words
    assert far in world.admin.post("/customer-data", {"customer": "030 1"}).words
    copy = world.lead.post("/customer-data/copy", {"customer": "030 1"})
    assert copy.headers["Content-Disposition"].startswith("attachment")
    content = json.loads(copy.text)["issues"]
    assert [issue["issue"] for issue in content] == [two, one]
    assert content[1]["customer_name"] == "Mrs. <b>&"
    assert "Nothing found" in world.lead.post("/customer-data", {"customer": "030"}).words
    assert world.lead.post("/customer-data", {"customer": " "}).status == 422


def test_a_copy_has_all_that_is_kept(world: World) -> None:
    ref = story(world)
    copy = world.lead.get(f"{path_of(ref)}/copy").text
    missing = {name for name, canary in CANARIES.items() if canary not in copy}
    assert missing == {"THANKS"}  # of a colleague, to another one
    assert f"/photos/photo{ref}" in copy
    erase(world, ref)
    assert "kanarienvogel" not in world.lead.get(f"{path_of(ref)}/copy").text
    assert "Nothing is kept" in world.lead.get(path_of(ref)).words


def test_messages_of_others_stay(world: World) -> None:
    ref = story(world)
    other = world.unowned()
    world.clock.forward(hours=3)
    world.advance()
    erase(world, ref)
    with world.database.read() as session:
        subjects = set(session.exec(select(Message.subject)).all())
    assert f"issue:{world.issue(other).id}" in subjects
    assert f"issue:{world.issue(ref).id}" not in subjects


def test_a_lead_reads_the_contact_before_removing_it(world: World) -> None:
    ref = world.report(customer_name="Miriam", customer_contact="miriam@example.org, 030 5550112")
    page = world.lead.get(f"/issues/{ref}/customer-data")
    assert 'href="mailto:miriam@example.org"' in page.text
    assert "030 5550112" in page.words
