"""The web app manifest in the language of now: what a home screen says of the app (W3C, Web
Application Manifest)."""

import json
from typing import Any

from web.http.assets import shipped
from web.language.current import current_language
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_

FILE = "manifest.webmanifest"
# Its words, which stand there in English.
WORDS = {
    N_("If you see it, you own it, until it is resolved."),
    N_("See a problem?"),
    N_("What I own"),
}


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shipped().files[FILE].body)
    language = current_language()
    return found | {
        "lang": language.code,
        "dir": "rtl" if language.is_rtl else "ltr",
        "description": _(found["description"]),
        "shortcuts": [one | {"name": _(one["name"])} for one in found["shortcuts"]],
    }
