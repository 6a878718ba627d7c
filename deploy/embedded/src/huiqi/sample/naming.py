"""Names that sound like companies and are none."""

import random
from itertools import product
from typing import Final

_FIRST: Final = "澜衡禾澄砺熠翊骁瀚霁昀沐栎珺璟晗屿筑舜煜"
_SECOND: Final = "川岳辰远拓森源诚泰嘉弘毅朗信和锐启凡越图"
_PREFIX: Final = ("", "普", "沪", "真", "长")


def trade_names(chooser: random.Random) -> list[str]:
    """Return two- and three-character trade names (字号), each once, in a seeded order."""
    names = [f"{prefix}{first}{second}" for prefix, first, second in product(_PREFIX, _FIRST, _SECOND)]
    chooser.shuffle(names)
    return names


def full_name(trade_name: str, suffix: str, entity_type: str) -> str:
    """Return the registered name for an entity of this type."""
    match entity_type:
        case "individual_business":
            return f"上海市普陀区{trade_name}{suffix}店"
        case "partnership":
            return f"上海{trade_name}{suffix}合伙企业（有限合伙）"
        case "sole_proprietorship":
            return f"上海{trade_name}{suffix}中心（个人独资）"
        case "non_profit":
            return f"上海普陀{trade_name}{suffix}促进中心"
        case "cooperative":
            return f"上海{trade_name}{suffix}专业合作社"
        case _:
            return f"上海{trade_name}{suffix}有限公司"
