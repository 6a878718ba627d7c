"""Words and helpers that the publisher's templates use."""

from typing import Final

from publisher.domain.consultation import shortfall
from publisher.domain.disclosure import DISCLOSURE_LABELS, LEGAL_REASONS
from publisher.domain.policies import Policy
from publisher.domain.relations import LABELS as RELATION_LABELS
from publisher.domain.reviews import DECISION_LABELS, PROOF_LABELS, STEP_LABELS
from publisher.domain.sharing import GRANTED, MAY_LABELS, STANCE_LABELS
from publisher.domain.states import ACTION_LABELS, STATE_LABELS, Action, RevisionState
from shared import vocabulary
from shared.criteria import render
from shared.identity import Role
from shared.web import Templates

TONES: Final = {
    RevisionState.DRAFT: "plain",
    RevisionState.IN_REVIEW: "wait",
    RevisionState.RETURNED: "warn",
    RevisionState.APPROVED: "info",
    RevisionState.SCHEDULED: "wait",
    RevisionState.LIVE: "good",
    RevisionState.SUPERSEDED: "plain",
    RevisionState.WITHDRAWN: "over",
}
ACTIONS: Final = {
    "created": "起草",
    "edited": "修改草稿",
    "submitted": "提交审核",
    "recalled": "撤回送审",
    "first_approve": "初审通过",
    "second_approve": "复审通过",
    "final_approve": "终审通过",
    "first_return": "初审退回",
    "second_return": "复审退回",
    "final_return": "终审退回",
    "remarked": "提出意见",
    "settled": "处理意见",
    "disclosure_decided": "决定公开属性",
    "disclosure_reviewed": "复核公开属性",
    "published": "发布",
    "published_urgently": "紧急发布",
    "scheduled": "定时发布",
    "unscheduled": "取消定时",
    "published_on_schedule": "按时发布",
    "missed": "到时没有发布",
    "expiry_reminded": "提醒即将失效",
    "shared": "授权",
    "opinion": "会签意见",
    "revised": "开始修订",
    "withdrawn": "撤回政策",
    "announced": "公示结果",
    "finalised": "确定结果",
    "entry_suspended": "暂停公示一家企业",
    "entry_restored": "恢复公示一家企业",
    "entry_removed": "移除一家企业",
    "entry_redacted": "删去一条说明",
    "taken_down": "撤下结果公示",
}
ENDPOINTS: Final = {"inbox": "站内信", "email": "电子邮件", "webhook": "系统推送"}


def teach(templates: Templates) -> None:
    """Give the templates the publisher's words."""
    templates.env.globals.update(
        vocabulary=vocabulary,
        genres=[(genre, genre) for genre in vocabulary.GENRES],
        Action=Action,
        ACTION_LABELS=ACTION_LABELS,
        Role=Role,
        STATE_LABELS=STATE_LABELS,
        STATE_TONES=TONES,
        STEP_LABELS=STEP_LABELS,
        PROOF_LABELS=PROOF_LABELS,
        DISCLOSURE_LABELS=DISCLOSURE_LABELS,
        LEGAL_REASONS=LEGAL_REASONS,
        DECISION_LABELS=DECISION_LABELS,
        ACTIONS=ACTIONS,
        RELATION_LABELS=RELATION_LABELS,
        MAY_LABELS=MAY_LABELS,
        GRANTED=GRANTED,
        STANCE_LABELS=STANCE_LABELS,
        ENDPOINTS=ENDPOINTS,
        render_criteria=render,
        shortfall=shortfall,
        title_of=title_of,
    )


def title_of(policy: Policy) -> str:
    """The policy's title, or what to call it while it has none."""
    return policy.shown.content.title or "（还没有标题）"
