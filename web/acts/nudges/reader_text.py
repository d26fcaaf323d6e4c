"""Text of notifications about no issue: the reader's practice, phones and channels.

Written in the language of now, which is the reader's, as in `text`.
"""

from datetime import date

from web.acts.nudges.recipient import Text
from web.language.dates import weekday
from web.language.messages import gettext as _
from web.rules.practice import ROBIN


def robin_answers() -> Text:
    """The made-up colleague of a practice says yes."""
    title = _("Practice: %(who)s is with you", who=ROBIN)
    return title, _("This is how you hear that a colleague has answered. Tap to go on.")


def practice_reminder(by: str) -> Text:
    title = _("%(who)s asks you to practise once: two minutes", who=by)
    return title, _("With a made-up customer. Nobody else sees it.")


def notifications_work() -> Text:
    """A test of one phone."""
    title = _("Own It: notifications work")
    return title, _("This is how a reminder looks when a customer needs you.")


def channel_works() -> Text:
    """A test of one channel."""
    title = _("Own It: this works")
    return title, _("Reminders come here when none of your phones shows them.")


def still_rings(where: str) -> Text:
    return (
        _("%(where)s: does this phone still show reminders?", where=where),
        _("Tap to confirm. Then reminders will reach you."),
    )


def signs_out(where: str, until: date) -> Text:
    day = weekday(until.weekday())
    title = _("%(where)s: sign in again on this phone by %(day)s", where=where, day=day)
    return title, _("Otherwise its notifications stop. Open Own It, then Me.")


def goes_quiet(where: str, until: date) -> Text:
    title = _("%(where)s: open Own It by %(day)s", where=where, day=weekday(until.weekday()))
    return title, _("Otherwise its notifications stop.")
