"""The notifier, wired: the only place that knows every part."""

from collections.abc import Iterator
from datetime import timedelta

from fastapi import FastAPI

from notifier.adapters.evidence import evidence
from notifier.adapters.icalendars import ICalendars
from notifier.adapters.letters import JinjaLetters
from notifier.adapters.rebuilding import REBUILD
from notifier.adapters.repositories import open_store
from notifier.adapters.repositories.arrivals import SqlArrivals
from notifier.adapters.repositories.findings import SqlFindings
from notifier.entrypoints import (
    api,
    associations,
    calendar_api,
    deliveries_api,
    endpoint_pages,
    endpoints_api,
    follows,
    gazette_pages,
    letters_api,
    live_api,
    members,
    ops_pages,
    own_endpoints_api,
    pages,
    preference_pages,
    schedule_pages,
    schedules_api,
    unsubscribing,
)
from notifier.entrypoints.gazette_loop import GazetteLoop
from notifier.entrypoints.kit import Kit
from notifier.entrypoints.links import Links
from notifier.entrypoints.lookout import Lookout
from notifier.entrypoints.reminding import ArmingLoop, ReminderLoop
from notifier.entrypoints.sealing import Sealing
from notifier.entrypoints.subscriptions import gazette_subscription, subscriptions
from notifier.entrypoints.sweeping import SweepLoop
from notifier.entrypoints.telling import BundleLoop, ErrandLoop, ring_all
from notifier.entrypoints.workers import Bell, DeliveryLoop
from notifier.handlers.deliver import Courier
from notifier.handlers.ports import Tools
from notifier.outgoing import open_outgoing
from notifier.reading import open_reading
from notifier.settings import Settings
from shared.clock import Clock, SystemClock
from shared.db import Database
from shared.events import NotificationDelivered, NotificationFailed, NotificationOpened
from shared.service import Service, Worker
from shared.telemetry import setup_telemetry
from shared.web import make_templates
from shared.web.app import create_app

NAME = "notifier"
PREFIXES = (
    *("/api/notifier/", "/my/inbox", "/my/reminders", "/my/preferences", "/subscribe"),
    *("/my/follows", "/my/associations", "/association", "/ops/notices"),
)
# What names a message by its id comes after what has a name: an id is anything.
ROUTERS = (
    live_api.router,
    calendar_api.router,
    calendar_api.pages,
    api.router,
    endpoints_api.router,
    own_endpoints_api.router,
    pages.router,
    preference_pages.router,
    schedule_pages.router,
    schedules_api.router,
    letters_api.router,
    endpoint_pages.router,
    unsubscribing.router,
    gazette_pages.router,
    deliveries_api.router,
    deliveries_api.own,
    follows.router,
    follows.pages,
    members.router,
    members.pages,
    associations.router,
    associations.pages,
    ops_pages.router,
)


def build(settings: Settings, clock: Clock | None = None) -> Service:
    """Compose the service. `clock` is the machine's unless a test moves one."""
    clock = clock or SystemClock()
    database = Database(settings.database_url, schema="notifier", pool_size=settings.database_pool_size)
    bell, errand_bell = Bell(), Bell()
    gather = timedelta(seconds=settings.notifier_gather_seconds)
    tools = Tools(clock, open_store, ring_all(bell, errand_bell), gather)
    letters = JinjaLetters(settings.public_url)
    outgoing, reading = open_outgoing(settings, clock), open_reading(settings, clock)
    lease = timedelta(seconds=settings.delivery_lease_seconds)
    courier = Courier(database, tools, letters, outgoing.providers, lease=lease)
    delivering = DeliveryLoop(
        courier,
        bell,
        settings.delivery_concurrency,
        settings.delivery_most_slow,
        poll_seconds=settings.notifier_poll_seconds,
        on_end=outgoing.close,
    )
    templates = make_templates(NAME)
    openapi_url = "/api/notifier/v1/openapi.json"
    web = create_app(NAME, settings, clock=clock, templates=templates, openapi_url=openapi_url)
    lookout = Lookout(database, SqlArrivals, poll_seconds=settings.notifier_poll_seconds)
    web.state.kit = Kit(
        database=database,
        tools=tools,
        letters=letters,
        templates=templates,
        allow_private=settings.webhook_allow_private,
        public_url=settings.public_url.rstrip("/"),
        arrivals=SqlArrivals,
        lookout=lookout,
        calendars=ICalendars(settings.public_url),
        links=Links(settings.session_secret.get_secret_value()),
    )
    web.state.console = outgoing.console
    web.state.gazette = reading
    sealing = Sealing(database, tools, outgoing.vault)
    for router in ROUTERS:
        web.include_router(router)
    return Service(
        name=NAME,
        schema="notifier",
        settings=settings,
        database=database,
        app=web,
        prefixes=PREFIXES,
        subscriptions=(*subscriptions(tools), gazette_subscription(reading.tools)),
        publishes=(NotificationDelivered, NotificationFailed, NotificationOpened),
        workers=(
            Worker("deliveries", delivering.run),
            Worker("sealing", sealing.run),
            Worker("gazette", GazetteLoop(database, reading.tools).run),
            Worker("live inboxes", lookout.run),
            *_loops(settings, database, tools, errand_bell),
        ),
        evidence=evidence(clock),
        rebuild=REBUILD,
    )


def _loops(settings: Settings, database: Database, tools: Tools, errand_bell: Bell) -> Iterator[Worker]:
    """What handlers leave for later, each kind in a loop of its own."""
    poll = settings.notifier_poll_seconds
    yield Worker("errands", ErrandLoop(database, tools, errand_bell, poll_seconds=poll).run)
    yield Worker("bundles", BundleLoop(database, tools, poll_seconds=poll).run)
    yield Worker("reminders", ReminderLoop(database, tools, poll_seconds=poll).run)
    yield Worker("arming", ArmingLoop(database, tools, poll_seconds=poll).run)
    yield Worker("sweep", SweepLoop(database, tools, SqlFindings).run)


def app() -> FastAPI:
    """Return the application of a notifier that runs in a process of its own."""
    settings = Settings()
    setup_telemetry(NAME, otlp_endpoint=settings.otlp_endpoint, log_level=settings.log_level)
    service = build(settings)
    return service.in_a_process_of_its_own()
