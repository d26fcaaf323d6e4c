"""Settings, read once from OWNIT_* and frozen. Refuses invalid ones, with a sentence."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from push.channels import KINDS
from push.endpoints import PushServices
from push.vapid import VapidKey
from web.environment import data_folder, settings_of
from web.rules.photo_limits import DEFAULT_LIMITS, PhotoLimits
from web.rules.retention import Retention
from web.rules.tap_time import MAX_AGE
from web.urls import Origin, is_unspecified, local_url, parse_origin

_MAIL = "[!-;=?A-~]+"  # printable ASCII without < > @
_SUBJECT = re.compile(rf"mailto:{_MAIL}@{_MAIL}\.{_MAIL}|https://[!-;=?-~]+\.[!-;=?-~]+")
_WAY = re.compile(r"[a-z][a-z0-9+.-]*://\S*", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,200}")  # RFC 6750 section 2.1


class ConfigError(Exception):
    """A setting that cannot work, as a sentence for the person who set it."""


@dataclass(frozen=True)
class OldKeys:
    """Replaced keys that are still used for what was made with them. None: not replaced at that
    time."""

    until: datetime
    secret: bytes | None
    vapid: VapidKey | None


@dataclass(frozen=True)
class Keys:
    """The secrets of this installation."""

    # 32 bytes; derives status links and storage keys. Lost: every status link ends, and what waits
    # on a phone cannot be read any more.
    secret: bytes
    vapid: VapidKey  # RFC 8292. Lost: every phone has to subscribe again
    old: tuple[OldKeys, ...] = ()

    def secrets(self, now: datetime) -> tuple[bytes, ...]:
        """The newest first, then replaced ones that are still used."""
        old = (old_keys.secret for old_keys in self.old if old_keys.until > now)
        return (self.secret, *(one for one in old if one))

    def push_key(self, public: str, now: datetime) -> tuple[str, datetime | None] | None:
        """The id of this public key and the end of its use; None: unknown."""
        if public == self.vapid.public:
            return self.vapid.id, None
        old = ((old_keys.vapid, old_keys.until) for old_keys in self.old if old_keys.until > now)
        return next(((key.id, at) for key, at in old if key and key.public == public), None)

    @property
    def fingerprint(self) -> str:
        """Identifies the installation in its database; reveals nothing secret."""
        tag_input = f"installation:{self.vapid.id}".encode()
        return hmac.digest(self.secret, tag_input, "sha256").hex()[:32]


@dataclass(frozen=True)
class Config:
    data_dir: Path
    database_url: str
    public_url: str  # an origin as browsers write it: prefix of links and QR codes
    bind: str
    port: int
    push_services: PushServices
    push_subject: str  # VAPID `sub` (RFC 8292): contact for push services
    proxies: int  # number of trusted proxies in front
    web_processes: int
    web_threads: int
    photo_limits: PhotoLimits = DEFAULT_LIMITS
    # Holders may read /metrics; None: signed-in admins only.
    metrics_token: str | None = field(default=None, repr=False)
    has_service_worker: bool = True  # False: phones remove theirs
    # Anybody on this machine may sign in as anybody. Never read from the environment.
    is_demo: bool = False
    # Kinds of channels, each with its Apprise URL, `{to}` standing for the person's address.
    channels: Mapping[str, str] = field(default_factory=dict, repr=False)
    retention: Retention = field(default_factory=Retention)

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @cached_property
    def public_origin(self) -> Origin:
        return _origin(self.public_url)

    @property
    def public_host(self) -> str:
        return self.public_origin.host

    @property
    def has_host_alone(self) -> bool:
        """Whether it has HTTPS at the default port: nobody else answers under this host."""
        return self.is_https and self.public_origin.has_default_port

    @classmethod
    def from_env(cls, given: Mapping[str, str] | None = None) -> "Config":
        env = settings_of(given)
        data_dir = data_folder(env)
        port = _number(env, "OWNIT_PORT", 8000, 1, 65535)
        bind = env.get("OWNIT_BIND", "").strip("[]") or "127.0.0.1"  # [::] is ::
        public_url = str(_origin(env.get("OWNIT_PUBLIC_URL") or local_url(bind, port)))
        _check_log(env.get("OWNIT_LOG") or "plain")
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("OWNIT_DATABASE_URL"), data_dir),
            public_url=public_url,
            bind=bind,
            port=port,
            push_services=_push_services(env.get("OWNIT_PUSH_HOSTS", "")),
            push_subject=_push_subject(env.get("OWNIT_PUSH_SUBJECT"), public_url),
            proxies=_number(env, "OWNIT_PROXIES", 0, 0, 5),
            web_processes=_number(env, "OWNIT_WEB_PROCESSES", 2, 1, 64),
            web_threads=_number(env, "OWNIT_WEB_THREADS", 16, 1, 64),
            photo_limits=_photo_limits(env),
            metrics_token=_metrics_token(env.get("OWNIT_METRICS_TOKEN")),
            has_service_worker=_is_on(env, "OWNIT_SERVICE_WORKER"),
            channels=_channels(env),
            retention=_retention(env),
        )


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ConfigError(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _photo_limits(env: Mapping[str, str]) -> PhotoLimits:
    usual = DEFAULT_LIMITS
    megabytes = _number(env, "OWNIT_PHOTOS_MB", usual.total_bytes // 1_000_000, 0, 100_000_000)
    return PhotoLimits(
        per_day=_number(env, "OWNIT_PHOTOS_PER_DAY", usual.per_day, 0, 100_000),
        total_bytes=megabytes * 1_000_000,
        free_percent=_number(env, "OWNIT_PHOTOS_FREE_PERCENT", usual.free_percent, 0, 90),
    )


def _is_on(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name) or "on"
    if text not in ("on", "off"):
        raise ConfigError(f"{name} must be on or off, not {text!r}.")
    return text == "on"


def _retention(env: Mapping[str, str]) -> Retention:
    def days(what: str, default: timedelta, least: int = 1) -> timedelta:
        return timedelta(days=_number(env, f"OWNIT_KEEP_{what}_DAYS", default.days, least, 3650))

    usual = Retention()
    return Retention(
        customer=days("CUSTOMER", usual.customer),
        photos=days("PHOTOS", usual.photos),
        access=days("ACCESS", usual.access, MAX_AGE.days),
        backups=days("BACKUPS", usual.backups),
    )


def _check_log(text: str) -> None:
    """Used by `web.cli.logs`, which writes before settings are read; refused here."""
    if text not in ("plain", "json"):
        raise ConfigError(f"OWNIT_LOG must be plain or json, not {text!r}.")


def _metrics_token(text: str | None) -> str | None:
    if text and not _TOKEN.fullmatch(text):
        # The sentence is for a terminal and a log, so it leaves the secret out.
        raise ConfigError(
            "OWNIT_METRICS_TOKEN must have 16 to 200 letters, digits and the signs - . _ ~ + / =, "
            "as `openssl rand -hex 32` makes them. Leave it out to let only admins read /metrics."
        )
    return text or None


def _channels(env: Mapping[str, str]) -> Mapping[str, str]:
    """Whether Apprise knows them is checked where it is loaded: see `web.cli.channels`."""
    names = {kind: f"OWNIT_CHANNEL_{kind.upper()}" for kind in KINDS}
    ways = {kind: env[name] for kind, name in names.items() if env.get(name)}
    for kind, way in ways.items():
        if not _WAY.fullmatch(way) or way.count("{to}") != 1:
            # Without the URL: it holds secrets, and this sentence may be logged.
            raise ConfigError(
                f"{names[kind]} must be one Apprise URL with {{to}} where a person’s address goes, "
                "such as mailtos://user:secret@smtp.example.org/?to={to}."
            )
    return ways


def _origin(text: str) -> Origin:
    """The public address; a trailing slash is accepted."""
    origin = parse_origin(text.removesuffix("/"))
    if origin is None or is_unspecified(origin.host):
        raise ConfigError(
            "OWNIT_PUBLIC_URL must be the address people open, such as https://own.example.org, "
            "without a path, a user name or a question mark (0.0.0.0 is for OWNIT_BIND alone); "
            f"it is {text!r}."
        )
    return origin


def _database_url(text: str | None, data_dir: Path) -> str:
    if not text:
        return f"sqlite:///{data_dir / 'ownit.sqlite3'}"
    try:
        backend = make_url(text).get_backend_name()
    except (ArgumentError, ValueError):  # in the place of the port there is no number
        backend = ""
    if backend not in ("sqlite", "postgresql", "postgres"):
        raise ConfigError(
            "OWNIT_DATABASE_URL must begin with sqlite:/// or postgresql://. "
            "Leave it out to use a file in OWNIT_DATA_DIR."
        )
    if backend == "sqlite" and make_url(text).database in (None, "", ":memory:"):
        raise ConfigError("OWNIT_DATABASE_URL names no file: write it as sqlite:////path/to/file.")
    return text.replace("postgres://", "postgresql://", 1)


def _push_services(text: str) -> PushServices:
    try:
        return PushServices.of(tuple(text.replace(",", " ").split()))
    except ValueError as refused:
        raise ConfigError(str(refused)) from None


def _push_subject(text: str | None, public_url: str) -> str:
    host = _origin(public_url).host
    dotted = "." in host and not host.replace(".", "").isdigit()
    subject = text or f"mailto:ownit@{host if dotted else 'ownit.example'}"
    if not _SUBJECT.fullmatch(subject):
        raise ConfigError(
            "OWNIT_PUSH_SUBJECT must be mailto:somebody@your.domain or an https:// address "
            f"(push services refuse anything else); it is {subject!r}."
        )
    return subject
