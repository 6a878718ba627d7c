"""How to cite a policy in a document or a letter."""

from shared.events import PolicyContent


def citation(content: PolicyContent, address: str) -> str:
    """Return issuer, title, document number, day and address, in the order of official writing."""
    issuers = "、".join(each.name for each in (content.issuer, *content.joint_issuers))
    day = content.written_on
    number = f"（{content.document_number}）" if content.document_number else ""
    return f"{issuers}：《{content.title}》{number}，{day.year}年{day.month}月{day.day}日，{address}"
