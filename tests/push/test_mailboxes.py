"""E-mail addresses: which are kept, as what, and that Apprise writes to no other one."""

import pytest
from apprise.plugins.email.base import NotifyEmail
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from push import apprise_client, channels
from push.errors import InvalidInput

MAILBOXES = {
    "sean.o'brien@example.org": "sean.o'brien@example.org",
    "kim@müller.example": "kim@xn--mller-kva.example",
    "kim@xn--mller-kva.example": "kim@xn--mller-kva.example",
    "ana@mail.local": "ana@mail.local",
    "ana@Mail.LOCAL": "ana@mail.local",
    "ana@müller.local": "ana@xn--mller-kva.local",
    "ana@.local": "Write one",
    "ana@local": "Write one",
    "ana@mail.localhost": "Write one",
    "a/b=c&d@example.org": "a/b=c&d@example.org",
    "kim@例え.example": "kim@xn--r8jz45g.example",
    "jürgen@example.org": "Letters such as ü",
    "ａna＠example.org": "ana@example.org",
    "ana@example.org.": "ana@example.org",
    "ana@example": "Write one",
    "ana@[192.0.2.1]": "Write one",
    '"a b"@example.org': "Write one",
    # As mail programs, web pages and phones hand it over.
    "Ana <ana@example.org>": "ana@example.org",
    '"Berg, Ana" <ana@example.org>;': "ana@example.org",
    "<ana@example.org>": "ana@example.org",
    "mailto:ana@example.org": "ana@example.org",
    "Mailto:ana@example.org": "ana@example.org",
    "sean.o’brien@example.org": "sean.o'brien@example.org",
    "mailto:ana@example.org?cc=ben@example.org": "Write one",
    "Ana <>": "Write one",
    "<ana@example.org> <ben@example.org>": "Write one",
    "Ana <ana@example.org>, Ben <ben@example.org>": "Write one",
    "ana@ex_ample.org": "Write one",
    "ana@example.org, ben@example.org": "Write one",
    "ana@-example.org": "Write one",
    "a" * 65 + "@example.org": "Write one",
}


@pytest.mark.parametrize("address", MAILBOXES)
def test_an_e_mail_address_is_kept_so_that_it_can_be_written_to(address: str) -> None:
    expected = MAILBOXES[address]
    if "@" in expected:
        assert channels.validate("email", address) == expected
        assert channels.validate("email", expected) == expected
    else:
        with pytest.raises(InvalidInput, match=expected):
            channels.validate("email", address)


def test_what_others_hold_of_addresses_is_left_as_it_is() -> None:
    """The library's list is shared by all of the process."""
    channels.validate("email", "ana@mail.local")
    assert "local" in SPECIAL_USE_DOMAIN_NAMES
    with pytest.raises(EmailNotValidError):
        validate_email("ana@mail.local", check_deliverability=False)


_ATOM = st.text("abcXYZ019!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=8)


@pytest.mark.slow
@given(st.lists(_ATOM, min_size=1, max_size=3).map(".".join))
@example("o'brien")
def test_no_mail_goes_to_anybody_else(local: str) -> None:
    """Apprise takes a name before an apostrophe apart from the address."""
    kept = channels.validate("email", f"{local}@example.org")
    for way in ("mailtos://u:p@smtp.example.org/{to}", "mailtos://u:p@smtp.example.org?to={to}"):
        made = apprise_client._found(apprise_client._address_in(way, "email", kept))
        assert made is not None
        apprise_client._aim(made, kept)
        (only,) = made
        assert isinstance(only, NotifyEmail)
        assert [address for _, address in only.targets] == [kept]


@given(st.text(max_size=80))
def test_whatever_is_kept_is_one_plain_address(text: str) -> None:
    for kind in channels.KINDS:
        try:
            found = channels.validate(kind, text)
        except InvalidInput:
            continue
        assert found.isascii()
        assert found.isprintable()
        assert not set(found) & set(' <>,;"')
