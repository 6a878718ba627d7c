"""The ways out of a notifier, wired from its settings: a part of the composition root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from notifier.adapters.providers.email import EmailProvider, SmtpServer, Stationery
from notifier.adapters.providers.posting import Poster
from notifier.adapters.providers.robot import RobotProvider
from notifier.adapters.providers.sms import SmsProvider
from notifier.adapters.providers.webhook import WebhookProvider
from notifier.adapters.vault import FernetVault
from notifier.domain.endpoints import is_secret
from notifier.domain.unsubscribing import Unsubscribing
from notifier.entrypoints.console_kit import Console
from notifier.handlers.endpoint_ports import Announcer
from notifier.handlers.ports import Provider
from notifier.settings import Settings
from shared.clock import Clock
from shared.events import EndpointKind
from shared.outgoing.guarded import guarded_connector

_SHORTEST_KEY: Final = 16


@dataclass(slots=True)
class Outgoing:
    """What leads out of the notifier."""

    vault: FernetVault
    unsubscribing: Unsubscribing
    providers: dict[EndpointKind, Provider] = field(default_factory=dict)
    announcers: dict[EndpointKind, Announcer] = field(default_factory=dict)
    closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    @property
    def console(self) -> Console:
        """What the console needs of it."""
        return Console(self.vault, self.announcers, self.unsubscribing)

    async def close(self) -> None:
        """Close every connection."""
        for close in self.closing:
            await close()


def open_outgoing(settings: Settings, clock: Clock) -> Outgoing:
    """Return the providers that the settings configure; webhooks and robots need no setting."""
    secret = settings.session_secret.get_secret_value()
    out = Outgoing(_vault(settings), Unsubscribing(secret, settings.public_url))
    poster = _poster(out, allow_private=settings.webhook_allow_private)
    _add(out, EndpointKind.WEBHOOK, WebhookProvider(poster, out.vault, clock=clock))
    _add(out, EndpointKind.ROBOT, RobotProvider(out.vault, clock=clock))
    if settings.smtp_host is not None:
        stationery = Stationery(settings.mail_from, settings.public_url, out.unsubscribing.address)
        server = smtp_server(settings, settings.smtp_host)
        _add(out, EndpointKind.EMAIL, EmailProvider(server, stationery, clock=clock))
    if settings.sms_url is not None and settings.sms_secret is not None:
        gateway = _poster(out, allow_private=True)
        signing = settings.sms_secret.get_secret_value()
        if not is_secret(signing):
            raise ValueError("HUIQI_SMS_SECRET: not a secret such as whsec_…, with 24 to 64 bytes in Base64")
        _add(out, EndpointKind.SMS, SmsProvider(gateway, url=settings.sms_url, secret=signing, clock=clock))
    return out


def _add(
    out: Outgoing,
    kind: EndpointKind,
    provider: EmailProvider | RobotProvider | SmsProvider | WebhookProvider,
) -> None:
    out.providers[kind] = provider
    out.announcers[kind] = provider


def _poster(out: Outgoing, *, allow_private: bool) -> Poster:
    poster = Poster(partial(guarded_connector, allow_private=allow_private))
    out.closing.append(poster.close)
    return poster


def smtp_server(settings: Settings, host: str) -> SmtpServer:
    """Return where mail is handed in."""
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return SmtpServer(
        host,
        settings.smtp_port,
        settings.smtp_username,
        password,
        settings.smtp_use_tls,
        settings.smtp_starttls,
    )


def _vault(settings: Settings) -> FernetVault:
    given = settings.secrets_keys.get_secret_value() if settings.secrets_keys else ""
    keys = [key.strip() for key in given.split(",") if key.strip()]
    if any(len(key) < _SHORTEST_KEY for key in keys):
        raise ValueError(f"HUIQI_SECRETS_KEYS: a key has at least {_SHORTEST_KEY} characters")
    return FernetVault(*(keys or [settings.session_secret.get_secret_value()]))
