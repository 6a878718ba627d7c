"""Where webhooks never go, whatever a name resolves to, and however often it changes its mind."""

import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from notifier.adapters.providers.posting import Poster
from notifier.adapters.providers.webhook import WebhookProvider
from notifier.adapters.vault import FernetVault
from notifier.domain.retry import NotNow, Refused, Sent
from shared.clock import SystemClock
from shared.events import EndpointKind
from shared.outgoing import addresses
from shared.outgoing.guarded import Resolve, guarded_connector
from tests.integration.notifier.parcels import LETTER, parcel
from tests.integration.notifier.sinks import HttpSink, http_sink
from tests.unit.shared.test_addresses import REFUSED


class Names:
    """A resolver that gives each of its answers in turn, and the last one from then on."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
async def sink() -> AsyncIterator[HttpSink]:
    async with http_sink() as sink:
        yield sink


def loopback_is_public(address: str) -> str | None:
    """No test sends anything off this machine: 127.0.0.1 stands in for a public address."""
    return None if address == "127.0.0.1" else addresses.why_refused(address)


def provider(resolve: Resolve | None = None, **given: Any) -> WebhookProvider:
    poster = Poster(partial(guarded_connector, resolve=resolve, **given))
    return WebhookProvider(poster, FernetVault("a key for tests"), clock=SystemClock())


def public(resolve: Resolve, **given: Any) -> WebhookProvider:
    return provider(resolve, why_refused=loopback_is_public, **given)


@pytest.mark.parametrize("address", [address for address in REFUSED if address])
async def test_a_name_that_leads_to_a_refused_address(sink: HttpSink, address: str) -> None:
    outcome = await provider(Names([address])).send(
        parcel(EndpointKind.WEBHOOK, sink.url(host="hook.example.com")), LETTER
    )

    assert isinstance(outcome, Refused)
    assert sink.posts == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
async def test_this_machine_by_any_name(sink: HttpSink, host: str) -> None:
    outcome = await provider().send(parcel(EndpointKind.WEBHOOK, sink.url(host=host)), LETTER)

    assert isinstance(outcome, Refused | NotNow)
    assert sink.posts == []


async def test_one_private_address_among_public_ones_refuses_the_host(sink: HttpSink) -> None:
    names = Names(["127.0.0.1", "10.0.0.1"])

    outcome = await public(names).send(
        parcel(EndpointKind.WEBHOOK, sink.url(host="hook.example.com")), LETTER
    )

    assert isinstance(outcome, Refused)
    assert sink.posts == []


async def test_a_name_that_rebinds_is_asked_once_and_pinned(sink: HttpSink) -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])

    outcome = await public(names).send(
        parcel(EndpointKind.WEBHOOK, sink.url(host="hook.example.com")), LETTER
    )

    assert outcome == Sent()
    assert names.asked == ["hook.example.com"]
    assert sink.posts[0].headers["host"] == f"hook.example.com:{sink.port}"


async def test_a_rebound_name_is_refused_at_the_next_delivery(sink: HttpSink) -> None:
    rebinding = public(Names(["127.0.0.1"], ["169.254.169.254"]))
    sent = parcel(EndpointKind.WEBHOOK, sink.url(host="hook.example.com"))

    assert await rebinding.send(sent, LETTER) == Sent()
    assert isinstance(await rebinding.send(sent, LETTER), Refused)


async def test_an_unknown_name_may_be_known_later(sink: HttpSink) -> None:
    outcome = await provider(Names([])).send(
        parcel(EndpointKind.WEBHOOK, sink.url(host="hook.example.com")), LETTER
    )

    assert isinstance(outcome, NotNow)


async def test_tls_is_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    server, trusting = _certificate(tmp_path, "hook.example.com")
    async with http_sink(ssl=server) as sink:
        trusted = public(Names(["127.0.0.1"]), ssl=trusting)
        right = f"https://hook.example.com:{sink.port}/204"
        wrong = f"https://other.example.com:{sink.port}/204"

        assert await trusted.send(parcel(EndpointKind.WEBHOOK, right), LETTER) == Sent()
        outcome = await trusted.send(parcel(EndpointKind.WEBHOOK, wrong), LETTER)

    assert isinstance(outcome, NotNow)
    assert "Hostname mismatch" in outcome.reason


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    server, _ = _certificate(tmp_path, "hook.example.com")
    async with http_sink(ssl=server) as sink:
        outcome = await public(Names(["127.0.0.1"])).send(
            parcel(EndpointKind.WEBHOOK, f"https://hook.example.com:{sink.port}/204"), LETTER
        )

    assert isinstance(outcome, NotNow)
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reason


async def test_it_says_why() -> None:
    outcome = await provider(Names(["10.0.0.1"])).send(
        parcel(EndpointKind.WEBHOOK, "http://hook.example.com/"), LETTER
    )

    assert outcome == Refused("hook.example.com leads to 10.0.0.1, a private address")


def _certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS context with a certificate for `host`, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = SystemClock().now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, kind, serialization.NoEncryption()))
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))
