"""The publisher's composition root: the only place that wires."""

from functools import partial

from fastapi import FastAPI

from publisher.adapters.documents.reader import SandboxedReader
from publisher.adapters.evidence import evidence
from publisher.adapters.language_model import HttpAdviser
from publisher.adapters.matcher_api import HttpPreviews
from publisher.adapters.rebuilding import REBUILD
from publisher.adapters.service_pages import HttpPages
from publisher.adapters.unit import SqlUnit, SqlUnits
from publisher.adapters.uploads import Uploads
from publisher.domain.terms import Terms
from publisher.entrypoints.api import api_router
from publisher.entrypoints.consumer import subscriptions
from publisher.entrypoints.desk import Desk
from publisher.entrypoints.pages import pages_router
from publisher.entrypoints.refusals import answer_refusals
from publisher.entrypoints.workers import workers
from publisher.settings import Settings
from shared.clock import Clock, SystemClock
from shared.db import Database
from shared.events import (
    ApplicationProgressed,
    PolicyPublished,
    PolicyWithdrawn,
    ResultsAnnounced,
    ResultsFinalised,
)
from shared.service import Service
from shared.telemetry import setup_telemetry
from shared.web import make_templates
from shared.web.app import create_app

NAME = "publisher"
PREFIXES = ("/publish", "/api/publisher")
_PUBLISHES = (PolicyPublished, PolicyWithdrawn, ResultsAnnounced, ResultsFinalised, ApplicationProgressed)


def build(settings: Settings, clock: Clock | None = None) -> Service:
    """Compose the publisher; nothing runs until the service starts."""
    clock = clock or SystemClock()
    setup_telemetry(NAME, otlp_endpoint=settings.otlp_endpoint, log_level=settings.log_level)
    database = Database(settings.database_url, schema="publisher", pool_size=settings.database_pool_size)
    desk = Desk(
        units=SqlUnits(database),
        clock=clock,
        reader=SandboxedReader(
            most_bytes=settings.document_bytes,
            memory=settings.document_memory,
            seconds=settings.document_seconds,
        ),
        previews=HttpPreviews(settings.matcher_url or settings.public_url, settings.matcher_seconds),
        pages=HttpPages(),
        item_hosts=settings.service_item_hosts,
        adviser=_adviser(settings),
        inspector=Uploads(settings.document_bytes),
        terms=Terms(settings.urgent_review_days, settings.withheld_review_days),
    )
    templates = make_templates("publisher")
    web = create_app(
        NAME,
        settings,
        clock=clock,
        templates=templates,
        openapi_url="/api/publisher/v1/openapi.json",
    )
    answer_refusals(web, templates)
    web.include_router(api_router(desk))
    web.include_router(pages_router(desk, templates))
    return Service(
        name=NAME,
        schema="publisher",
        settings=settings,
        database=database,
        app=web,
        prefixes=PREFIXES,
        subscriptions=subscriptions(SqlUnit),
        publishes=(
            PolicyPublished,
            PolicyWithdrawn,
            ResultsAnnounced,
            ResultsFinalised,
            ApplicationProgressed,
        ),
        workers=workers(desk.units, clock, settings.publisher_poll_seconds),
        evidence=partial(evidence, clock=clock),
        rebuild=REBUILD,
    )


def _adviser(settings: Settings) -> HttpAdviser | None:
    """The language model, where one is set."""
    if settings.llm_url is None:
        return None
    key = settings.llm_key.get_secret_value()
    return HttpAdviser(settings.llm_url, settings.llm_model, key, settings.llm_seconds)


def app() -> FastAPI:
    """The application for a process of its own: `uvicorn publisher.main:app --factory`."""
    return build(Settings()).in_a_process_of_its_own()
