"""Events about the gazette (政府公报)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Contract, Event


class GazetteDocument(Contract):
    """A document of the issue, in the order of the issue."""

    policy_id: UUID
    title: str
    document_number: str = ""
    issuer_name: str


class GazetteIssued(Event):
    """A month is over and its issue complete. Addresses are paths of the site.

    `count` is of all documents; `documents` has the first two hundred.
    """

    event_type: ClassVar[str] = "gazette.issued.v1"
    topic: ClassVar[str] = "huiqi.gazette"
    key_field: ClassVar[str] = "issue"

    issue: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")
    title: str
    closed_on: date
    address: str
    pdf_address: str
    count: int = Field(ge=1)
    documents: tuple[GazetteDocument, ...] = ()

    @property
    def subject_revision(self) -> int:
        """An issue is complete when it is told of, and told of once."""
        return 1
