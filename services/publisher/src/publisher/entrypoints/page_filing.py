"""The pages of what follows a publication: applications, results."""

from typing import Final

from publisher.entrypoints.page_applications import mount_applications_pages, mount_imports_pages
from publisher.entrypoints.page_result import mount_entry_acts, mount_result_acts, mount_result_page
from publisher.entrypoints.page_results import mount_result_editing, mount_results_pages
from publisher.entrypoints.page_unclaimed import mount_unclaimed

FILING: Final = (
    mount_applications_pages,
    mount_imports_pages,
    mount_results_pages,
    mount_result_editing,
    mount_result_page,
    mount_result_acts,
    mount_entry_acts,
    mount_unclaimed,
)
