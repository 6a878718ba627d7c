"""The routes of what follows a publication: applications, results, objections."""

from typing import Final

from publisher.entrypoints.api_applications import mount_applications
from publisher.entrypoints.api_applications_reading import mount_applications_reading
from publisher.entrypoints.api_result_drafts import mount_objections, mount_result_drafts
from publisher.entrypoints.api_results import mount_results, mount_taking_down

FILING: Final = (
    mount_applications,
    mount_applications_reading,
    mount_result_drafts,
    mount_results,
    mount_taking_down,
    mount_objections,
)
