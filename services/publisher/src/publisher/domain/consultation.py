"""The norm of consultation: at least half of the opinions come from small and medium enterprises."""

from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.reviews import ReviewStep


def shortfall(content: DraftContent) -> str:
    """A sentence that says by how much the norm is missed; empty where it is met or nothing was recorded."""
    heard = content.benefit.consultation if content.benefit else None
    if heard is None or heard.meets_norm:
        return ""
    return (
        f"征求意见共 {heard.opinions} 条，其中来自中小企业 {heard.from_smes} 条，不足一半。"
        "惠企政策听取的意见一般应有一半以上来自中小企业。"
    )


def check_reason(content: DraftContent, step: ReviewStep, remarks: str) -> None:
    """Raise Invalid where the first reviewer lets the norm be missed without saying why."""
    if step is ReviewStep.FIRST and shortfall(content) and not remarks.strip():
        raise Invalid("征求意见不足一半来自中小企业，通过时要在意见里写明理由。", "/remarks")
