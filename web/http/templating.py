"""What every template may use: the viewer, the organisation, asset addresses, times in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import cast
from uuid import uuid4

from flask import Flask, g
from flask_htmx import HTMX
from markupsafe import Markup, escape

from web.http.assets import Assets, messages_path
from web.http.context import app_context, now, reading
from web.http.direction import IsolateDirection
from web.http.jinja import Environment
from web.http.languages import init_messages
from web.http.links import opens_only_here
from web.http.sign_in import my_tag, organisation, viewer_or_none
from web.language.catalogues import SCRIPTS
from web.language.current import current_language
from web.language.dates import date_in_words, day_in_words, day_of_year_in_words
from web.language.known import ENGLISH
from web.language.messages import gettext as _
from web.language.messages import ngettext
from web.reads.health import Silence, silence
from web.rules.clock import time_of_day, time_zone
from web.rules.manual_limit import PER_ISSUE, PER_SENDER

htmx = HTMX()


@dataclass(frozen=True)
class Notice:
    """One sentence on top of a page about what just happened. `bad`: it was refused."""

    sentence: str
    bad: bool = False


def init_templating(app: Flask, assets: Assets) -> None:
    htmx.init_app(app)
    app.jinja_environment = Environment
    app.jinja_env.add_extension(IsolateDirection)
    init_messages(cast(Environment, app.jinja_env))
    app.add_template_filter(clock)
    app.add_template_filter(clock_words)
    app.add_template_filter(moment)
    app.add_template_filter(day)
    app.add_template_filter(span)
    app.add_template_global(assets.url, "asset")
    app.add_template_global(partial(_message_script, assets), "message_script")
    app.add_template_global(lambda: str(uuid4()), "new_key")
    app.add_template_global(_person_field, "person_field")
    app.add_template_global(opens_only_here)
    app.add_template_global(_worker_silence, "worker_silence")
    app.add_template_global(_is_other_clock, "is_other_clock")
    app.jinja_env.globals["sound_minutes"] = PER_ISSUE // timedelta(minutes=1)
    app.jinja_env.globals["sounds_an_hour"] = PER_SENDER
    app.context_processor(_each_time)
    app.jinja_env.trim_blocks = False


def _message_script(assets: Assets, domain: str = SCRIPTS) -> Markup:
    """In front of the scripts of a page: what they say, in the language of the page."""
    language = current_language()
    if language is ENGLISH:
        return Markup()
    url = assets.url(messages_path(language, domain))
    return Markup('<script defer src="{}"></script>\n').format(url)


def use_zone(zone: str) -> None:
    """Show the times of this answer in this zone, whoever reads it."""
    g.zone = zone
    g.pop("now_here", None)


def in_words(at: datetime, today: datetime) -> str:
    """`10:28` today, `tomorrow 09:00`, else `Mon 24 Nov 09:00`; both in one zone."""
    time = time_of_day(at)
    if at.date() == today.date():
        return time
    if at.date() == today.date() + timedelta(days=1):
        return _("tomorrow %(time)s", time=time)
    if at.date() == today.date() - timedelta(days=1):
        return _("yesterday %(time)s", time=time)
    day = day_in_words(at) if at.year == today.year else day_of_year_in_words(at)
    return _("%(day)s %(time)s", day=day, time=time)


def moment(at: datetime) -> Markup:
    """`Mon 24 Nov 10:28`, also today: for pages that may be read again on another day."""
    local = at.astimezone(time_zone(_zone()))
    words = _("%(day)s %(time)s", day=day_in_words(local), time=time_of_day(local))
    return _time_element(at, words)


def day(at: datetime) -> Markup:
    """`24 Nov 2026`: where the year matters and the time of day does not."""
    return _time_element(at, date_in_words(at.astimezone(time_zone(_zone()))))


def clock(at: datetime) -> Markup:
    """A `<time>` with the instant for machines and the zone's clock for people."""
    return _time_element(at, clock_words(at))


def clock_words(at: datetime) -> str:
    """The same without the element, for places without markup."""
    here = _now_here()
    return in_words(at.astimezone(here.tzinfo), here)


def _time_element(at: datetime, words: str) -> Markup:
    # `Markup.format` takes ten times as long, and a page has dozens of times.
    instant = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup(f'<time datetime="{instant}">{escape(words)}</time>')  # noqa: S704


def span(length: timedelta) -> str:
    """`2 min`, `1 h 10 min`, `3 days`: a duration."""
    minutes = max(round(length / timedelta(minutes=1)), 0)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return ngettext("%(num)s day", "%(num)s days", round(hours / 24))
    if not hours:
        return _("%(minutes)s min", minutes=rest)
    if not rest:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def _person_field() -> Markup:
    """The tag of a form's person: the form does nothing for whoever signs in later."""
    tag = escape(my_tag() or "")
    return Markup(f'<input type="hidden" name="person" value="{tag}">' if tag else "")  # noqa: S704


def _worker_silence() -> Silence | None:
    """For admins' pages only: it costs a query."""
    with reading() as session:
        return silence(session, now())


def _now_here() -> datetime:
    """In the zone of this answer. Cached for the request, as the zone: a page has dozens of
    times."""
    if "now_here" not in g:
        g.now_here = now().astimezone(time_zone(_zone()))
    found: datetime = g.now_here
    return found


def _zone() -> str:
    if "zone" not in g:
        who = viewer_or_none()
        g.zone = who.zone if who else "UTC"
    return str(g.zone)


def _is_other_clock() -> bool:
    """Whether this answer's times differ from those at the reader's own site."""
    who = viewer_or_none()
    zones = {_zone(), who.zone} if who else set()
    return len({now().astimezone(time_zone(one)).utcoffset() for one in zones}) > 1


def _each_time() -> dict[str, object]:
    return {
        "me": viewer_or_none(),
        "org": organisation(),
        "now": now(),
        "htmx": bool(htmx),
        "vapid_key": app_context().keys.vapid.public,
    }
