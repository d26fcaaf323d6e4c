"""The key file, and the header that push services check."""

import multiprocessing
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from push import vapid
from push.vapid import KeyUnreadable, VapidKey, VapidSigner, load, load_or_make
from tests.push.bench import SUBJECT, Bench
from tests.push.push_service import check_vapid, unpadded

ORIGIN = "https://web.push.apple.com"


def test_a_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "vapid.pem"
    made = load_or_make(path)
    assert load_or_make(path).public == made.public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert len(unpadded(made.public)) == 65


def _public(path: Path) -> str:
    return load_or_make(path).public


@pytest.mark.slow
def test_processes_that_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        publics = pool.map(_public, [tmp_path / "vapid.pem"] * 8)
    assert len(set(publics)) == 1


def test_who_made_a_key_a_moment_later_takes_the_first_one(tmp_path: Path) -> None:
    path = tmp_path / "vapid.pem"
    first = load_or_make(path).public
    vapid._make(path)  # it looked before the first one was there
    assert load(path).public == first
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "not a key", "-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_a_broken_key_file_is_said_so_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "vapid.pem"
    path.write_text(text)
    with pytest.raises(KeyUnreadable, match=r"vapid\.pem is not a VAPID key"):
        load_or_make(path)
    assert path.read_text() == text


def test_each_origin_gets_its_own_audience(vapid_key: VapidKey) -> None:
    signer, now = VapidSigner(vapid_key, SUBJECT), datetime.now(UTC)
    for origin in (ORIGIN, "https://fcm.googleapis.com", ORIGIN, "http://127.0.0.1:8765"):
        claims = check_vapid(signer.header(origin, now), origin, vapid_key.public)
        assert claims["sub"] == SUBJECT
        assert claims["exp"] <= (now + timedelta(hours=12)).timestamp()


def test_the_header_is_kept_for_some_hours_and_then_made_anew(vapid_key: VapidKey) -> None:
    signer, now = VapidSigner(vapid_key, SUBJECT), datetime.now(UTC)
    first = signer.header(ORIGIN, now)
    assert signer.header(ORIGIN, now + timedelta(hours=5, minutes=59)) == first
    assert signer.header(ORIGIN, now + timedelta(hours=6)) != first


def test_a_clock_set_back_makes_a_new_header(vapid_key: VapidKey) -> None:
    """A header signed in what is now the future might be refused for living too long."""
    signer, now = VapidSigner(vapid_key, SUBJECT), datetime.now(UTC)
    first = signer.header(ORIGIN, now)
    assert signer.header(ORIGIN, now - timedelta(hours=3)) != first


def test_the_topic_is_stable_short_and_tells_nothing(vapid_key: VapidKey, tmp_path: Path) -> None:
    topic = vapid_key.topic("issue:1", "7")
    assert topic == load_or_make_again(vapid_key, tmp_path).topic("issue:1", "7")
    assert topic not in (vapid_key.topic("issue:1", "8"), vapid_key.topic("issue:2", "7"))
    assert len(topic) == 32
    assert topic.replace("-", "").replace("_", "").isalnum()


def load_or_make_again(key: VapidKey, tmp_path: Path) -> VapidKey:
    path = tmp_path / "copy.pem"
    path.write_bytes(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return load(path)


def test_what_is_asked_of_the_push_service(bench: Bench) -> None:
    bench.phone()
    bench.enqueue(expires_at=bench.clock() + timedelta(minutes=10))
    bench.worker.send_due()
    (message,) = bench.service.accepted
    assert (message.ttl, message.urgency) == (600, "high")
    assert message.topic == bench.key.topic("issue:1", "1")
    assert bench.service.claims[0]["aud"] == bench.service.origin


@pytest.mark.parametrize(("left", "ttl"), [(5, 60), (86400, 12 * 3600)])
def test_the_ttl_has_bounds(bench: Bench, left: int, ttl: int) -> None:
    bench.phone()
    bench.enqueue(expires_at=bench.clock() + timedelta(seconds=left))
    bench.worker.send_due()
    assert bench.service.accepted[0].ttl == ttl
