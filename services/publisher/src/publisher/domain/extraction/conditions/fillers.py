"""Words that carry no condition of their own, and sentences that are no condition at all."""

import re
from typing import Final

_WORDS: Final = (
    "经营期间|存续期间|申报企业|申请企业|申报单位|申请单位|申报主体|申请主体|申报人|申请人|参评企业|本单位|该企业|"
    "企业及单位|企事业单位|法人单位|相关企业|有关企业|各类企业|企业或机构|符合条件|具备条件|支持对象|"
    "申报对象|经营主体|市场主体|企业|公司|单位|机构|组织|合法|依法|经营|规范|持续|正常|原则上|一般|"
    "一定|应当|必须|需要|应该|应|须|需|具有|具备|拥有|持有|取得|获得|属于|从事|隶属|位于|作为|"
    "被认定为|认定为|被评为|评为|经认定|认定|评定|资质|称号|资格|证书|入库|备案|编号|评价|有效期内|"
    "有效期|有效|国家级|国家|市级|省级|本市|上海市|以上|上一年度|上年度|年度|年末|期末|当年|上年|"
    "同期|截至|截止|目前|申报时|申报之日|申报日|申请时|总额|总数|数量|人数|规模|金额|比例|比重|占比|"
    "水平|情况|同比|较|比|人民币|含税|不含税|均已|均|都|已经|已|同时|并且|而且|以及|或者|或是|而|且|"
    "并|或|和|及|与|以|其|但是|但|的|为|是|在|有|于|对|者|各|该|可|等|内|中|为主|类|行业|领域|产业|"
    "门类|方向|范围|新设立|新成立|设立|成立|落户|可申请|可申报|申请|申报|实现|完成|保持|达到|超过|"
    "投入|条件|要求|要|符合|满足|下列|以下|情形|其中|即|如|若|则|纳税|主营业务|研发|研究开发|生产|"
    "制造|销售|服务|重点|主要|业务|型|发展|创新|性质|方面|相关|有关"
)
_SAYS_NOTHING: Final = re.compile(
    "(?:申[请报][人者]|获得|取得|至少|资质|认定|[一1][项个条]|本次|本通知|本项目|本政策"
    "|申报|申请|参评|各|有关|相关|所有|企业|单位|主体|对象|机构|公司|应当?|必须|须|需|并"
    "|且|还|同时|均|以下|下列|如下|上述|的|为|是"
    "|符合|满足|具备|基本|条件|要求|要|其中|等|即|以及|或者?|和|可|对于?|范围|支持|扶持"
    "|资助|奖励|补贴|情形|之一|凡|具体|如)*"
)
# The longest first, so that none is cut in two.
_FILLER: Final = re.compile("|".join(sorted(_WORDS.split("|"), key=len, reverse=True)))
# Kinds of business and of enterprise that no fact of the catalogue knows.
_NEVER_EMPTY: Final = re.compile(
    "服务业|制造业|工业|农业|商贸业|[\u4e00-\u9fff]{2}产业|子公司|分公司|分支机构"
)
_NO_LETTERS: Final = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9※]")
_SINGLE: Final = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z0-9]{2}|※")

_REMARK: Final = re.compile(
    r"同一(?:企业|单位|项目|年度)|只能申报|限报|择一|优先(?:支持|考虑|推荐)|^(?:鼓励|欢迎"
    r"|引导)|同等条件下|负责解释|为准(?:$|。)|^(?:本通知|本办法|本条|上述|前述|以上"
    r"|其中)?.{0,14}(?:所称|是指|指的是)"
    r"|不重复(?:享受|支持|申报)|就高(?:不就低)?|从高不重复|^(?:详见|见)附件|统计口径"
    r"|计算口径|按.{0,20}(?:口径|标准)(?:计算|统计|执行)|^以.{2,20}(?:计算|为依据)$"
    r"|^(?:由|经).{2,12}(?:解释|另行通知)|每(?:家|个)企业(?:限|只能)|^具体.{0,10}(?:详见|参见|另行)"
)


def content(text: str) -> str:
    """What a stretch of text says beyond words that carry no condition; empty where nothing is left."""
    if _NEVER_EMPTY.search(text):
        return text
    left = re.sub(r"(?<=.)\x01|^\x01", "", _NO_LETTERS.sub("|", _FILLER.sub("|", text)))
    return "".join(part for part in left.split("|") if _SINGLE.search(part))


_WHOEVER_FILES: Final = re.compile(
    r"申[请报领](?!前|时|之)[^，。不未无]{0,20}(?:补贴|补助|奖励|资助|资金|扶持|贷款|项目|专项|政策|支持)的"
    r"(?:企业|单位和个人|单位|主体|对象|机构|组织|申[请报][人者])"
)


def says_nothing(text: str) -> bool:
    """Whether a part that no rule read only introduces: 申报企业应符合以下条件."""
    bare = _NO_LETTERS.sub("", text)
    return bool(_SAYS_NOTHING.fullmatch(bare) or _WHOEVER_FILES.fullmatch(bare))


def is_remark(text: str) -> bool:
    """Whether a sentence says how something is handled rather than who may file."""
    return bool(_REMARK.search(text))
