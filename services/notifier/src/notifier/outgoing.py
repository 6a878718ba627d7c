"""The providers of a notifier, wired from its settings: a part of the composition root."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from notifier.adapters.providers.email import EmailProvider, SmtpServer
from notifier.adapters.providers.posting import Poster
from notifier.adapters.providers.webhook import WebhookProvider
from notifier.adapters.vault import FernetVault
from notifier.handlers.ports import Provider, Vault
from notifier.settings import Settings
from shared.clock import Clock
from shared.events import EndpointKind
from shared.outgoing.guarded import guarded_connector

_SHORTEST_KEY: Final = 16


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leads out of the notifier."""

    providers: Mapping[EndpointKind, Provider]
    vault: Vault
    close: Callable[[], Awaitable[None]]


def open_outgoing(settings: Settings, clock: Clock) -> Outgoing:
    """Return the providers that the settings configure; webhooks need no setting."""
    vault = _vault(settings)
    poster = Poster(partial(guarded_connector, allow_private=settings.webhook_allow_private))
    providers: dict[EndpointKind, Provider] = {
        EndpointKind.WEBHOOK: WebhookProvider(poster, vault, clock=clock)
    }
    if settings.smtp_host is not None:
        providers[EndpointKind.EMAIL] = EmailProvider(
            _server(settings, settings.smtp_host),
            sender=settings.mail_from,
            public_url=settings.public_url,
            clock=clock,
        )
    return Outgoing(providers, vault, poster.close)


def _server(settings: Settings, host: str) -> SmtpServer:
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
