"""The documented reverse proxies, as Debian ships them, in front of the real program: what a phone
sends comes through, and what the app has to know about it as well."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from tests.recipes import certificate, proxies
from tests.recipes.certificate import Certificate
from tests.recipes.client import CHUNK, Client, read_answer, send_head
from tests.recipes.proxies import HOST, Proxy
from tests.support.served import Served, serve
from web.cli import public_address
from web.cli.findings import Finding, Level
from web.config import Config
from web.store.engine import Database
from web.store.tables.guesses import Guess

MOST = 31 * 1024 * 1024  # bytes; a report with six photos has up to 32 MB
SETTINGS = {"OWNIT_PUBLIC_URL": f"https://{HOST}", "OWNIT_PROXIES": "1"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("app") / "data", more=SETTINGS) as served:
        yield served


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate.make(tmp_path_factory.mktemp("certificate"), HOST, "localhost")


def port_of(app: Served) -> int:
    return int(app.url.rpartition(":")[2])


@pytest.fixture(scope="module", params=proxies.NAMES)
def proxy(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    app: Served,
    signed: Certificate,
) -> Iterator[Proxy]:
    name = str(request.param)
    folder = tmp_path_factory.mktemp(name) / "proxy"
    with proxies.running(name, folder, port_of(app), signed) as running:
        yield running


@pytest.fixture
def client(proxy: Proxy) -> Client:
    return Client(proxy, f"127.0.7.{proxies.NAMES.index(proxy.name) + 1}")


def test_http_leads_to_https(client: Client) -> None:
    answer = client.get_plainly("/sign-in")
    assert answer.status in (301, 308)
    assert answer.headers["Location"].rstrip("/") == f"https://{HOST}/sign-in"


def test_a_page_is_remembered_as_https_only(client: Client) -> None:
    answer = client.get("/sign-in")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Ownit-Protocol" in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_ever_and_come_compressed(client: Client) -> None:
    page = client.get("/sign-in").body.decode()
    path = re.findall(r'href="(/static/\w+/css/app\.css)"', page)[0]
    answer = client.get(path, **{"Accept-Encoding": "gzip, br"})
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "br"


def test_a_form_comes_from_our_own_page_and_anothers_does_not(client: Client) -> None:
    """By Origin alone, as from browsers without Fetch Metadata: TLS ends at the proxy."""
    wrong = b"code=AAAA-AAAA-AAAA"
    assert client.post("/sign-in", wrong).status == 422
    assert client.post("/sign-in", wrong, {"Origin": f"http://{HOST}"}).status == 403
    assert client.post("/sign-in", wrong, {"Origin": "https://other.example"}).status == 403


def test_the_app_knows_the_clients_address_and_believes_no_other(
    client: Client, app: Served
) -> None:
    made_up = {"X-Forwarded-For": "198.51.100.9", "Forwarded": "for=198.51.100.9"}
    assert client.post("/sign-in", b"code=AAAA-AAAA-AAAA", made_up).status == 422
    database = Database(f"sqlite:///{app.data_dir / 'ownit.sqlite3'}")
    with database.read() as session:
        sources = set(session.exec(select(Guess.source)))
    database.close()
    assert f"invite:{client.address}" in sources
    assert not [one for one in sources if "198.51.100.9" in one or one.endswith(":127.0.0.1")]
    assert not (app.data_dir / "proxy-note.json").exists()


def test_a_report_with_six_photos_comes_through(client: Client) -> None:
    answer = client.post("/healthz", bytes(MOST))
    assert answer.status == 200
    assert answer.json == {"ok": True, "received": MOST}


def test_a_slow_upload_comes_through_while_others_are_answered(client: Client) -> None:
    body = bytes(8 * CHUNK)
    with client.connected() as slow:
        send_head(slow, "POST", "/healthz", {}, len(body))
        for start in range(0, len(body), CHUNK):
            slow.sendall(body[start : start + CHUNK])
            assert client.get("/healthz").status == 200
        answer = read_answer(slow)
    assert answer.json == {"ok": True, "received": len(body)}


def looked_at(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Finding:
    """By `ownit doctor`, at the name that this machine has for itself."""
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.authority))
    address = f"https://localhost:{proxy.https}"
    [found] = public_address.examine(Config.from_env({"OWNIT_PUBLIC_URL": address}))
    return found


FORGOTTEN = {
    "nginx": ("client_max_body_size 32m;", ""),
    "caddy": (
        "own.example.org {\n",
        "own.example.org, localhost {\n\trequest_body {\n\t\tmax_size 1MB\n\t}\n",
    ),
}


@pytest.mark.parametrize("name", FORGOTTEN)
def test_the_doctor_says_which_limit_of_the_proxy_to_raise(
    name: str, app: Served, signed: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = proxies.running(
        name, tmp_path / "proxy", port_of(app), signed, FORGOTTEN[name], "localhost"
    )
    with running as proxy:
        found = looked_at(proxy, monkeypatch)
    assert found.level is Level.PROBLEM
    assert "2 MB are refused" in found.sentence
    assert public_address._LIMITS[name] in found.sentence


def test_the_doctor_finds_that_all_comes_through(
    app: Served, signed: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxies.running("nginx", tmp_path / "proxy", port_of(app), signed) as proxy:
        found = looked_at(proxy, monkeypatch)
    assert found == Finding(
        Level.OK, f"Own It answers at https://localhost:{proxy.https}, and 2 MB get through."
    )


def test_the_doctor_says_that_a_certificate_is_not_trusted(
    app: Served, signed: Certificate, tmp_path: Path
) -> None:
    with proxies.running("nginx", tmp_path / "proxy", port_of(app), signed) as proxy:
        address = f"https://localhost:{proxy.https}"
        [found] = public_address.examine(Config.from_env({"OWNIT_PUBLIC_URL": address}))
    assert found.level is Level.PROBLEM
    assert "is not trusted here" in found.sentence
