"""The disclosure decision (公开属性): made before anything else, for a reason that the law has."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from publisher.domain.errors import Invalid


class Disclosure(StrEnum):
    """主动公开, 依申请公开, 不予公开; a new draft is undecided until somebody decides."""

    UNDECIDED = "undecided"
    ACTIVE = "active"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"


class LegalReason(StrEnum):
    """Why a document may be withheld: 政府信息公开条例, articles 14 to 16. There is no other reason."""

    STATE_SECRET = "state_secret"  # noqa: S105 (a reason of the law)
    PUBLIC_SAFETY = "public_safety"
    COMMERCIAL_SECRET = "commercial_secret"  # noqa: S105 (a reason of the law)
    PRIVACY = "privacy"
    INTERNAL_AFFAIRS = "internal_affairs"
    PROCESS = "process"
    ENFORCEMENT_FILE = "enforcement_file"


LEGAL_REASONS: Final = {
    LegalReason.STATE_SECRET: "国家秘密，或法律、行政法规禁止公开（《政府信息公开条例》第十四条）",
    LegalReason.PUBLIC_SAFETY: "公开后可能危及国家安全、公共安全、经济安全、社会稳定（第十四条）",
    LegalReason.COMMERCIAL_SECRET: "涉及商业秘密，公开会损害第三方合法权益（第十五条）",
    LegalReason.PRIVACY: "涉及个人隐私，公开会损害第三方合法权益（第十五条）",
    LegalReason.INTERNAL_AFFAIRS: "人事管理、后勤管理、内部工作流程等内部事务信息（第十六条）",
    LegalReason.PROCESS: "讨论记录、过程稿、磋商信函、请示报告等过程性信息（第十六条）",
    LegalReason.ENFORCEMENT_FILE: "行政执法案卷信息（第十六条）",
}
DISCLOSURE_LABELS: Final = {
    Disclosure.UNDECIDED: "还没有决定",
    Disclosure.ACTIVE: "主动公开",
    Disclosure.ON_REQUEST: "依申请公开",
    Disclosure.WITHHELD: "不予公开",
}


@dataclass(frozen=True)
class DisclosureDecision:
    """Who may read the document; one that is withheld names a reason of the law and says how it applies."""

    disclosure: Disclosure = Disclosure.UNDECIDED
    legal_reason: LegalReason | None = None
    note: str = ""

    def __post_init__(self) -> None:
        withheld = self.disclosure is Disclosure.WITHHELD
        if withheld and self.legal_reason is None:
            raise Invalid(
                "不予公开要从法定理由（《政府信息公开条例》第十四条至第十六条）中选一项。", "/legal_reason"
            )
        if withheld and not self.note.strip():
            raise Invalid("不予公开要写明具体情况：哪些内容、为什么属于这项法定理由。", "/legal_note")
        if not withheld and self.legal_reason is not None:
            raise Invalid("只有不予公开才需要法定理由，请改选公开属性或取消理由。", "/legal_reason")

    @classmethod
    def of(cls, disclosure: Disclosure, legal_reason: str, note: str) -> "DisclosureDecision":
        """From what was handed in; raises Invalid for a reason that is not one of the law's."""
        if legal_reason and legal_reason not in set(LegalReason):
            raise Invalid("这不是法定的不予公开理由，请从列出的理由中选一项。", "/legal_reason")
        reason = LegalReason(legal_reason) if legal_reason and disclosure is Disclosure.WITHHELD else None
        return cls(disclosure, reason, note.strip())
