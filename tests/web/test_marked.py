"""That the page tests on PostgreSQL do read a pseudo-locale, and see the words of a message."""

from urllib.parse import quote

from tests.web.marked import marked, without_marks
from tests.web.world import World


def test_a_page_is_marked_and_read_without_marks(postgres_world: World) -> None:
    sent = postgres_world.owner.client.get("/", base_url=postgres_world.owner.base).text
    assert '<html lang="en-XA"' in sent
    assert marked("You own") in sent
    assert "You own" not in sent
    assert "You own" in postgres_world.owner.get("/").text


def test_marks_are_taken_back_wherever_a_message_may_go() -> None:
    message = marked("<b>Ask</b> %(name)s &amp; wait, 100 %%") % {"name": "Ana"}
    assert "Ask" not in message
    assert without_marks(message) == "<b>Ask</b> Ana &amp; wait, 100 %"
    assert without_marks(ascii(marked("Ask"))) == "'Ask'"
    assert without_marks(quote(marked("Ask"))) == "Ask"
