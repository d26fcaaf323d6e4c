"""The customer's answer page, as whoever has its link uses it."""

import re

from tests.web.answers import Answer
from tests.web.world import World


def answer_page(world: World, ref: str = "") -> str:
    """The path, from the customer's page, of an issue that its owner has just resolved."""
    ref = ref or world.report()
    path = world.shared(ref)
    assert world.owner.act(ref, "resolve", text="Changed the fuse").status == 303
    return "/a/" + world.nobody.get(path).text.partition('href="/a/')[2][:43]


def resolution(world: World, page: str) -> str:
    """Which one the page asks about."""
    found = re.search(r'name="resolved" value="([^"]+)"', world.nobody.get(page).text)
    assert found
    return found[1].replace("&#43;", "+")


def give(world: World, page: str, answer: str, words: str = "", resolved: str = "") -> Answer:
    fields = {"answer": answer, "words": words, "resolved": resolved or resolution(world, page)}
    return world.nobody.post(page, fields, key="")
