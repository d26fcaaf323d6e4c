"""Public addresses: absolute, and as a QR code."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import segno

from web.acts.accounts.invites import InviteLink
from web.acts.core.tokens import grouped
from web.http.context import app_context
from web.urls import is_loopback


@dataclass(frozen=True)
class NewLink:
    """A freshly made link that is shown once: as QR (inline SVG markup), link and short code."""

    url: str
    qr_svg: str
    code: str | None  # typed at /sign-in when a link cannot be opened; None: has none
    for_name: str | None
    expires_at: datetime | None


def public_url(path: str) -> str:
    return app_context().config.public_url + path


def opens_only_here() -> bool:
    """Whether links and codes lead to the machine itself, which no phone can open."""
    return is_loopback(app_context().config.public_host)


def qr_svg(url: str) -> str:
    """An inline SVG without styles, for the strict content security policy.

    Always dark on white, with the quiet zone of ISO/IEC 18004: cameras need both, also at night.
    """
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, light="#fff", border=4
    )
    return out.getvalue().decode()


def show_link(url: str) -> NewLink:
    return NewLink(url=url, qr_svg=qr_svg(url), code=None, for_name=None, expires_at=None)


def show_invite_link(way_in: InviteLink, for_name: str | None = None) -> NewLink:
    url = public_url(f"/join/{way_in.token}")
    return NewLink(
        url=url,
        qr_svg=qr_svg(url),
        code=grouped(way_in.code),
        for_name=for_name,
        expires_at=way_in.expires_at,
    )
