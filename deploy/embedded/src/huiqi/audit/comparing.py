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
        breaches += [
            f"channel {channel} shows {policy_id}, which is not meant for it" for channel in sorted(surplus)
        ]
    breaches += [
        f"channels show {policy_id}, which nobody published"
        for policy_id in sorted(entries.keys() - live.keys())
    ]
    return Finding(4, _AUDIT, "every channel shows what the publisher has live", checked, tuple(breaches))


def _differences(
    policy_id: str, channel: str, policy: dict[str, Any], entry: dict[str, Any] | None
) -> list[str]:
    if entry is None:
        return [f"channel {channel} does not have {policy_id}"]
    # A withdrawn policy keeps the revision and hash that it had; that it is withdrawn is what must agree.
    keys = ("withdrawn",) if policy["withdrawn"] else ("withdrawn", "revision", "content_hash")
    return [
        f"channel {channel} has {key} {entry[key]} of {policy_id}, the publisher {policy[key]}"
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
        f"the matcher judges {policy_id} by revision {eligible.get(policy_id, {}).get('revision')}, "
        f"revision {policy['revision']} is live"
        for policy_id, policy in wanted.items()
        if eligible.get(policy_id, {}).get("revision") != policy["revision"]
    ]
    return Finding(3, _AUDIT, "matches are of the live revision", len(wanted), tuple(breaches))


def everyone_told(facts: Facts) -> Finding:
    """Invariant 6: whoever is eligible now has exactly one message that says so."""
    eligible, told = facts["matcher"].get("eligible", {}), facts["notifier"].get("told", {})
    breaches: list[str] = []
    checked = 0
    for policy_id, match in eligible.items():
        checked += len(match["enterprises"])
        untold = sorted(set(match["enterprises"]) - set(told.get(policy_id, ())))
        breaches += [f"{code} is eligible under {policy_id} and was not told" for code in untold[:_SHOWN]]
        breaches += [f"and {len(untold) - _SHOWN} more under {policy_id}"] if len(untold) > _SHOWN else []
    for policy_id, codes in told.items():
        twice = (
            sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
        )
        breaches += [f"{code} was told twice of {policy_id}" for code in twice[:_SHOWN]]
    return Finding(6, _AUDIT, "every eligible enterprise has one message", checked, tuple(breaches))


def nothing_revived(facts: Facts) -> Finding:
    """Invariant 3: a withdrawn policy has no match left."""
    live, eligible = facts["publisher"].get("live", {}), facts["matcher"].get("eligible", {})
    gone = [policy_id for policy_id, policy in live.items() if policy["withdrawn"]]
    breaches = [
        f"{policy_id} is withdrawn and still has {len(eligible[policy_id]['enterprises'])} matches"
        for policy_id in gone
        if eligible.get(policy_id, {}).get("enterprises")
    ]
    return Finding(3, _AUDIT, "withdrawn policies match nobody", len(gone), tuple(breaches))


COMPARISONS: Final = (same_revision, nothing_revived, same_source, everyone_told)
