"""The matcher's API: profiles, imports, criteria, matches."""

from fastapi import APIRouter

from matcher.entrypoints import (
    checks_api,
    codes_api,
    criteria_api,
    enterprises_api,
    exclusions_api,
    explain_api,
    imports_api,
    matches_api,
    preview_api,
    surveys_api,
)

PREFIX = "/api/matcher/v1"

router = APIRouter(prefix=PREFIX)
for part in (
    criteria_api,
    codes_api,
    preview_api,
    enterprises_api,
    imports_api,
    explain_api,
    matches_api,
    exclusions_api,
    checks_api,
    surveys_api,
):
    router.include_router(part.router)
