"""The matcher's API: profiles, imports, criteria, matches."""

from fastapi import APIRouter

from matcher.entrypoints.criteria_api import criteria_router
from matcher.entrypoints.enterprises_api import enterprises_router
from matcher.entrypoints.matches_api import matches_router
from matcher.entrypoints.parts import Parts

PREFIX = "/api/matcher/v1"


def api_router(parts: Parts) -> APIRouter:
    """Every route under /api/matcher/v1."""
    router = APIRouter(prefix=PREFIX)
    router.include_router(criteria_router())
    router.include_router(enterprises_router(parts))
    router.include_router(matches_router(parts))
    return router
