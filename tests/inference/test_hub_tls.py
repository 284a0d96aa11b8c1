"""Encrypted connections to a hub."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inference.errors import Cancelled, HubError, HubRefused
from inference.hub import Event, Hub, Patience, Progressed, Stop, download_model
from tests.inference.hub_server import HubServer, Mood, Page
from tests.inference.test_hub_download import BIG, LORA, QUICK

SECONDS = 20.0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for this machine, in one file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "loopback.pem"
    path.write_bytes(secret + made.public_bytes(pem))
    return path


@pytest.fixture
def server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HubServer(tls=context) as server:
        server.pages["me/lora"] = Page({LORA: BIG}, token="hf_token")
        yield server


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusted")
def test_a_download_over_tls(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=100_000)]
    path = download_model("me/lora", tmp_path, hub=Hub(server.url, lambda: "hf_token", QUICK, margin=0))
    assert path.read_bytes() == BIG


def test_a_certificate_that_nobody_vouches_for(server: HubServer, tmp_path: Path) -> None:
    with pytest.raises(HubRefused, match="is not safe"):
        download_model("me/lora", tmp_path, hub=Hub(server.url, patience=QUICK))


def test_a_server_that_does_not_encrypt(tmp_path: Path) -> None:
    with HubServer() as plain:
        plain.pages["me/lora"] = Page({LORA: BIG})
        url = plain.url.replace("http:", "https:")
        with pytest.raises(HubError, match=r"is not safe|was lost"):
            download_model("me/lora", tmp_path, hub=Hub(url, patience=QUICK))
        assert not plain.gets(LORA)


@pytest.mark.usefixtures("trusted")
def test_a_redirect_may_not_leave_encryption(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(status=302, headers={"Location": "http://files.invalid/x"})]
    with pytest.raises(HubRefused, match="not safe"):
        download_model("me/lora", tmp_path, hub=Hub(server.url, lambda: "hf_token", QUICK, margin=0))


@pytest.mark.usefixtures("trusted")
def test_stop_wakes_an_encrypted_read_and_writes_nothing_wrong(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(stall_after=100_000)]
    stop, coming = Stop(), threading.Event()

    def tell(event: Event) -> None:
        if isinstance(event, Progressed):
            coming.set()

    def soon() -> None:
        coming.wait(SECONDS)
        time.sleep(0.2)  # it reads now, and nothing comes
        stop.set()

    waker = threading.Thread(target=soon)
    waker.start()
    began = time.monotonic()
    hub = Hub(server.url, lambda: "hf_token", Patience(stall=SECONDS), margin=0)
    with pytest.raises(Cancelled):
        download_model("me/lora", tmp_path, tell, stop, hub)
    assert time.monotonic() - began < SECONDS / 2
    waker.join()
    (part,) = tmp_path.rglob("*.part")
    assert part.stat().st_size == 100_000
    assert BIG.startswith(part.read_bytes())
