"""A notice as a department hands it in: a Word document, and what a clerk types beside it."""

import io
from datetime import timedelta
from typing import Final

import docx

from shared.clock import SystemClock

TITLE: Final = "关于申报2026年度普陀区工业软件首版次补贴的通知"
NUMBER: Final = "普科委〔2026〕188号"
# As people type it who do not find the hexagonal brackets.
NUMBER_AS_TYPED: Final = "普科委[2026]188号"

_LINES: Final = (
    "上海市普陀区科学技术委员会文件",
    "普科委[2026]第188号",
    "",
    TITLE,
    "",
    "各有关单位：",
    "为支持工业软件首版次应用，现就2026年度补贴申报工作通知如下。",
    "一、支持对象",
    "注册地在普陀区、上年度营业收入不低于500万元的软件企业。",
    "二、支持标准",
    "按首版次产品销售额的20%给予补贴，最高30万元。",
    "三、申报材料",
    "首版次产品说明、销售合同、营业执照。",
    "特此通知。",
    "上海市普陀区科学技术委员会",
    "2026年11月20日",
)


def notice() -> bytes:
    """The notice as a Word document."""
    document = docx.Document()
    for line in _LINES:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def completion() -> dict[str, str]:
    """What the notice does not say in a form's words, by the labels of the draft's fields."""
    return {
        "主题分类": "科技创新",
        "内容概述": "对工业软件首版次产品按销售额的20%给予补贴，最高30万元。",
        "解读标题": "工业软件首版次补贴怎么申报",
        "解读正文": "申报条件：注册在普陀、营收500万元以上的软件企业。评审标准：销售额。申报材料：三项。",
    }


def benefit() -> dict[str, str]:
    """What it gives, by the labels of the benefit's fields."""
    today = SystemClock().today()
    return {
        "优惠方式": "资金补助",
        "支持标准": "按首版次产品销售额的20%给予补贴，最高30万元",
        "比例（%）": "20",
        "上限": "30万元",
        "第 1 批，第一天": str(today - timedelta(days=1)),
        "第 1 项材料": "首版次产品说明",
        "第 2 项材料": "销售合同",
        "第 3 项材料": "营业执照",
        "评审标准": "按销售额和技术先进性评审。",
        "一网通办事项名称": "普陀区工业软件首版次补贴",
        "事项编码": "310107-KW-0188",
        "事项网址": "https://zwdt.sh.gov.cn/310107-KW-0188",
    }


def last_day() -> str:
    """The last day on which to file."""
    return str(SystemClock().today() + timedelta(days=60))
