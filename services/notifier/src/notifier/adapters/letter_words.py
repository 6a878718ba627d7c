"""Facts of a message in words: amounts, reasons, states, what a revision changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from notifier.domain.policy import Withdrawal
from shared.criteria import FACTS, say_value
from shared.vocabulary import APPLICATION_STATES, WITHDRAWAL_KINDS

_APPLICATION_STATES_EN: Final = {
    "received": "received",
    "accepted": "accepted",
    "supplement_required": "in need of a supplement",
    "under_review": "under review",
    "approved": "approved",
    "rejected": "rejected",
    "disbursed": "paid out",
}
_WITHDRAWAL_KINDS_EN: Final = {
    "repealed": "repealed",
    "lapsed": "lapsed",
    "amended": "amended",
    "retracted": "retracted",
    "merged": "merged into another",
}
_CHANGES: Final = {
    "zh": {
        "amount": "支持标准由“{was}”改为“{now}”。",
        "tiers": "支持标准的分档有调整。",
        "materials_added": "需要补充的申报材料：{items}。",
        "materials_dropped": "不再需要的申报材料：{items}。",
        "file_at": "申报入口有变化，请从新的入口申报。",
    },
    "en": {
        "amount": "The amount was “{was}” and is now “{now}”.",
        "tiers": "The steps of the amount have changed.",
        "materials_added": "To be handed in as well: {items}.",
        "materials_dropped": "No longer to be handed in: {items}.",
        "file_at": "The place to apply has changed; please use the new one.",
    },
}
_UNSTATED: Final = {"zh": "未载明", "en": "not stated"}


def money(yuan: str, language: str = "zh") -> str:
    """Say an amount in yuan as people do: 50 万元, or to the cent where 万 would not be exact."""
    amount = Decimal(yuan)
    if language == "en":
        return "CNY " + f"{amount:,.2f}".removesuffix(".00")
    if amount and amount % 100 == 0 and abs(amount) >= 10_000:
        return f"{(amount / 10_000).normalize():f} 万元"
    return f"{amount:,.2f}".removesuffix(".00") + " 元"


def reason_words(reason: Mapping[str, Any], language: str) -> str:
    """Say a criterion with its clause."""
    clause = reason.get("clause")
    words = str(reason["label"])
    if not clause:
        return words
    return f"{words}（{clause}）" if language == "zh" else f"{words} ({clause})"


def seen_words(reason: Mapping[str, Any], language: str) -> str:
    """Say the value that decided; nothing where no fact did."""
    fact = FACTS.get(str(reason.get("fact")))
    if fact is None:
        return ""
    value = say_value(fact, reason.get("value_seen"))
    return f"，目前：{value}" if language == "zh" else f"; now: {value}"


def fact_label(name: str) -> str:
    """Say a fact as people call it."""
    fact = FACTS.get(name)
    return fact.label if fact else name


def state_words(details: Mapping[str, Any], language: str) -> str:
    """Say the state of an application."""
    labels = APPLICATION_STATES if language == "zh" else _APPLICATION_STATES_EN
    return labels.get(str(details.get("state", "")), "")


def withdrawal_word(withdrawal: Withdrawal | None, language: str) -> str:
    """Say what became of a policy; nothing where it is in force."""
    if withdrawal is None:
        return ""
    return (WITHDRAWAL_KINDS if language == "zh" else _WITHDRAWAL_KINDS_EN)[withdrawal.kind]


def change_words(change: Mapping[str, Any], language: str) -> str:
    """Say what a revision changed (`domain.terms.changes`)."""
    pattern = _CHANGES[language][str(change["what"])]
    between = "；" if language == "zh" else "; "
    unstated = _UNSTATED[language]
    return pattern.format(
        was=str(change.get("was", "")).rstrip("。；") or unstated,
        now=str(change.get("now", "")).rstrip("。；") or unstated,
        items=between.join(str(item).rstrip("。；") for item in change.get("items", ())),
    )
