"""What a message can be about, and what is known of an enterprise under a policy."""

from enum import StrEnum
from typing import Final


class MessageKind(StrEnum):
    """The kinds of messages; each has a template in each language."""

    NEW_MATCH = "new_match"
    NO_LONGER_ELIGIBLE = "no_longer_eligible"
    POLICY_WITHDRAWN = "policy_withdrawn"
    DEADLINE_MOVED = "deadline_moved"
    POLICY_REVISED = "policy_revised"
    OPENING = "opening"
    DEADLINE = "deadline"
    PROGRESS = "progress"
    SUPPLEMENT_DUE = "supplement_due"
    RESULTS_ANNOUNCED = "results_announced"
    RESULTS_FINALISED = "results_finalised"
    FOLLOWED = "followed"
    MISSING_FACT = "missing_fact"


LABELS: Final = {
    MessageKind.NEW_MATCH: "新匹配政策",
    MessageKind.NO_LONGER_ELIGIBLE: "不再符合条件",
    MessageKind.POLICY_WITHDRAWN: "政策停用",
    MessageKind.DEADLINE_MOVED: "申报期调整",
    MessageKind.POLICY_REVISED: "政策内容变化",
    MessageKind.OPENING: "开始申报",
    MessageKind.DEADLINE: "截止提醒",
    MessageKind.PROGRESS: "申报进度",
    MessageKind.SUPPLEMENT_DUE: "补正提醒",
    MessageKind.RESULTS_ANNOUNCED: "结果公示",
    MessageKind.RESULTS_FINALISED: "结果确定",
    MessageKind.FOLLOWED: "关注内容发布",
    MessageKind.MISSING_FACT: "补充信息",
}


class Told(StrEnum):
    """What an enterprise was last told about its standing under a policy."""

    NOTHING = "nothing"
    ELIGIBLE = "eligible"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
