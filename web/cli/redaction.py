"""Removes from a text whatever grants access, or tells whom we reach where.

Works on text alone and knows nothing of logs. Every pattern is bounded, so that a long forged line
costs linear time.
"""

import re

GONE = "…"
# Schemes whose host may be shown; of all others nothing is left: see _SECRETS.
_READ = r"https?|sqlite|postgres(?:ql)?(?:\+psycopg)?"
_SECRETS = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        # Channels, as Apprise URLs: any part may be the secret.
        (rf"(?<![\w+.-])(?!(?:{_READ})://)([a-z][\w+.-]*)://\S*", r"\1://…"),
        # User names and passwords in URLs, above all of databases.
        (r"(\w://)\S{0,500}@", r"\1…@"),
        # Whoever has a link of a customer or an invite can use it.
        (r"(/(?:s|a|join)/)[^\s/?#\"'<>]+", r"\1…"),
        # A push endpoint is its phone's address; path and query are secret.
        (r"(https?://[^\s/?#\"'<>]+)[/?#][^\s\"'<>]+", r"\1/…"),
        # Receipts, in the URL that a notification opens.
        (r"([?&]n=)[^\s&#\"'<>]+", r"\1…"),
        # Headers with credentials, and the signed token of RFC 8292 anywhere.
        (r"\b(authorization|cookie)(['\"]?\s{0,3}[:=]\s{0,3}).{1,2000}", r"\1\2…"),
        (r"\b(bearer\s{1,3})[^\s\"'<>]+", r"\1…"),
        # Without requiring its dots: retrying at every position would be quadratic.
        (r"\b(?-i:eyJ)[\w.-]{8,}", GONE),
        # Secrets that are named.
        (
            r"(token|secret|password|receipt|p256dh|auth|key)(['\"]?[:=]\s?['\"]?)[^\s\"'&,;()]+",
            r"\1\2…",
        ),
        # Addresses of people. %40 and %2B: percent-encoded.
        (r"[^\s<>(),:;=/@…]{1,64}(?:@|%40)[^\s<>(),:;=/@'\"…]{1,255}", GONE),
        (r"(?:\+|%2B)\d(?:[ ().-]{0,3}\d){6,18}", GONE),
        (r"(?<![\w.+-])\d{10,15}(?!\w)", GONE),
    )
)
_CALLED_SECRET = re.compile(
    r"token|secret|passw|receipt|endpoint|p256dh|auth|cookie|address|e?mail|phone|(?:^|_)key$",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """The text without tokens, endpoints, passwords, and addresses of people."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def is_secret(name: str) -> bool:
    """Whether a field of this name is blanked whatever is in it."""
    return _CALLED_SECRET.search(name) is not None
