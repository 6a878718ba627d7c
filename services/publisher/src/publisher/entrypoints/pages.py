"""The department's pages under /publish/."""

from fastapi import APIRouter

from publisher.entrypoints.desk import Desk
from publisher.entrypoints.page_attachments import mount_attachments
from publisher.entrypoints.page_benefit import mount_benefit
from publisher.entrypoints.page_buttons import mount_buttons
from publisher.entrypoints.page_compare import mount_compare
from publisher.entrypoints.page_criteria import mount_criteria
from publisher.entrypoints.page_draft import mount_draft
from publisher.entrypoints.page_filing import FILING
from publisher.entrypoints.page_interpretations import mount_interpretations
from publisher.entrypoints.page_list import mount_list
from publisher.entrypoints.page_new import mount_new
from publisher.entrypoints.page_policy import mount_policy
from publisher.entrypoints.page_reading import mount_reading
from publisher.entrypoints.page_receipt import mount_receipt
from publisher.entrypoints.page_remarks import mount_remarks
from publisher.entrypoints.page_review import mount_review
from publisher.entrypoints.page_schedule import mount_schedule
from publisher.entrypoints.page_sharing import mount_sharing
from publisher.entrypoints.page_words import teach
from shared.web import Templates


def pages_router(desk: Desk, templates: Templates) -> APIRouter:
    """Every page; a form's answer is a redirection, or the form again with what is wrong."""
    teach(templates)
    router = APIRouter(prefix="/publish", include_in_schema=False)
    mounts = (
        mount_list,
        mount_new,
        mount_policy,
        mount_compare,
        mount_buttons,
        mount_schedule,
        mount_sharing,
        mount_draft,
        mount_reading,
        mount_benefit,
        mount_criteria,
        mount_review,
        mount_remarks,
        mount_attachments,
        mount_interpretations,
        mount_receipt,
    )
    for mount in (*mounts, *FILING):
        mount(router, desk, templates)
    return router
