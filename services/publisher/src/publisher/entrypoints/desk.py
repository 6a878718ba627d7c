"""What the entrypoints work with."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from publisher.domain.terms import Terms
from publisher.handlers.access import DEPARTMENT_ROLES, READERS
from publisher.handlers.check_service_item import Pages
from publisher.handlers.file_ports import Inspector
from publisher.handlers.ports import DocumentReader, Units
from publisher.handlers.previews import Previews
from publisher.handlers.second_opinion import Adviser
from shared.clock import Clock
from shared.identity import Principal, Role, require


@dataclass(frozen=True)
class Desk:
    """Units of work, the clock, the reader of documents and the matcher, wired in main.py."""

    units: Units
    clock: Clock
    reader: DocumentReader
    terms: Terms
    inspector: Inspector
    previews: Previews
    pages: Pages
    item_hosts: tuple[str, ...]
    adviser: Adviser | None = None


Reader = Annotated[Principal, Depends(require(*READERS))]
Official = Annotated[Principal, Depends(require(*DEPARTMENT_ROLES))]
Editor = Annotated[Principal, Depends(require(Role.DEPARTMENT_EDITOR))]
Reviewer = Annotated[Principal, Depends(require(Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER))]
Publisher = Annotated[Principal, Depends(require(Role.DEPARTMENT_PUBLISHER))]
Clerk = Annotated[Principal, Depends(require(Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_PUBLISHER))]
