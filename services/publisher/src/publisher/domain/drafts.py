"""What a draft says: the content of a policy with gaps, until publication completes it."""

from datetime import date
from typing import Any, Self

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticSerializationError

from publisher.domain import document_numbers
from publisher.domain.errors import Invalid
from publisher.domain.plausible import check_benefit, check_day, check_lengths, check_links
from shared.criteria import CriteriaError
from shared.criteria import validate as validate_criteria
from shared.events import (
    Attachment,
    Benefit,
    Department,
    Edition,
    Interpretation,
    PolicyContent,
    PolicyKind,
    PolicyReference,
)


class DraftContent(BaseModel):
    """`PolicyContent` in which anything may still be missing. Its field names and types are the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: PolicyKind = PolicyKind.DOCUMENT
    index_number: str = Field("", max_length=60)
    title: str = Field("", max_length=300)
    issuer: Department | None = None
    joint_issuers: tuple[Department, ...] = ()
    document_number: str = Field("", max_length=60)
    written_on: date | None = None
    published_on: date | None = None
    theme: str = ""
    genre: str = ""
    summary: str = Field("", max_length=5_000)
    body: str = Field("", max_length=1_000_000)
    keywords: tuple[str, ...] = ()
    effective_on: date | None = None
    expires_on: date | None = None
    attachments: tuple[Attachment, ...] = ()
    basis: tuple[PolicyReference, ...] = ()
    replaces: tuple[PolicyReference, ...] = ()
    replaced_by: tuple[PolicyReference, ...] = ()
    implements: tuple[PolicyReference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    benefit: Benefit | None = None
    criteria: dict[str, Any] | None = None
    english: Edition | None = None

    @field_validator("written_on", "published_on", "effective_on", "expires_on", mode="before")
    @classmethod
    def _blank_is_missing(cls, value: object) -> object:
        return None if value == "" else value

    @classmethod
    def of(cls, content: PolicyContent) -> Self:
        """A new draft that says what a published revision says; it gets a publication day of its own."""
        return cls.model_validate({**content.model_dump(mode="json"), "published_on": None})

    def normalised(self, issuer: Department) -> Self:
        """With the document number in its proper form and an issuer; raises Invalid with the pointer."""
        number = document_numbers.normalise(self.document_number) if self.document_number.strip() else ""
        self._check_plausible()
        self._check_criteria()
        self._check_publishable()
        return self.model_copy(update={"document_number": number, "issuer": self.issuer or issuer})

    def _check_plausible(self) -> None:
        if self.benefit is not None:
            check_benefit(self.benefit)
        for name in ("written_on", "published_on", "effective_on", "expires_on"):
            check_day(getattr(self, name), f"/{name}")
        check_links(self.attachments, self.interpretations)
        check_lengths((name, len(value)) for name, value in self if isinstance(value, tuple))

    def _check_criteria(self) -> None:
        if self.criteria is None:
            return
        try:
            validate_criteria(self.criteria)
        except CriteriaError as error:
            raise Invalid(f"申报条件有误：{error.message}", f"/criteria{error.pointer}") from error

    def _check_publishable(self) -> None:
        """Refuse what no channel could show and no hash could cover: NUL, lone surrogates, vast numbers."""
        try:
            canonical = rfc8785.dumps(self.model_dump(mode="json"))
        except (rfc8785.CanonicalizationError, PydanticSerializationError) as error:
            raise Invalid("内容里有无法发布的字符或过大的数字，请检查后重填。") from error
        if rb"\u0000" in canonical:
            raise Invalid("内容里有看不见的控制字符，请删去后重填。")

    def complete(self, *, index_number: str, published_on: date) -> PolicyContent:
        """The content as it is published. The gate has made sure that nothing else is missing."""
        return PolicyContent.model_validate(
            {
                **self.model_dump(mode="json"),
                "index_number": self.index_number or index_number,
                "published_on": (self.published_on or published_on).isoformat(),
            }
        )
