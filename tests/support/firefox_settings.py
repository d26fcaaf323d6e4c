"""Settings that make a stock Firefox use our push service, and keep it from the internet."""

from typing import Any

_PUSH = {
    # Written out though it is the default: the remote agent would turn it off otherwise.
    "dom.push.connection.enabled": True,
    "dom.push.testing.allowInsecureServerURL": True,  # lets the push service be ws://
    "dom.push.retryBaseInterval": 200,  # milliseconds before the first reconnect
}
_QUIET = {
    # Firefox's own windows for notifications. Without a desktop the system's never answer,
    # and showNotification() in the service worker waits for ever.
    "alerts.useSystemBackend": False,
    "ui.prefersReducedMotion": 0,  # else a timer closes them, which no style sheet can stop
    "toolkit.legacyUserProfileCustomizations.stylesheets": True,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "media.gmp-manager.updateEnabled": False,
    "identity.fxaccounts.enabled": False,
    "network.trr.mode": 5,
    # What is not loopback goes to a proxy that is not there.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}

# For its windows. As on a phone, a notification stays until somebody closes it: Firefox would
# take it away after twenty seconds, when its animation ends, and who closed it could not be told.
USER_CHROME = "#alertBox:not([clicked], [closing]) { animation: none !important }"


def preferences(push_url: str) -> dict[str, Any]:
    """For a push service at this ws:// address; "" for none."""
    if not push_url:
        return _QUIET | {"dom.push.connection.enabled": False}
    return _QUIET | _PUSH | {"dom.push.serverURL": push_url}
