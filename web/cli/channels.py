"""Validates the Apprise URLs of channels in the settings. Loads Apprise only if there are any."""

from collections.abc import Iterator

from push import apprise_client
from web.cli.terminal import Stop
from web.config import Config


def wrong_ways(config: Config) -> Iterator[str]:
    """A sentence for each kind of channel that cannot work, without secrets."""
    if config.channels:
        for kind, way in config.channels.items():
            try:
                apprise_client.check(kind, way)
            except ValueError as wrong:
                yield f"OWNIT_CHANNEL_{kind.upper()}: {wrong}"


def require_good(config: Config) -> None:
    """Raises Stop, with a sentence."""
    for sentence in wrong_ways(config):
        raise Stop(sentence)
