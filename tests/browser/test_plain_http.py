"""Over plain HTTP at the machine's own address a browser sends no Fetch Metadata, only Origin.

Everybody who tries Own It in a local network begins like this.
"""

import re
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.browser import doing
from tests.browser.conftest import SwitchOn
from tests.support.served import free_port, serve


def _addresses() -> list[str]:
    """This machine's, but loopback and those of one link only."""
    shown = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout
    found = [one for one in shown.split() if not ip_address(one).is_link_local]
    assert found, "this machine has no address but loopback"
    # One of each family is enough.
    return list({ip_address(one).version: one for one in found}.values())


@pytest.mark.parametrize("address", _addresses())
def test_the_first_admin_and_a_colleague_come_in(
    tmp_path: Path, phone: SwitchOn, address: str
) -> None:
    port, is_v6 = free_port(), ":" in address
    url = f"http://[{address}]:{port}" if is_v6 else f"http://{address}:{port}"
    settings = {
        "OWNIT_BIND": "::" if is_v6 else "0.0.0.0",
        "OWNIT_PORT": str(port),
        "OWNIT_PUBLIC_URL": url,
    }
    with serve(tmp_path / "data", more=settings) as served:
        kim, ana = (phone(name, base_url=url) for name in ("Kim", "Ana"))
        for one in (kim, ana):
            one.forgive(re.compile("Cross-Origin-Opener-Policy header has been ignored"))
        doing.set_up(kim, served.first_link(), "Kim", "Novak")
        link = doing.invite(kim, "Ana")
        assert link.startswith(url)
        doing.come_in(ana, link, "Ana", "Berg")
