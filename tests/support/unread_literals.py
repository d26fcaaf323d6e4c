"""Literals of Python that look like a sentence, and that nobody reads in the interface."""

# All words of these are for operators, whose language is English.
OF_OPERATORS = (
    "web/http/client.py",  # the log
    "web/pages/metrics.py",  # what monitors read
    "web/reads/event_chain.py",  # `ownit verify-history`
)
# What people write is compared with these: names of countries, headings of tables, short words.
COMPARED = (
    "web/rules/countries.py",
    "web/rules/people_words.py",
    "web/rules/repeated_asks.py",
    "web/rules/suggestions.py",
)

# The beginning of a literal, by file.
UNREAD = {
    # Names.
    "push/apprise_client.py": ("Own It",),
    "web/http/sign_in.py": ("Mac OS", "Own It", "Samsung Internet"),
    # Reasons and labels that are stored; pages put them into words.
    "push/channel_sender.py": ("not set up",),
    "push/leased.py": ("unreadable row",),
    "push/leases.py": ("no message", "set aside"),
    "push/outbox.py": ("no phone that can ring",),
    "push/settling.py": ("new endpoint",),
    "push/subscriptions.py": ("signed out",),
    "push/undeliverable.py": ("fault of the program", "no phone could be reached"),
    "push/verdict.py": (
        *("bad keys", "fault of the program", "made with a key that ended", "no answer"),
        *("no public address", "not checked", "not tried", "other key", "refuses us"),
    ),
    "web/rules/device_labels.py": ("an unknown device",),
    "web/rules/push_test_answers.py": (
        *("bad keys", "made with a key that ended", "no phone could be reached"),
        *("other key", "set aside"),
    ),
    # Why a row of the outbox cannot be read: in the log.
    "push/content.py": ("no content", "unreadable message: …", "wrong "),
    # In the log, or on the terminal of the start; a page that needs not even the catalogue.
    "push/vapid.py": ("… is not a VAPID key.",),
    "web/http/errors.py": ("The database cannot", "The disk of the", "GET, HEAD", "<!doctype"),
    # The app renews itself instead of showing it.
    "web/http/client_headers.py": ("This version of the app is too old",),
    # SQL, headers, routes and markup.
    "push/models.py": ("SET NULL", "(state IN", "state IN", "state <> "),
    "push/pacing.py": ("PRAGMA ",),
    "web/http/assets.py": ("public, max-age",),
    "web/http/headers.py": ("'self' blob:", "htmx ownit", "noindex, "),
    "web/http/templating.py": ("<input ", "<script ", "<time "),
    "web/pages/channels.py": ("/<kind>/",),
    "web/pages/issues.py": ("/issues/<ref>/",),
    "web/pages/photos.py": ("private, max-age",),
    "web/pages/pwa.py": ("public, max-age",),
    "web/pages/settings.py": ("/settings/first-steps/",),
    "web/pages/status.py": ("private, no-cache",),
}


def is_unread(name: str, literal: str) -> bool:
    if name in OF_OPERATORS or name in COMPARED:
        return True
    return literal.startswith(UNREAD.get(name, ()))
