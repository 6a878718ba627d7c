"""The trades that the sample's enterprises are in, and how they usually look. Money in yuan."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Trade:
    """One line of business. `revenue` is the median; `research` the usual share of revenue spent on it."""

    name: str
    industries: tuple[str, ...]
    weight: int
    revenue: int
    revenue_per_head: int
    research: float
    tags: tuple[str, ...]
    suffixes: tuple[str, ...]

    @property
    def scale_from(self) -> int:
        """Revenue from which statistics count the enterprise (规模以上, 限额以上)."""
        return 5_000_000 if self.name in {"catering", "lodging", "retail"} else 20_000_000


TRADES: Final = (
    Trade(
        "software",
        ("6511", "6513", "6531", "6540", "65"),
        22,
        18_000_000,
        520_000,
        0.07,
        ("software", "digital_content", "ai"),
        ("软件科技", "信息技术", "网络科技", "数据服务", "智能科技"),
    ),
    Trade(
        "research",
        ("7320", "7310", "7340", "73"),
        9,
        12_000_000,
        460_000,
        0.12,
        ("biomed", "new_materials"),
        ("生物科技", "新材料科技", "医药研发"),
    ),
    Trade(
        "manufacturing",
        ("3491", "3562", "3911", "2710", "3360", "39", "C"),
        14,
        60_000_000,
        800_000,
        0.035,
        ("robotics", "smart_manufacturing", "new_materials"),
        ("智能装备", "精密机械", "电子科技", "医疗器械", "自动化设备"),
    ),
    Trade(
        "wholesale",
        ("5137", "5191", "5161", "51"),
        14,
        45_000_000,
        2_400_000,
        0.0,
        ("e_commerce",),
        ("贸易", "供应链管理", "国际贸易"),
    ),
    Trade(
        "retail",
        ("5211", "5229", "5292", "52"),
        11,
        9_000_000,
        420_000,
        0.0,
        ("e_commerce", "new_retail"),
        ("商业", "电子商务", "百货"),
    ),
    Trade(
        "catering",
        ("6210", "6220", "6241", "62"),
        9,
        5_000_000,
        190_000,
        0.0,
        ("time_honoured",),
        ("餐饮管理", "食品", "咖啡"),
    ),
    Trade(
        "lodging",
        ("6110", "6121", "61"),
        2,
        11_000_000,
        260_000,
        0.0,
        (),
        ("酒店管理", "旅馆"),
    ),
    Trade(
        "logistics",
        ("5439", "5960", "5920", "G"),
        6,
        26_000_000,
        640_000,
        0.004,
        ("cold_chain",),
        ("物流", "冷链物流", "货运"),
    ),
    Trade(
        "culture",
        ("8710", "8810", "9012", "7491", "R"),
        7,
        6_500_000,
        380_000,
        0.01,
        ("digital_content", "design"),
        ("文化传媒", "创意设计", "演艺"),
    ),
    Trade(
        "business",
        ("7291", "7231", "7221", "72"),
        6,
        7_000_000,
        330_000,
        0.0,
        (),
        ("企业管理咨询", "旅行社", "人力资源"),
    ),
)
