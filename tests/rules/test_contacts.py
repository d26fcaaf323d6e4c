"""Numbers and addresses as people write them: which become links, and to what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.contacts import contact_parts, e164
from web.rules.countries import country_at, country_of

LINKS: dict[tuple[str, str | None], list[str]] = {
    ("0660 123456 / 0664 987654", "AT"): ["tel:+43660123456", "tel:+43664987654"],
    ("+43 (0)660 123 45 67", "AT"): ["tel:+436601234567"],
    ("+43 (0)660 123 45 67", None): ["tel:+436601234567"],
    ("٠٦٦٠ ١٢٣٤٥٦", "AT"): ["tel:+43660123456"],
    # Of these nobody told us.
    ("＋４３ ６６０ １２３４５６７", "DE"): ["tel:+436601234567"],
    ("0043 660 1234567", "DE"): ["tel:+436601234567"],
    ("+39 (0)6 6982 1234", "AT"): ["tel:+390669821234"],  # Italy keeps its zero
    ("030 1234567, mobile 0171 1234567", "DE"): ["tel:+49301234567", "tel:+491711234567"],
    ("(650) 253-0000 ext. 12", "US"): ["tel:+16502530000;ext=12"],
    ("+44 (0)20 7946 0958", "AT"): ["tel:+442079460958"],
    ("ask Kim, 0660 1234567 after 6", "AT"): ["tel:+436601234567"],
    ("ana@example.org or 0660 1234567.", "AT"): ["mailto:ana@example.org", "tel:+436601234567"],
    ("sean.o'brien@example.org.", "AT"): ["mailto:sean.o%27brien@example.org"],
    ("kim@müller.example", "AT"): ["mailto:kim@xn--mller-kva.example"],
    ("<ana0660123456@example.org>", "AT"): ["mailto:ana0660123456@example.org"],
    # The spaces of typesetters, as pasted from web pages.
    ("+43\u202f660\u202f1234567", "AT"): ["tel:+436601234567"],
    ("06\u202f12\u202f34\u202f56\u202f78", "FR"): ["tel:+33612345678"],
    ("0660\u20091234567, 0664\t7654321", "AT"): ["tel:+436601234567", "tel:+436647654321"],
    # Rather none than a wrong one.
    ("0660 1234567", None): [],
    ("0660 1234567", "US"): [],
    ("0660 1234567 0664 9876543", "AT"): [],
    ("room 4711", "AT"): [],
    ("29.11.2026 10:00-12:00", "AT"): [],
    ("order 4711-0815-123456", "AT"): [],
    ("IBAN AT61 1904 3002 3457 3201", "AT"): [],
    ("x@example.org?bcc=y@example.org", "AT"): ["mailto:x@example.org"],
    ("@kim, kim@, a@b", "AT"): [],
    ("", "AT"): [],
}


@pytest.mark.parametrize(("text", "country"), LINKS)
def test_links_of_a_contact(text: str, country: str | None) -> None:
    parts = contact_parts(text, country)
    assert [part.href for part in parts if part.href] == LINKS[text, country]
    assert "".join(part.text for part in parts) == text


ANA, NUMBER = "mailto:ana@x.example", "tel:+436641234567"
# What stands beside an address or a number is none of it.
BESIDE: dict[str, list[str]] = {
    "✉ana@x.example": [ANA],
    "✉\ufe0fana@x.example": [ANA],
    "1\ufe0f\u20e3ana@x.example": [ANA],
    "①ana@x.example": [ANA],
    "📧ana@x.example": [ANA],
    "'ana@x.example'": [ANA],
    "‘ana@x.example’": [ANA],
    "=ana@x.example": [ANA],
    "mail=ana@x.example": [ANA],
    "Anna/ana@x.example": [ANA],
    "a@x.example/ana@x.example": ["mailto:a@x.example", ANA],
    "0664/1234567-ana@x.example": [NUMBER, ANA],
    "+43 664 1234567·ana@x.example": [NUMBER, ANA],
    "06641234567-ana@x.example": [NUMBER, ANA],
    "0664 1234567...ana@x.example": [NUMBER, ANA],
    "Ana|ana@x.example|0664 1234567": [ANA, NUMBER],
    "ana@x.example-0664/1234567": [ANA, NUMBER],
    "ana@x.example…": [ANA],
    "ana@x.example...or later": [ANA],
    "ana@x.example。": [ANA],
    "ana@x.example،": [ANA],
    "ana@x.example؟": [ANA],
    "*ana@x.example*": [ANA],
    "_ana@x.example_": [ANA],
    "ana@x.example–": [ANA],
    "{ana@x.example}": [ANA],
    "«ana@x.example»": [ANA],
    "#ana@x.example": [ANA],
    "-ana@x.example": [ANA],
    "Anna--ana@x.example": [ANA],
    "mailto:ana@x.example": [ANA],
    "ana@x.example.2pm": [ANA],
    "联系ana@x.example谢谢": [ANA],
    "ติดต่ออีเมล์ana@x.example": [ANA],
    "https://x.example/，ana@x.example": [ANA],
    "http://x.example\nana@x.example": [ANA],
    # Addresses as they are.
    "ＡＮＡ＠ｘ．ｅｘａｍｐｌｅ": ["mailto:ANA@x.example"],
    "sean.o’brien@x.example": ["mailto:sean.o%27brien@x.example"],
    "ju\u0308rgen@x.example": ["mailto:j%C3%BCrgen@x.example"],
    "r&d@x.example": ["mailto:r%26d@x.example"],
    "ana+shop@x.example": ["mailto:ana%2Bshop@x.example"],
    "почта:анна@пример.рф": [
        "mailto:%D0%B0%D0%BD%D0%BD%D0%B0@xn--e1afmkfd.xn--p1ai",
    ],
    "संपर्क@डाटामेल.भारत": [
        "mailto:%E0%A4%B8%E0%A4%82%E0%A4%AA%E0%A4%B0%E0%A5%8D%E0%A4%95@xn--c2bd4bq1db8d.xn--h2brj9c",
    ],
    "06641234567@x.example": ["mailto:06641234567@x.example"],
    "+436641234567@x.example": ["mailto:%2B436641234567@x.example"],
    "0664·1234567": [NUMBER],
    "0664 1234567·0664 7654321": [NUMBER, "tel:+436647654321"],
    # Another script right after a domain that there is.
    "ana@gmx.atили 0664 1234567": ["mailto:ana@gmx.at", NUMBER],
    "ana@abv.bgтел.": ["mailto:ana@abv.bg"],
    "ana@gmx.grκινητό": ["mailto:ana@gmx.gr"],
    "ana@gmx.bаg": [],  # a Cyrillic letter
    "имейлana@abv.bg": [],
    "аna@abv.bg": [],  # a Cyrillic letter
    # The next word, right after the full stop.
    "ana@gmx.at.nur abends": [],
    "Ana@Gmx.At.Bitte Anrufen": [],
    "Bob@gmx.AT.Thanks": [],
    "Ana@Shop.Ch.Danke": [],
    # Extensions, floors and times are no part of a number that is whole without them.
    "0664/1234567": [NUMBER],
    "0664 1234567/8": [NUMBER],
    "0664/1234567/68": [NUMBER],
    "0664 123 45 67 / -68": [NUMBER],
    "+43 664 1234567/8": [NUMBER],
    "0664 1234567 - 2. Stock": [NUMBER],
    "0664 1234567 1. Stock": [NUMBER],
    "0664 1234567 12. Stock": [NUMBER],
    "0664 123 45 67 8. Stock": [NUMBER],
    "01 555 01 77 1. Stock": [],
    "0664 1234567 17:00": [NUMBER],
    "0664 123 45 67 17:00": [NUMBER],
    "0664 1234567 8 Uhr": [NUMBER],
    "0664 1234567 8-17 Uhr": [NUMBER],
    "0664 1234/567": [],
    "0664 12345 1. Stock": [],
    "0664/123/45/67": [NUMBER],
    "0664 - 123 45 67": [NUMBER],
    "0664 123 45 67. Bitte anrufen": [NUMBER],
    "0660 12 34 56 78. Bitte anrufen": ["tel:+4366012345678"],
    "01 5550177-12": ["tel:+431555017712"],
    "+43 5574/12345": ["tel:+43557412345"],
    "0664 1234567/0664 7654321": [NUMBER, "tel:+436647654321"],
    # Rather none than a wrong one.
    "http://ana@x.example/": [],
    "https://x.example/06641234567": [],
    "https://x.example/?mail=ana@x.example": [],
    "@ana@x.example": [],
    "ana@x.example@y.example": [],
    "a..b@x.example": [],
    "ann#ana@x.example": [],
    "ana@x.example2": [],
    "ana@x.example.Thanks": [],
    "ana@example.org.bitte anrufen": [],
    "ANA@EXAMPLE.ORG.PLEASE": [],
    "ana@mail.example.org.danke": [],
    "ana@example.org.谢谢": [],
    # Domains of many labels, under top-level domains old and new.
    "ana@mail.example.org": ["mailto:ana@mail.example.org"],
    "ANA@MAIL.EXAMPLE.CO.UK": ["mailto:ANA@mail.example.co.uk"],
    "ana@mail.example.museum": ["mailto:ana@mail.example.museum"],
    "ana@shop.example.kaufen": ["mailto:ana@shop.example.kaufen"],
    "ana@mail.example.com.er": ["mailto:ana@mail.example.com.er"],
    "ana@почта.пример.рф": ["mailto:ana@xn--80a1acny.xn--e1afmkfd.xn--p1ai"],
    "ana@shop.lan": ["mailto:ana@shop.lan"],
    ".@x.example": [],
}


@pytest.mark.parametrize("text", BESIDE, ids=ascii)
def test_what_stands_beside_a_link_is_none_of_it(text: str) -> None:
    parts = contact_parts(text, "AT")
    assert [part.href for part in parts if part.href] == BESIDE[text]
    assert "".join(part.text for part in parts) == text


beside = st.characters(
    exclude_categories=["L", "M", "N", "Cs"], exclude_characters=".-_+&'’@＠﹫．#$%^~`?"
)


@given(beside, beside)
def test_any_sign_beside_an_address_ends_it(before: str, after: str) -> None:
    parts = contact_parts(f"Ana{before}ana@x.example{after}Ben", "AT")
    assert [(part.text, part.href) for part in parts if part.href] == [("ana@x.example", ANA)]


OWN = {
    "+43 (0)660 123 45 67": "+436601234567",
    "٠٦٦٠ ١٢٣٤٥٦": "+43660123456",
    "0660/1234567": "+436601234567",
    "0043 660 1234567": "+436601234567",
    "+49 171 1234567": "+491711234567",
    "0660 123456 / 0664 987654": None,  # which one?
    "+43 660 1234567 ext 3": None,
    # A name behind it is none of its digits.
    "+43 660 1234567 (Kim)": None,
    "+43 660 1234567 abends": None,
    "0660 1234567 Анна": None,
    "+1 800 FLOWERS": None,
    "Kim +43 660 1234567": "+436601234567",
    "tel:+43 660 1234567": "+436601234567",
    "4711": None,
    "+999 1234567": None,
    "": None,
}


@pytest.mark.parametrize("text", OWN)
def test_one_own_number(text: str) -> None:
    assert e164(text, "AT") == OWN[text]


contacts = st.text(alphabet="0123456789+()/-. @aéx٠٦,;'<>", max_size=60) | st.text(max_size=60)
countries = st.sampled_from([None, "AT", "US", "IT", "AQ"])


@given(contacts, countries)
def test_nothing_of_a_contact_is_lost_and_links_are_plain(text: str, country: str | None) -> None:
    parts = contact_parts(text, country)
    assert "".join(part.text for part in parts) == text
    for part in parts:
        scheme, _, rest = (part.href or "").partition(":")
        assert scheme in ("", "tel", "mailto")
        assert rest.isascii()
        assert not set(rest) & set(' <>"&?#')
        if scheme == "tel":
            assert rest.startswith("+")


@given(contacts, countries)
def test_an_own_number_is_one_of_e164(text: str, country: str | None) -> None:
    found = e164(text, country)
    assert found is None or (found[0] == "+" and found[1:].isdecimal() and found.isascii())
    assert found is None or e164(found, None) == found


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Vienna", "AT"),
        ("Europe/Amsterdam", "NL"),
        ("US/Eastern", "US"),
        ("Europe/Kiev", "UA"),
        ("Asia/Calcutta", "IN"),
        ("UTC", None),
        ("Etc/GMT+5", None),
        ("nonsense", None),
    ],
)
def test_the_country_of_a_zone(zone: str, country: str | None) -> None:
    assert country_of(zone) == country
    assert country_at(None, zone) == country
    assert country_at("CH", zone) == "CH"
