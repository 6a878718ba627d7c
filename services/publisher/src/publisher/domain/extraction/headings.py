"""What a section of a notice is about, by the words of its heading."""

import re
from enum import StrEnum
from typing import Final


class SectionKind(StrEnum):
    """What a section says."""

    OBJECT = "object"
    CONDITIONS = "conditions"
    BARRED = "barred"
    STANDARD = "standard"
    REVIEW = "review"
    MATERIALS = "materials"
    TIME = "time"
    PROCEDURE = "procedure"
    CONTACT = "contact"


SECTION_LABELS: Final = {
    SectionKind.OBJECT: "支持对象",
    SectionKind.CONDITIONS: "申报条件",
    SectionKind.BARRED: "不予支持的情形",
    SectionKind.STANDARD: "支持标准",
    SectionKind.REVIEW: "评审标准",
    SectionKind.MATERIALS: "申报材料",
    SectionKind.TIME: "申报时间",
    SectionKind.PROCEDURE: "申报流程",
    SectionKind.CONTACT: "联系方式",
}

_GIVEN: Final = "支持|补贴|奖励|资助|补助|扶持|贴息|奖补|资金|优惠|扶助|政策|激励"
_WORDS: Final = (
    (
        SectionKind.BARRED,
        (
            r"不予(?:支持|受理|申报|奖励|资助)|不得申报|负面清单|不支持|排除(?:情形|条件)"
            r"|限制(?:条件|情形)|除外情形"
        ),
    ),
    (SectionKind.MATERIALS, r"材料|资料(?!库)"),
    (SectionKind.TIME, r"时间|期限|时限|日期|截止|申报期"),
    (SectionKind.CONTACT, r"联系|咨询|电话"),
    (SectionKind.REVIEW, r"评审|评分|评定|评价(?:标准|办法|指标)|审核(?:标准|要点)|评选"),
    (
        SectionKind.STANDARD,
        (
            rf"(?:{_GIVEN}|给予|享受)(?:的)?(?:标准|方式|内容|额度|力度|金额|幅度|措施|比例|方向)"
            rf"|(?:{_GIVEN})(?:资金)?(?:标准|额度)|(?:对象|条件|范围)(?:和|及|与|、)标准"
        ),
    ),
    (SectionKind.PROCEDURE, r"流程|程序|步骤|方式(?!方法)|途径|办理|受理|公示|拨付"),
    (SectionKind.CONDITIONS, r"条件|(?:申报|申请|基本|具体|企业|资格|准入|项目)(?:的)?要求|资格"),
    (SectionKind.OBJECT, r"对象|主体|(?:支持|申报|适用|扶持|补贴|奖励|资助|受理)(?:的)?范围"),
)
_NOT: Final = re.compile(
    r"下列|以下|如下|符合|具备|同时|工作要求|有关要求|其他|监督|附则|保障|组织领导|绩效"
    r"|资金来源|解释|联系电话\d|目标|背景|依据"
)
_LABEL: Final = re.compile(r"(?:联\s*系|咨询|受理|责任)?(?:人|电话|部门|单位|科室|热线)")
_LONGEST: Final = 16
# 一、申报主体应为在本区纳税的企业: a heading that is the subject of its own sentence.
_SUBJECT: Final = re.compile(
    r"^(申[请报](?:主体|单位|企业|对象)|(?:支持|补贴|奖励)对象)(?:应当?|须|需|必须)(?:为|是|同时|具备|具有|符合|满足)[^：]+$",
    re.DOTALL,
)
_INLINE: Final = re.compile(
    r"^(?:【(?P<a>[^】]{2,16})】[：]?|（(?P<b>[^）]{2,14})）(?![。；，])"
    r"|(?P<c>[\u4e00-\u9fff、（）]{2,16})[：])(?P<rest>.*)$",
    re.DOTALL,
)


def kinds_of(heading: str) -> tuple[SectionKind, ...]:
    """What a heading announces; nothing where it is no heading of these."""
    bare = re.sub(r"[【】：。《》“”\"]", "", heading)
    if (
        not 2 <= len(bare) <= _LONGEST
        or re.search(r"[，；\d%]|^(?:不|近|无|未|具)(?!予|得)", bare)
        or _NOT.search(bare)
    ):
        return ()
    found = [kind for kind, words in _WORDS if re.search(words, bare)]
    if {SectionKind.STANDARD, SectionKind.CONTACT} & set(found) and SectionKind.PROCEDURE in found:
        found.remove(SectionKind.PROCEDURE)
    return tuple(found)


def inline(text: str) -> tuple[tuple[SectionKind, ...], str, str]:
    """What a paragraph that opens with its heading is about, the heading, and the rest: 申报条件：…"""
    found = _INLINE.match(text)
    if found is None and (subject := _SUBJECT.match(text)):
        return kinds_of(subject.group(1)), subject.group(1), text
    if found is None:
        return kinds_of(text), text, ""
    heading = found["a"] or found["b"] or found["c"]
    # 联系人：张老师 is a label that says whose name follows: it stays with what it labels.
    labels = found["c"] and found["rest"] and _LABEL.fullmatch(heading)
    return kinds_of(heading), heading, text if labels else found["rest"]
