"""What other departments may do with a policy: joint issuers, and whoever its department asked in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from shared.vocabulary import DEPARTMENTS


class May(StrEnum):
    """JOINT comes with being named as joint issuer; the others are granted. All may read and comment."""

    JOINT = "joint"
    READ = "read"
    AGREE = "agree"
    REVIEW = "review"


class Stance(StrEnum):
    """What a department says of a submission (会签意见)."""

    AGREE = "agree"
    OBJECT = "object"
    COMMENT = "comment"


MAY_LABELS: Final = {
    May.JOINT: "联合发文：可查阅、可提会签意见",
    May.READ: "可查阅、可提意见",
    May.AGREE: "须会签同意后才能发布",
    May.REVIEW: "可参与三审",
}
GRANTED: Final = {may: MAY_LABELS[may] for may in (May.READ, May.AGREE, May.REVIEW)}
STANCE_LABELS: Final = {Stance.AGREE: "同意", Stance.OBJECT: "不同意", Stance.COMMENT: "意见"}


@dataclass(frozen=True)
class Grant:
    """What one department may do, and who said so."""

    department: str
    may: May
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Opinion:
    """What somebody of a department said of one submission; it counts for that submission only."""

    department: str
    author: str
    author_name: str
    stance: Stance
    text: str
    cycle: int
    at: datetime


def check_grant(department: str, own: str) -> None:
    """Raise Invalid for a department that there is not, or the policy's own."""
    if department not in DEPARTMENTS:
        raise Invalid("没有这个部门，请从列表中选择。", "/department")
    if department == own:
        raise Invalid("本部门本来就能办理，不需要授权。", "/department")


def joint_departments(content: DraftContent, own: str) -> set[str]:
    """The known departments that the document names as joint issuers."""
    return {each.code for each in content.joint_issuers if each.code in DEPARTMENTS and each.code != own}


def awaited(grants: Mapping[str, str], opinions: Iterable[Opinion], cycle: int) -> Collection[str]:
    """Names of the departments that must agree to this submission and have not, by their last word."""
    last = {
        each.department: each.stance
        for each in opinions
        if each.cycle == cycle and each.stance is not Stance.COMMENT
    }
    asked = [code for code, may in grants.items() if may == May.AGREE]
    return [DEPARTMENTS.get(code, code) for code in asked if last.get(code) is not Stance.AGREE]
