"""Takes out of a text whatever would let its reader in somewhere, or tell whom we reach where.

Works on text alone and knows nothing of logs. Every pattern is bounded, so that a long line
that somebody made up costs no more than its length.
"""

import re

GONE = "…"
# Schemes of which the host is worth reading; of all others nothing is left: see _SECRETS.
_READ = r"https?|sqlite|postgres(?:ql)?(?:\+psycopg)?"
_SECRETS = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        # Other channels, as Apprise has them: any part of such an address may be the secret.
        (rf"(?<![\w+.-])(?!(?:{_READ})://)([a-z][\w+.-]*)://\S*", r"\1://…"),
        # Names and passwords in addresses, of databases above all.
        (r"(\w://)\S{0,500}@", r"\1…@"),
        # Whoever holds a status link or an invite can use it.
        (r"(/(?:s|join)/)[^\s/?#\"'<>]+", r"\1…"),
        # A push endpoint is its phone's address; the path is the secret part. So is a query.
        (r"(https?://[^\s/?#\"'<>]+)[/?#][^\s\"'<>]+", r"\1/…"),
        # Receipts, as they stand in the address that a notification opens.
        (r"([?&]n=)[^\s&#\"'<>]+", r"\1…"),
        # Headers that sign somebody in, and the signed token of RFC 8292 wherever it stands.
        (r"\b(authorization|cookie)(['\"]?\s{0,3}[:=]\s{0,3}).{1,2000}", r"\1\2…"),
        (r"\b(bearer\s{1,3})[^\s\"'<>]+", r"\1…"),
        # Without asking for its dots: to look for one anew at every beginning takes for ever.
        (r"\b(?-i:eyJ)[\w.-]{8,}", GONE),
        # Secrets that are called by their name.
        (
            r"(token|secret|password|receipt|p256dh|auth|key)(['\"]?[:=]\s?['\"]?)[^\s\"'&,;()]+",
            r"\1\2…",
        ),
        # The addresses of people. %40 and %2B: as they stand in a URL.
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
