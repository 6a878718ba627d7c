"""Facts of one service held against those of another: what no service can check alone."""

from typing import Any, Final

from huiqi.audit.report import Finding

Facts = dict[str, dict[str, Any]]

_SHOWN: Final = 20
_AUDIT: Final = "audit"


def same_source(facts: Facts) -> Finding:
    """Invariant 4: what the publisher has live is what each channel shows, and nothing else is shown."""
    live, entries = facts["publisher"].get("live", {}), facts["portal"].get("entries", {})
    breaches = []
    checked = 0
    for policy_id, policy in live.items():
        shown = entries.get(policy_id, {})
        for channel in policy["channels"]:
            checked += 1
            breaches += _differences(policy_id, channel, policy, shown.get(channel))
        surplus = {channel for channel, entry in shown.items() if not entry["withdrawn"]} - set(
            policy["channels"]
        )
        breaches += [f"频道 {channel} 显示了不发布到该频道的政策 {policy_id}" for channel in sorted(surplus)]
    breaches += [
        f"频道显示了没有发布过的政策 {policy_id}" for policy_id in sorted(entries.keys() - live.keys())
    ]
    return Finding(4, _AUDIT, "各频道显示的就是现行的版本", checked, tuple(breaches))


def _differences(
    policy_id: str, channel: str, policy: dict[str, Any], entry: dict[str, Any] | None
) -> list[str]:
    if entry is None:
        return [f"频道 {channel} 没有政策 {policy_id}"]
    # A withdrawn policy keeps the revision and hash that it had; that it is withdrawn is what must agree.
    keys = ("withdrawn",) if policy["withdrawn"] else ("withdrawn", "revision", "content_hash")
    return [
        f"政策 {policy_id} 的 {key} 在频道 {channel} 是 {entry[key]}，发布的是 {policy[key]}"
        for key in keys
        if entry[key] != policy[key]
    ]


def same_revision(facts: Facts) -> Finding:
    """Invariant 3: the matcher judges by the revision that is live."""
    live, eligible = facts["publisher"].get("live", {}), facts["matcher"].get("eligible", {})
    wanted = {
        policy_id: policy
        for policy_id, policy in live.items()
        if policy["kind"] == "benefit" and not policy["withdrawn"]
    }
    breaches = [
        f"政策 {policy_id} 按第 {eligible.get(policy_id, {}).get('revision')} 版匹配，"
        f"现行的是第 {policy['revision']} 版"
        for policy_id, policy in wanted.items()
        if eligible.get(policy_id, {}).get("revision") != policy["revision"]
    ]
    return Finding(3, _AUDIT, "匹配依据的是现行版本", len(wanted), tuple(breaches))


def everyone_told(facts: Facts) -> Finding:
    """Invariant 6: whoever is eligible now has exactly one message that says so."""
    eligible, told = facts["matcher"].get("eligible", {}), facts["notifier"].get("told", {})
    breaches: list[str] = []
    checked = 0
    for policy_id, match in eligible.items():
        checked += len(match["enterprises"])
        untold = sorted(set(match["enterprises"]) - set(told.get(policy_id, ())))
        breaches += [f"{code} 符合政策 {policy_id} 的条件而没有被告知" for code in untold[:_SHOWN]]
        breaches += (
            [f"政策 {policy_id} 另有 {len(untold) - _SHOWN} 家没有被告知"] if len(untold) > _SHOWN else []
        )
    for policy_id, codes in told.items():
        twice = (
            sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
        )
        breaches += [f"{code} 被重复告知政策 {policy_id}" for code in twice[:_SHOWN]]
    return Finding(6, _AUDIT, "每家符合条件的企业都有一条消息", checked, tuple(breaches))


def nothing_revived(facts: Facts) -> Finding:
    """Invariant 3: a withdrawn policy has no match left."""
    live, eligible = facts["publisher"].get("live", {}), facts["matcher"].get("eligible", {})
    gone = [policy_id for policy_id, policy in live.items() if policy["withdrawn"]]
    breaches = [
        f"政策 {policy_id} 已撤回，仍有 {len(eligible[policy_id]['enterprises'])} 个匹配"
        for policy_id in gone
        if eligible.get(policy_id, {}).get("enterprises")
    ]
    return Finding(3, _AUDIT, "已撤回的政策没有匹配", len(gone), tuple(breaches))


COMPARISONS: Final = (same_revision, nothing_revived, same_source, everyone_told)
