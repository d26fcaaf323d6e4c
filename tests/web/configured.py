"""Settings and keys of the apps that tests of the web talk to."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from push.endpoints import PushServices
from push.vapid import VapidKey
from web.config import Config, Keys
from web.rules.photo_limits import DEFAULT_LIMITS

HTTP, HTTPS = "http://localhost", "https://own.example.org"


@cache
def keys() -> Keys:
    return Keys(secret=b"s" * 32, vapid=VapidKey(ec.generate_private_key(ec.SECP256R1())))


def config(public_url: str = HTTP) -> Config:
    return Config(
        data_dir=Path("nowhere"),
        database_url="unused",
        public_url=public_url,
        bind="127.0.0.1",
        port=8000,
        push_services=PushServices(),
        push_subject="mailto:own@example.org",
        channels={"email": "mailtos://own:secret@mail.example.org?to={to}"},
        proxies=0,
        web_processes=1,
        web_threads=1,
        photo_limits=replace(DEFAULT_LIMITS, free_percent=0),  # not of whoever runs the tests
    )
