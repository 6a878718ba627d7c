"""The notifier, wired: the only place that knows every part."""

from fastapi import FastAPI

from notifier.adapters.evidence import evidence
from notifier.adapters.letters import JinjaLetters
from notifier.adapters.providers.email import EmailProvider, SmtpServer
from notifier.adapters.providers.webhook import WebhookProvider
from notifier.adapters.rebuilding import REBUILD
from notifier.adapters.repositories import open_store
from notifier.entrypoints import api, endpoints_api, pages, preference_pages
from notifier.entrypoints.kit import Kit
from notifier.entrypoints.reminding import ArmingLoop, ReminderLoop
from notifier.entrypoints.subscriptions import subscriptions
from notifier.entrypoints.workers import Bell, DeliveryLoop
from notifier.handlers.deliver import Courier
from notifier.handlers.ports import Provider, Tools
from notifier.settings import Settings
from shared.clock import Clock, SystemClock
from shared.db import Database
from shared.events import EndpointKind, NotificationDelivered, NotificationFailed, NotificationOpened
from shared.outgoing.pinned import PinnedTransport
from shared.service import Service, Worker
from shared.telemetry import setup_telemetry
from shared.web import make_templates
from shared.web.app import create_app

NAME = "notifier"


def build(settings: Settings, clock: Clock | None = None) -> Service:
    """Compose the service. `clock` is the machine's unless a test moves one."""
    clock = clock or SystemClock()
    database = Database(settings.database_url, schema="notifier", pool_size=settings.database_pool_size)
    bell = Bell()
    tools = Tools(clock, open_store, bell.ring)
    letters = JinjaLetters(settings.public_url)
    courier = Courier(database, tools, letters, _providers(settings, clock))
    delivering = DeliveryLoop(
        courier, bell, settings.delivery_concurrency, poll_seconds=settings.notifier_poll_seconds
    )
    reminding = ReminderLoop(database, tools, poll_seconds=settings.notifier_poll_seconds)
    arming = ArmingLoop(database, tools, poll_seconds=settings.notifier_poll_seconds)
    templates = make_templates(NAME)
    openapi_url = "/api/notifier/v1/openapi.json"
    web = create_app(NAME, settings, clock=clock, templates=templates, openapi_url=openapi_url)
    web.state.kit = Kit(database, tools, letters, templates, settings.webhook_allow_private)
    for part in (api, endpoints_api, pages, preference_pages):
        web.include_router(part.router)
    return Service(
        name=NAME,
        schema="notifier",
        settings=settings,
        database=database,
        app=web,
        prefixes=("/api/notifier/", "/my/inbox", "/my/reminders", "/my/preferences"),
        subscriptions=subscriptions(tools),
        publishes=(NotificationDelivered, NotificationFailed, NotificationOpened),
        workers=(
            Worker("deliveries", delivering.run),
            Worker("reminders", reminding.run),
            Worker("arming", arming.run),
        ),
        evidence=evidence(clock),
        rebuild=REBUILD,
    )


def _providers(settings: Settings, clock: Clock) -> dict[EndpointKind, Provider]:
    transport = PinnedTransport(allow_private=settings.webhook_allow_private)
    providers: dict[EndpointKind, Provider] = {EndpointKind.WEBHOOK: WebhookProvider(transport, clock=clock)}
    if settings.smtp_host is not None:
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        server = SmtpServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_username,
            password,
            settings.smtp_use_tls,
            settings.smtp_starttls,
        )
        providers[EndpointKind.EMAIL] = EmailProvider(
            server, sender=settings.mail_from, public_url=settings.public_url, clock=clock
        )
    return providers


def app() -> FastAPI:
    """Return the application of a notifier that runs in a process of its own."""
    settings = Settings()
    setup_telemetry(NAME, otlp_endpoint=settings.otlp_endpoint, log_level=settings.log_level)
    service = build(settings)
    service.app.router.lifespan_context = service.lifespan
    return service.app
