"""The pages of what follows a publication: applications, results."""

from typing import Final

from publisher.entrypoints.page_applications import mount_applications_pages, mount_imports_pages

FILING: Final = (mount_applications_pages, mount_imports_pages)
