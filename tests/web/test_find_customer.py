"""A customer is found however their name or contact is typed, and nobody else instead."""

import json

import pytest

from tests.web.world import Reported, World


@pytest.mark.parametrize(
    "typed",
    [
        "frau MULLER",
        "Frau  Müller",
        "Frau Mu\u0308ller",
        "+49 151 12345678",
        "0049 (0)151/12345678",
        "０１５１ １２３４５６７８",
        "ZOE@example.ORG",
    ],
)
def test_a_customer_is_found_in_any_spelling(one_world: World, typed: str) -> None:
    name = "Frau Müller"
    phone: Reported = {"customer_name": name, "customer_contact": "0151 12345678 (abends)"}
    mail: Reported = {"customer_name": name, "customer_contact": "Zoë@Example.org"}
    by_phone, by_mail = one_world.report(**phone), one_world.report(**mail)
    copy = one_world.lead.post("/customer-data/copy", {"customer": typed}).text
    found = {one["issue"] for one in json.loads(copy)["issues"]} & {by_phone, by_mail}
    is_name = typed.lower().startswith("frau")
    wanted = {by_phone, by_mail} if is_name else {by_mail if "@" in typed else by_phone}
    assert found == wanted
    words = one_world.lead.post("/customer-data", {"customer": typed}).words
    assert all(ref in words for ref in found)


BESIDE = {
    "0151 12345678, zoe@example.org": ["zoe@example.org", "0151 12345678"],
    "Zoe <Zoe@Example.org>": ["zoe@example.org", "mailto:ZOE@example.org"],
    "zoe@example.org or tel:+4915112345678": ["Zoe Ott <zoe@example.org>", "0151-12345678"],
    "mornings: zoe+shop@xn--mller-kva.example": ["zoe+shop@müller.example"],
    "o’brien@example.org (work)": ["o'brien@example.org"],
    "030 1234567 ext. 12": ["030 1234567", "+49 30 1234567 ext 12"],
}


@pytest.mark.parametrize("contact", BESIDE)
def test_an_address_is_found_beside_whatever_stands_there(one_world: World, contact: str) -> None:
    """Or their copy of the data, and what is erased for them, would lack it."""
    ref = one_world.report(customer_contact=contact)
    one_world.report(words="B", customer_contact="zoella@example.org, 0151 12345679")
    for typed in BESIDE[contact]:
        copy = one_world.lead.post("/customer-data/copy", {"customer": typed}).text
        assert [one["issue"] for one in json.loads(copy)["issues"]] == [ref], typed


OTHERS = (
    "oe@example.org",
    "zoe@example.org.evil.example",
    "Müller",
    "Frau Müllers",
    "Frau",
    "12345678",
    "0151 1234567",
    "0151",
    "😀",
    "-",
    ".",
)


def test_nobody_else_is_taken_for_that_customer(world: World) -> None:
    world.report(customer_name="Frau Müller", customer_contact="0151 12345678")
    world.report(words="C", customer_contact="zoe@example.org, x")
    world.report(words="B", customer_name="…", customer_contact="…")
    for typed in OTHERS:
        answer = world.lead.post("/customer-data", {"customer": typed})
        assert "Nothing found" in answer.words, typed
