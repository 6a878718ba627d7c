"""A guess at a document's theme and its keywords, by its words."""

from collections.abc import Sequence
from typing import Final

_WORDS: Final = {
    "technology": ("科技", "研发", "创新", "高新技术", "技术", "专利", "成果转化", "首版次", "首台"),
    "employment": ("就业", "人才", "招聘", "稳岗", "用工", "见习", "社会保险", "培训补贴", "创业担保"),
    "commerce": ("商务", "商贸", "消费", "外贸", "电子商务", "零售", "首店", "会展", "跨境"),
    "industry": ("产业", "专精特新", "中小企业", "制造", "技术改造", "工业", "数字化转型", "园区"),
    "culture": ("文化", "旅游", "文旅", "影视", "演艺", "体育"),
    "environment": ("生态", "环境", "节能", "绿色", "减排", "低碳", "清洁生产"),
    "market": ("市场监管", "质量", "知识产权", "标准化", "食品", "计量", "商标"),
    "finance": ("财政", "金融", "贷款", "贴息", "融资", "担保", "上市", "税收"),
    "governance": ("政务公开", "政务服务", "放管服", "电子政务", "信息公开"),
    "civil": ("民生", "养老", "医疗", "住房", "教育", "救助"),
}
_BY_ISSUER: Final = {
    "KW": "technology", "SW": "commerce", "RS": "employment", "FG": "industry", "CZ": "finance",
    "WL": "culture", "ST": "environment", "SC": "market", "ZF": "governance", "SJ": "governance",
}  # fmt: skip
_KEYWORDS: Final = (
    "研发费用", "高新技术企业", "科技型中小企业", "创新型中小企业", "专精特新", "小巨人", "中小企业",
    "小微企业", "贷款贴息", "技术改造", "数字化转型", "知识产权", "人才", "就业",
    "稳岗", "首店", "电子商务", "外贸", "文化旅游", "节能减排", "绿色制造",
    "人工智能", "生物医药", "集成电路", "软件", "上市", "产业园区", "科技成果转化",
    "补贴", "奖励", "资助", "贴息", "减免", "认定", "政务公开",
)  # fmt: skip


def theme_of(title: str, body: str, issuer: str) -> str:
    """The theme whose words the title has most of; the issuer's own where it has none."""
    scores = {theme: 3 * _count(title, words) for theme, words in _WORDS.items()}
    best = max(scores, key=lambda theme: scores[theme])
    own = _BY_ISSUER.get(issuer, "")
    if own and scores[own] * 2 >= scores[best]:
        return own
    if scores[best]:
        return best
    scores = {theme: _count(body[:2000], words) for theme, words in _WORDS.items()}
    best = max(scores, key=lambda theme: scores[theme])
    return best if scores[best] >= 2 else ""


def keywords_of(title: str, body: str) -> tuple[str, ...]:
    """Up to five words of the field that the title has, or the body often."""
    found = [word for word in _KEYWORDS if word in title] + [w for w in _KEYWORDS if body.count(w) >= 3]
    return tuple(dict.fromkeys(found))[:5]


def _count(text: str, words: Sequence[str]) -> int:
    return sum(min(text.count(word), 3) for word in words)
