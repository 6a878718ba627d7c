"""The disclosure decision (公开属性)."""

from dataclasses import dataclass
from enum import StrEnum

from publisher.domain.errors import Invalid


class Disclosure(StrEnum):
    """主动公开, 依申请公开, 不予公开."""

    ACTIVE = "active"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class DisclosureDecision:
    """Who may read the document; one that is withheld names the law that it is withheld by."""

    disclosure: Disclosure = Disclosure.ACTIVE
    legal_reason: str = ""

    def __post_init__(self) -> None:
        if self.disclosure is Disclosure.WITHHELD and not self.legal_reason.strip():
            raise Invalid("不予公开要写明法律依据，例如《政府信息公开条例》第十四条。", "/legal_reason")
