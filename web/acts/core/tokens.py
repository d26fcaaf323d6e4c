"""Tokens and codes: made here, and stored as hashes only."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

from web.rules.text import keyed_in

# Typed by hand from another screen: no letter that looks like another.
_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12  # 60 bits: why so many, and why no more, is decision 33
OLD_CODE_LENGTH = 8  # of codes made before; the last of them ended 72 hours after the upgrade
_GROUP = 4
_TOKEN_LENGTH = 43  # of 256 bits in base64url (RFC 4648 section 5), without its padding

_IN_TEXT = re.compile(  # the last one
    r".*\b([A-Z0-9]{4})[\s-]*([A-Z0-9]{4})[\s-]*([A-Z0-9]{4})\b", re.ASCII | re.DOTALL
)
# Added behind the code of a sign, by a scanner or whoever made a code of their own for its address.
_BEHIND_A_SIGN = re.compile(r"(?<=\w)[?&#%<>\"',;|].*", re.ASCII | re.DOTALL)
_NOT_OF_A_CODE = re.compile(r"[^A-Z0-9]+", re.ASCII)
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{_TOKEN_LENGTH}}}", re.ASCII)
_NONCE_LENGTH = 22  # of 128 bits
_NOT_OF_A_LINK = re.compile(r"[^A-Za-z0-9_-].*", re.ASCII | re.DOTALL)
_NOT_OF_A_TOKEN = re.compile(r"[^A-Za-z0-9_-]+\Z", re.ASCII)


def new_token() -> str:
    """256 random bits for a URL or a cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """60 random bits to type; see `grouped`."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(CODE_LENGTH))


def hash_of(token: str) -> str:
    """SHA-256 is enough: the input is random and long (a code: and short-lived)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def as_code(text: str) -> str:
    """A typed code in its canonical form: spaces, hyphens, a full stop and case do not matter, nor
    wide letters and digits of other scripts, as some keyboards type them."""
    return _NOT_OF_A_CODE.sub("", keyed_in(text).upper())


def as_sign(text: str) -> str:
    """The code of a sign in its canonical form, without what was added to it, as in
    `A4FLOOR?utm_source=qr`; also in its whole address."""
    return as_code(_BEHIND_A_SIGN.sub("", text.rpartition("place=")[2]))


def grouped(code: str) -> str:
    """`ABCD EFGH JKLM`: for reading aloud and typing."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def as_token(text: str) -> str:
    """The token at the end of an address as people send it on: without a full stop, bracket, slash
    or words behind it."""
    match = _TOKEN.match(text)
    return match[0] if match else _NOT_OF_A_TOKEN.sub("", text)


def as_invite_token(text: str) -> str:
    """The code that was typed, or stands in what was pasted, as in `Code: ABCD EFGH JKLM`; or the
    token of a whole link that was pasted in its place."""
    _, is_link, token = text.strip().rpartition("/join/")
    if is_link:
        return _NOT_OF_A_LINK.sub("", token)
    code, last = as_code(text), _IN_TEXT.match(keyed_in(text).upper())
    return "".join(last.groups()) if last and len(code) > CODE_LENGTH else code


def new_nonce() -> str:
    """128 random bits, of which links of one issue are made."""
    return secrets.token_urlsafe(16)


def derived_token(secret: bytes, nonce: str) -> str:
    """A 256-bit token that only the holder of the server's secret can derive again from `nonce`."""
    return _mac(secret, f"status:{nonce}")


def answer_token(secret: bytes, nonce: str) -> str:
    """Of the answer page: see `_token_with`."""
    return _token_with(secret, "answer", nonce)


def nonce_of_answer(token: str, known: Iterable[bytes]) -> str | None:
    """The nonce in this token; None unless one of the secrets has made it."""
    return _nonce_of(token, "answer", known)


def follow_token(secret: bytes, nonce: str) -> str:
    """Of the page where a phone follows (decision 100): see `_token_with`."""
    return _token_with(secret, "follow", nonce)


def nonce_of_follow(token: str, known: Iterable[bytes]) -> str | None:
    """As `nonce_of_answer`."""
    return _nonce_of(token, "follow", known)


def _token_with(secret: bytes, label: str, nonce: str) -> str:
    """The nonce of a status link with a 126-bit MAC under this label: as long as other tokens. None
    can be made from another one without the secret (decision 92)."""
    return f"{nonce}{_mac(secret, f'{label}:{nonce}')}"[:_TOKEN_LENGTH]


def _nonce_of(token: str, label: str, known: Iterable[bytes]) -> str | None:
    nonce, sent = token[:_NONCE_LENGTH], token.encode("utf-8", "surrogatepass")
    made = [_token_with(one, label, nonce).encode("utf-8", "surrogatepass") for one in known]
    return nonce if any(hmac.compare_digest(sent, one) for one in made) else None


def _mac(secret: bytes, text: str) -> str:
    digest = hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
