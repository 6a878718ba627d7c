"""The field's words in Chinese, as people see them. Codes stand in contracts; labels stand here only."""

from typing import Final

THEMES: Final = {
    "finance": "财政金融",
    "technology": "科技创新",
    "industry": "产业发展",
    "employment": "人才就业",
    "commerce": "商贸流通",
    "culture": "文化旅游",
    "environment": "生态环境",
    "governance": "政务公开",
    "market": "市场监管",
    "civil": "民生保障",
}

DEPARTMENTS: Final = {
    "KW": "普陀区科学技术委员会",
    "SW": "普陀区商务委员会",
    "RS": "普陀区人力资源和社会保障局",
    "FG": "普陀区发展和改革委员会",
    "CZ": "普陀区财政局",
    "WL": "普陀区文化和旅游局",
    "ST": "普陀区生态环境局",
    "SC": "普陀区市场监督管理局",
    "ZF": "上海市普陀区人民政府办公室",
    "SJ": "普陀区数据局",
}

GENRES: Final = ("意见", "通知", "办法", "细则", "公告", "通告", "规定", "方案", "批复", "决定", "征求意见")

BENEFIT_KINDS: Final = {
    "grant": "资金补助",
    "loan_subsidy": "贷款贴息",
    "tax": "税费优惠",
    "recognition": "资质认定",
    "service": "服务",
}

WITHDRAWAL_KINDS: Final = {
    "repealed": "废止",
    "lapsed": "失效",
    "amended": "修改",
    "retracted": "撤稿",
    "merged": "合并",
}

INTERPRETATION_KINDS: Final = {
    "official": "处长（科长）讲政策",
    "expert": "专家评政策",
    "media": "媒体看政策",
}

APPLICATION_STATES: Final = {
    "received": "已收件",
    "accepted": "已受理",
    "supplement_required": "待补正",
    "under_review": "审核中",
    "approved": "已通过",
    "rejected": "未通过",
    "disbursed": "已拨付",
}

VERDICTS: Final = {"eligible": "符合条件", "ineligible": "不符合条件", "undetermined": "待确定"}

CHANNELS: Final = {"government": "政务频道", "business": "营商频道", "international": "国际服务门户"}

DISCLOSURES: Final = {"active": "主动公开", "on_request": "依申请公开", "withheld": "不予公开"}
