"""The composition root: the only place that wires portal-sync together."""

from functools import partial

from fastapi import APIRouter, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.announcements import PostgresAnnouncements
from portal_sync.adapters.collection_file import read_library
from portal_sync.adapters.documents import PostgresDocuments
from portal_sync.adapters.fingerprints import PostgresFingerprints
from portal_sync.adapters.http_checks import HttpChecks
from portal_sync.adapters.http_operations import HttpClient, HttpOperations, HttpTraces
from portal_sync.adapters.issued import PostgresIssued
from portal_sync.adapters.known_rules import PostgresKnownRules
from portal_sync.adapters.ledger import PostgresLedger
from portal_sync.adapters.ledger_channel import LedgerChannel
from portal_sync.adapters.link_checks import PostgresLinkChecks
from portal_sync.adapters.link_probe import HttpProbe
from portal_sync.adapters.made_collections import PostgresMadeCollections
from portal_sync.adapters.outside_channels import make_folder, make_outside
from portal_sync.adapters.rebuilding import REBUILD
from portal_sync.adapters.search_follower import SearchFollower
from portal_sync.adapters.search_index import EngineSearchIndex
from portal_sync.adapters.shelf import PostgresShelf
from portal_sync.adapters.site_version import PostgresSiteVersion, read_version
from portal_sync.adapters.source_records import PostgresSourceRecords
from portal_sync.adapters.table_channel import KnownHashes, TableChannel
from portal_sync.channel_file import read_channel_file
from portal_sync.domain.routing import ChannelRule
from portal_sync.entrypoints.api import api_router
from portal_sync.entrypoints.calendar_page import calendar_router
from portal_sync.entrypoints.channels import BUSINESS_PAGES, GOVERNMENT_PAGES, channel_router
from portal_sync.entrypoints.collection_picks import picks_router
from portal_sync.entrypoints.collections import collections_router
from portal_sync.entrypoints.compare import compare_router
from portal_sync.entrypoints.consumer import subscriptions
from portal_sync.entrypoints.eligibility import eligibility_router
from portal_sync.entrypoints.english import english_router
from portal_sync.entrypoints.feeds import feeds_router
from portal_sync.entrypoints.gazette import gazette_router
from portal_sync.entrypoints.home import home_router
from portal_sync.entrypoints.library import library_router
from portal_sync.entrypoints.links import links_router
from portal_sync.entrypoints.open_data import open_data_router
from portal_sync.entrypoints.opinions import opinions_router
from portal_sync.entrypoints.ops import ops_router
from portal_sync.entrypoints.ops_traces import traces_router
from portal_sync.entrypoints.pages import prepare_templates, templates
from portal_sync.entrypoints.parity import parity_router
from portal_sync.entrypoints.qr_code import qr_router
from portal_sync.entrypoints.results import results_router
from portal_sync.entrypoints.search import search_router
from portal_sync.entrypoints.sitemaps import sitemaps_router
from portal_sync.entrypoints.static_site import static_site_router
from portal_sync.entrypoints.survey import survey_router
from portal_sync.handlers.check_links import keep_checking
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.edit_collections import Workbench
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.gather_evidence import gather_evidence
from portal_sync.handlers.issue_gazette import keep_issuing
from portal_sync.handlers.known_version import version_of
from portal_sync.handlers.operations_room import OperationsRoom
from portal_sync.handlers.page_memory import PageMemory
from portal_sync.handlers.ports import Channel
from portal_sync.handlers.reconcile_channels import keep_reconciling
from portal_sync.handlers.serve_outside import keep_comparing, keep_handing_over
from portal_sync.handlers.site import Site
from portal_sync.handlers.wakes import Wakes
from portal_sync.handlers.watch_services import SERVICES
from portal_sync.settings import Settings
from shared.clock import Clock, SystemClock
from shared.db import Database
from shared.events import ChannelDrifted, ChannelMirrored, ChannelWithdrawn, GazetteIssued
from shared.outgoing.pinned import PinnedTransport
from shared.service import Service, Worker
from shared.settings import SettingsFileError, refuse
from shared.telemetry import setup_telemetry
from shared.web import create_app

NAME = "portal-sync"
PREFIXES = (
    "/",
    "/gov/",
    "/biz/",
    "/en/",
    "/search",
    "/parity",
    "/links",
    "/publish/collections",
    "/ops/",
    "/opensearch.xml",
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/robots.txt",
    "/api/portal/",
)


def build(settings: Settings, clock: Clock | None = None) -> Service:
    """Make the service, not yet started."""
    clock = clock or SystemClock()
    database = Database(settings.database_url, schema="portal_sync", pool_size=settings.database_pool_size)
    follower = SearchFollower()
    desk = make_desk(settings, database, clock, follower)
    openapi_url = "/api/portal/v1/openapi.json"
    application = create_app(NAME, settings, clock=clock, templates=templates, openapi_url=openapi_url)
    for router in _routers(desk, settings):
        application.include_router(router)
    reconciling = partial(keep_reconciling, desk.tools, database, settings.reconcile_every_seconds)
    return Service(
        name=NAME,
        schema="portal_sync",
        settings=settings,
        database=database,
        app=application,
        prefixes=PREFIXES,
        subscriptions=subscriptions(desk),
        publishes=(ChannelMirrored, ChannelWithdrawn, ChannelDrifted, GazetteIssued),
        workers=(
            Worker("templates", prepare_templates),
            Worker("search", partial(follower.keep_up, database)),
            Worker("reconciler", reconciling),
            Worker("gazette", partial(keep_issuing, desk, PostgresIssued)),
            *_outside_workers(desk, settings),
            *_link_workers(desk, settings),
        ),
        evidence=partial(gather_evidence, desk.tools),
        rebuild=REBUILD,
    )


def make_desk(
    settings: Settings, database: Database, clock: Clock, follower: SearchFollower | None = None
) -> Desk:
    """Wire what the use cases read and write with."""
    following = follower or SearchFollower()
    hashes, wakes = KnownHashes(), Wakes()
    file = read_channel_file(settings.channels_file)
    known = version_of(database, read_version)

    def ledger(session: AsyncSession) -> PostgresLedger:
        return PostgresLedger(session, clock, wakes.wake)

    def channel(session: AsyncSession, rule: ChannelRule) -> Channel:
        if rule.outside:
            return LedgerChannel(ledger(session), rule.name)
        return TableChannel(session, rule.name, hashes)

    tools = Tools(
        site=Site(settings.public_url, clock, file.rules, file.pages, file.labels),
        sources=lambda session: PostgresSourceRecords(session, file.rules),
        channels=lambda session: {rule.name: channel(session, rule) for rule in file.rules},
        ledger=ledger,
        rules=lambda session: PostgresKnownRules(session, clock),
        outside=make_outside(file, settings.public_url, clock),
        wakes=wakes,
        search=lambda session: EngineSearchIndex(session, following),
        fingerprints=PostgresFingerprints,
        version=lambda session: PostgresSiteVersion(session, clock, known.forget),
    )
    return Desk(
        database=database,
        clock=clock,
        tools=tools,
        documents=PostgresDocuments(database),
        shelf=lambda session: PostgresShelf(session, clock, database.reader),
        announcements=PostgresAnnouncements,
        version=known,
        memory=PageMemory(settings.page_memory_bytes),
    )


def _link_workers(desk: Desk, settings: Settings) -> list[Worker]:
    if not settings.check_links:
        return []
    probe = HttpProbe(PinnedTransport(), settings.public_url)
    checks, every = partial(PostgresLinkChecks, clock=desk.clock), settings.check_links_every_seconds
    return [Worker("link check", partial(keep_checking, checks, probe, desk.database, every))]


def _outside_workers(desk: Desk, settings: Settings) -> list[Worker]:
    every, tools = settings.reconcile_every_seconds, desk.tools
    return [
        Worker(f"{name} {rule.name}", work)
        for rule in tools.site.rules
        if rule.outside
        for name, work in (
            ("hands over", partial(keep_handing_over, tools, desk.database, rule)),
            ("compares", partial(keep_comparing, tools, desk.database, every, rule)),
        )
    ]


def _routers(desk: Desk, settings: Settings) -> list[APIRouter]:
    room, checks = _operations_room(desk, settings), HttpChecks(settings.url_of("matcher"))
    bench = Workbench(desk, PostgresMadeCollections, read_library(settings.collections_file))
    return [
        # In the order in which they are asked for: a request tries each until one takes it.
        channel_router(GOVERNMENT_PAGES, desk, settings),
        channel_router(BUSINESS_PAGES, desk, settings),
        home_router(desk, settings),
        api_router(desk),
        open_data_router(desk),
        parity_router(desk, settings),
        links_router(partial(PostgresLinkChecks, clock=desk.clock), desk.database, settings),
        static_site_router(desk, partial(make_folder, settings.public_url)),
        feeds_router(desk, settings),
        results_router(desk, settings),
        qr_router(settings),
        calendar_router(desk, settings),
        english_router(desk, settings),
        gazette_router(desk, settings),
        library_router(bench, settings),
        picks_router(bench, settings),
        collections_router(bench, settings),
        opinions_router(desk, settings),
        compare_router(desk, settings),
        eligibility_router(desk, checks, settings),
        survey_router(checks, settings),
        search_router(desk, settings),
        sitemaps_router(desk, settings),
        ops_router(room, settings),
        traces_router(room, settings),
    ]


def _operations_room(desk: Desk, settings: Settings) -> OperationsRoom:
    client = HttpClient()
    traces = None
    if settings.tracing_ui_url is None:
        traces = HttpTraces(client, settings.traces_url or settings.public_url)
    operations = HttpOperations(client, {service: settings.url_of(service) for service in SERVICES})
    return OperationsRoom(desk, operations, traces, settings.tracing_ui_url)


def app() -> FastAPI:
    """Return the application with the service in its lifespan: `uvicorn portal_sync.main:app --factory`."""
    settings = Settings()
    setup_telemetry(NAME, otlp_endpoint=settings.otlp_endpoint, log_level=settings.log_level)
    try:
        service = build(settings)
    except SettingsFileError as error:
        refuse(NAME, error)
    return service.in_a_process_of_its_own()
