"""Composition root of the matcher."""

from functools import partial

from fastapi import FastAPI

from matcher.adapters.enterprises import SqlEnterprises
from matcher.adapters.imports import SqlImports
from matcher.adapters.live_policies import SqlLivePolicies
from matcher.adapters.matches import SqlMatches
from matcher.adapters.policies import SqlPolicies
from matcher.adapters.profiles import SqlProfiles
from matcher.adapters.rebuilding import REBUILD
from matcher.adapters.records import SqlRecords
from matcher.adapters.shards import SqlShards
from matcher.adapters.snapshots import FileSnapshots
from matcher.adapters.sweeps import SqlSweeps
from matcher.adapters.verdict_sets import SqlVerdictSets
from matcher.adapters.views import SqlViews
from matcher.entrypoints import api, exclusion_pages, import_pages, pages, profile_pages, question_pages
from matcher.entrypoints.api import PREFIX
from matcher.entrypoints.consumer import subscriptions
from matcher.entrypoints.match_command import MatchInputError, match_files
from matcher.entrypoints.parts import Parts
from matcher.entrypoints.sheets import open_table
from matcher.handlers.catching_up import Memory
from matcher.handlers.find_chances import ChanceFinder
from matcher.handlers.gather_evidence import gather_evidence
from matcher.handlers.import_jobs import Importer
from matcher.handlers.keeping import Keeper
from matcher.handlers.matching import Matching
from matcher.handlers.owning import Ownership
from matcher.handlers.shelf import Shelf
from matcher.handlers.survey_policies import Surveyor
from matcher.handlers.sweep import Sweeper
from matcher.handlers.work_off import Backlog
from matcher.settings import Settings
from shared.clock import Clock, SystemClock
from shared.db import Database
from shared.events import EnterpriseProfiled, EnterpriseRemoved, MatchesChanged
from shared.service import Service
from shared.service.workers import Worker
from shared.telemetry import setup_telemetry
from shared.web import create_app, make_templates

__all__ = ["MatchInputError", "app", "build", "match_files"]


def build(settings: Settings, clock: Clock | None = None) -> Service:
    """The matcher from its parts, not yet started."""
    clock = clock or SystemClock()
    database = Database(settings.database_url, schema="matcher", pool_size=settings.database_pool_size)
    enterprises, profiles, policies, ownership = SqlEnterprises(), SqlProfiles(), SqlPolicies(), Ownership()
    views, snapshots = SqlViews(), FileSnapshots(settings.matcher_snapshots)
    shards, sets, memory = SqlShards(ownership), SqlVerdictSets(), Memory(profiles, policies, snapshots)
    matching = Matching(shards, profiles, policies, SqlMatches(), sets, memory, clock)
    backlog = Backlog(matching, database.transaction)
    sweeper = Sweeper(matching, SqlSweeps(), database.transaction)
    keeper = Keeper(matching, database.transaction)
    imports, shelf = SqlImports(), Shelf(SqlLivePolicies())
    opener = partial(open_table, most_rows=settings.import_job_max_rows)
    importer = Importer(database.transaction, imports, enterprises, clock, opener)
    templates = make_templates("matcher")
    application = create_app(
        "matcher", settings, clock=clock, templates=templates, openapi_url=f"{PREFIX}/openapi.json"
    )
    application.state.parts = Parts(
        database,
        settings,
        clock,
        enterprises,
        policies,
        views,
        matching,
        templates,
        shelf,
        ChanceFinder(enterprises, shelf, clock),
        imports,
        Surveyor(shelf, clock),
    )
    for part in (api, pages, profile_pages, question_pages, import_pages, exclusion_pages):
        application.include_router(part.router)
    return Service(
        name="matcher",
        schema="matcher",
        settings=settings,
        database=database,
        app=application,
        prefixes=(PREFIX, "/my", "/publish/enterprises"),
        subscriptions=subscriptions(matching, enterprises, backlog, ownership),
        publishes=(EnterpriseProfiled, EnterpriseRemoved, MatchesChanged),
        evidence=partial(gather_evidence, records=SqlRecords(sets), views=views, shards=shards),
        rebuild=REBUILD,
        workers=(
            Worker("backlog", backlog.run),
            Worker("sweep", sweeper.run),
            Worker("imports", importer.run),
            Worker("snapshots", keeper.run),
        ),
    )


def app() -> FastAPI:
    """`uvicorn matcher.main:app --factory`: the service in a process of its own."""
    settings = Settings()
    setup_telemetry("matcher", otlp_endpoint=settings.otlp_endpoint, log_level=settings.log_level)
    service = build(settings)
    return service.in_a_process_of_its_own()
