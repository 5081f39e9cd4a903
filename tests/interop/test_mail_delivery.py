"""Mails, taken by a server that others have written."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from gateway.access import config
from gateway.access import site as site_data
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.admin.install import install
from gateway.mail import outbox
from gateway.mail.delivery import Delivery
from gateway.mail.outbox import Mail
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.settings import Mail as MailSettings
from gateway.store.store import Store
from tests.oracle.serve import free_port

VAULT = Vault(b"k" * 32)
REGISTRY = Registry(discover())
MAIL = Mail(userid=7, address="bob@example.org", name="Bøb Burt", subject="Grüße", text="Your secret is 4711.\n")


class Letters(Message):
    """Keeps what it is given, and refuses somebody."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.codes: list[str] = []

    async def handle_RCPT(self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:
        if self.codes:
            return self.codes.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    def handle_message(self, message: Any) -> None:
        self.found.append(message)


@contextmanager
def serving(letters: Letters, **options: Any) -> Iterator[int]:
    """The port of a mail server."""
    controller = Controller(letters, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a new site."""
    file = tmp_path_factory.mktemp("school") / "mail.db"
    with closing(Store(f"sqlite:///{file}")) as opened:
        opened.migrate(REGISTRY.branches)
        opened.run_here(lambda work: install(work.db, REGISTRY, protocols=[], name="Old, School", now=1), write=True)
    return file


@pytest.fixture
def store(school: Path, tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{shutil.copy(school, tmp_path / 'mail.db')}")) as opened:
        yield opened


@pytest.fixture
def site(store: Store) -> SiteData:
    return store.run_here(lambda work: site_data.load(work.db, "https://school.example.org", REGISTRY), write=False)


def put(store: Store, mail: Mail = MAIL) -> None:
    store.run_here(lambda work: outbox.put(work.db, VAULT, mail, now=int(time.time())), write=True)


def waiting(store: Store) -> list[outbox.Waiting]:
    return store.run_here(lambda work: outbox.waiting(work.db), write=False)


def plain(port: int) -> MailSettings:
    return MailSettings(host="127.0.0.1", port=port, security="none")


async def test_a_server_takes_each_mail_once_whoever_sends(store: Store, site: SiteData) -> None:
    letters = Letters()
    for _ in range(5):
        put(store)
    with serving(letters) as port:
        await asyncio.gather(*(Delivery(plain(port), store, VAULT).send_due(site) for _ in range(3)))
    assert len({letter["message-id"] for letter in letters.found}) == len(letters.found) == 5
    letter = letters.found[0]
    assert str(make_header(decode_header(letter["subject"]))) == "Grüße"
    assert "bob@example.org" in letter["to"]
    assert letter["from"] == '"Old, School" <noreply@school.example.org>'
    assert letter.get_payload(decode=True).decode().split() == MAIL.text.split()
    assert waiting(store) == []


async def test_a_mail_is_kept_while_no_server_is_there(store: Store, site: SiteData) -> None:
    put(store)
    with capture_logs() as logs:
        await Delivery(plain(free_port()), store, VAULT).send_due(site)
    assert [each.attempts for each in waiting(store)] == [1]
    assert [(each["event"], each["attempts"]) for each in logs] == [("mail not sent, tried again later", 1)]
    assert "4711" not in str(logs)


async def test_who_is_refused_for_a_moment_is_tried_again_and_who_is_refused_for_good_is_not(store: Store, site: SiteData) -> None:
    letters = Letters()
    letters.codes = ["451 not now", "550 no such person"]
    put(store)
    put(store)
    with serving(letters) as port, capture_logs() as logs:
        for _ in range(2):
            await Delivery(plain(port), store, VAULT).send_due(site)
    assert [each.problem for each in waiting(store)] == ["refused (451): not now"]
    assert [each["event"] for each in logs] == ["mail not sent, tried again later", "mail given up"]
    assert letters.found == []


async def test_a_server_may_ask_for_a_password(store: Store, site: SiteData) -> None:
    def right(_server: Any, _session: Any, _envelope: Any, _mechanism: str, sent: LoginPassword) -> AuthResult:
        return AuthResult(success=(sent.login, sent.password) == (b"school", b"Open.Sesame"), handled=False)

    letters = Letters()
    put(store)
    with serving(letters, authenticator=right, auth_require_tls=False) as port, capture_logs() as logs:
        wrong = msgspec.structs.replace(plain(port), user="school", password="guessed-1")
        await Delivery(wrong, store, VAULT).send_due(site)
        assert [each.attempts for each in waiting(store)] == [1]
        put(store)
        await Delivery(msgspec.structs.replace(wrong, password="Open.Sesame"), store, VAULT).send_due(site)
    assert len(letters.found) == 1
    assert "guessed-1" not in str(logs)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_an_encrypted_server_is_asked_who_it_is(
    store: Store, site: SiteData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: Literal["starttls", "tls"]
) -> None:
    letters, told = Letters(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = tmp_path / "own.pem"
    certificate.write_bytes(_certificate())
    told.load_cert_chain(certificate)
    put(store)
    with serving(letters, **({"tls_context": told} if security == "starttls" else {"ssl_context": told})) as port:
        chosen = MailSettings(host="127.0.0.1", port=port, security=security)
        await Delivery(chosen, store, VAULT).send_due(site)
        assert ["CERTIFICATE_VERIFY_FAILED" in each.problem for each in waiting(store)] == [True]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        put(store)
        await Delivery(chosen, store, VAULT).send_due(site)
    assert len(letters.found) == 1


@pytest.mark.parametrize("demo", [False, True])
async def test_without_a_server_the_log_has_the_mail_but_what_it_says_only_in_the_demo(store: Store, demo: bool) -> None:
    store.run_here(lambda work: config.put(work.db, "triglot/demo", str(int(demo))), write=True)
    site = store.run_here(lambda work: site_data.load(work.db, "https://school.example.org", REGISTRY), write=False)
    put(store)
    with capture_logs() as logs:
        await Delivery(MailSettings(), store, VAULT).send_due(site)
    assert [(each["to"], each["subject"]) for each in logs] == [("bob@example.org", "Grüße")]
    assert ("4711" in str(logs)) is demo
    assert waiting(store) == []


def _certificate() -> bytes:
    """A key and its certificate for this machine, signed by itself, in PEM."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + made.public_bytes(Encoding.PEM)
