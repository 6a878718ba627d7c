"""The publisher's API under /api/publisher/v1."""

from fastapi import APIRouter

from publisher.entrypoints.api_comparing import mount_comparing
from publisher.entrypoints.api_documents import mount_documents
from publisher.entrypoints.api_drafts import mount_drafts
from publisher.entrypoints.api_filing import FILING
from publisher.entrypoints.api_reading import mount_reading
from publisher.entrypoints.api_relations import mount_relations
from publisher.entrypoints.api_release import mount_release
from publisher.entrypoints.api_review import mount_review
from publisher.entrypoints.api_schedule import mount_schedule
from publisher.entrypoints.api_sharing import mount_sharing
from publisher.entrypoints.desk import Desk
from publisher.entrypoints.page_attachments import mount_files


def api_router(desk: Desk) -> APIRouter:
    """Every route of the API."""
    router = APIRouter(prefix="/api/publisher/v1", tags=["publisher"])
    mount_documents(router, desk)
    mount_drafts(router, desk)
    mount_reading(router, desk)
    mount_comparing(router, desk)
    mount_relations(router, desk)
    mount_sharing(router, desk)
    mount_release(router, desk)
    mount_review(router, desk)
    mount_files(router, desk)
    mount_schedule(router, desk)
    for mount in FILING:
        mount(router, desk)
    return router
