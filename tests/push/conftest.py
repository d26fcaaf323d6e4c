"""What push's tests share: a push service on loopback, phones, and a worker without a loop."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from push import channels
from push.channel_sender import ChannelSender
from push.vapid import VapidKey, load_or_make
from tests.push.bench import PUBLIC_URL, Bench
from tests.push.push_service import PushService
from tests.push.running import running_service
from tests.push.sink import Sink, running_sink
from web.store.engine import Database


@pytest.fixture
def service() -> Iterator[PushService]:
    with running_service() as running:
        yield running


@pytest.fixture(scope="session")
def vapid_key(tmp_path_factory: pytest.TempPathFactory) -> VapidKey:
    return load_or_make(Path(tmp_path_factory.mktemp("keys")) / "vapid.pem")


@pytest.fixture
def bench(database: Database, service: PushService, vapid_key: VapidKey) -> Iterator[Bench]:
    made = Bench(database, service, vapid_key)
    yield made
    made.close()


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that nobody vouches for."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(pem + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def sink(bench: Bench) -> Iterator[Sink]:
    with running_sink() as running:
        ways = dict.fromkeys(channels.KINDS, running.way())
        bench.worker.relay = ChannelSender(ways, PUBLIC_URL, hold=20, chance=lambda: 1.0)
        yield running
