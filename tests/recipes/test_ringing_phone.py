"""The README's way to a phone that rings, with a push service on this machine: its recipe for
Caddy, its settings, the link in the terminal, and a stock Firefox as the phone."""

import json
import re
from pathlib import Path

from tests.browser.firefoxes import let_it_ring, push_url
from tests.push.running import running_service
from tests.recipes import certificate, proxies
from tests.recipes.proxies import HOST
from tests.support import missing
from tests.support.firefox import Firefox
from tests.support.own_thread import run_in_thread
from tests.support.served import free_port, serve

# The name is this machine's; what else is not loopback goes nowhere.
PREFS = {"network.dns.localDomains": HOST, "network.proxy.no_proxies_on": HOST}
TYPED = {
    "first_name": "Kim",
    "last_name": "Novak",
    "organisation": "Nordhaus",
    "site": "Store 12",
    "zone": "Europe/Vienna",
}
TYPE = (
    "Object.entries({}).forEach(([name, text]) => "
    "(document.querySelector(`[name=${{name}}]`).value = text))"
)
TRUST = (
    "Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)"
    ".addCertFromBase64({}, 'CTu,,') && true"
)


def test_the_readmes_way_to_a_phone_that_rings(tmp_path: Path) -> None:
    https = free_port()
    with running_service() as service:
        settings = {
            "OWNIT_PUBLIC_URL": f"https://{HOST}:{https}",
            "OWNIT_PROXIES": "1",
            "OWNIT_PUSH_HOSTS": service.origin,
        }
        signed = certificate.make(tmp_path, HOST)
        with serve(tmp_path / "data", more=settings) as app:
            port = int(app.url.rpartition(":")[2])
            caddy = proxies.running("caddy", tmp_path / "proxy", port, signed, https=https)
            with caddy as proxy:
                link = app.first_link()
                assert link.startswith(settings["OWNIT_PUBLIC_URL"])
                run_in_thread(come_in_and_ring(link, push_url(service), proxy.authority))


async def come_in_and_ring(link: str, push: str, authority: Path) -> None:
    pem = authority.read_text()
    trusted = re.sub(r"-----[^-]+-----|\s", "", pem)
    async with Firefox(missing.firefox(), push_url=push, prefs=PREFS) as firefox:
        await firefox.chrome_eval(TRUST.format(json.dumps(trusted)))
        await firefox.grant_notifications(link.partition("/join/")[0])
        await firefox.goto(link)
        await firefox.eval(TYPE.format(json.dumps(TYPED)))
        await firefox.click(".action-bar button")
        await firefox.until("document.querySelector('h1')?.textContent === 'Store 12'")
        assert await firefox.eval("isSecureContext") is True
        await let_it_ring(firefox)
