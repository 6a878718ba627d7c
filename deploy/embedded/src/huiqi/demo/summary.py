"""The demo's last words: what was done, what arrived, where to look, as whom."""

from dataclasses import dataclass
from typing import Any, Final

from huiqi.audit import Report
from huiqi.demo.arriving import Arrival
from huiqi.demo.expecting import Expected
from huiqi.sample.accounts import DEMO_PASSWORD
from huiqi.sample.showcase import showcase_enterprises

# Where to look first, and as whom; None: without signing in.
PLACES: Final = (
    ("/", None, "门户首页：正在受理、即将截止、最新文件"),
    ("/gov/", None, "政务频道"),
    ("/biz/", None, "营商频道"),
    ("/my/", "zhilan", "企业：待办、匹配的政策和理由"),
    ("/my/inbox/", "shanghe", "企业：站内信"),
    ("/publish/", "kw.editor", "部门：政策、审核、发布、分发回执"),
    ("/ops/", "operator", "运维：主题、死信、链路"),
)


@dataclass(frozen=True)
class Summary:
    """One run. `published` and the like count policies; `members` are the demo's inboxes."""

    address: str
    seconds: float
    published: int
    documents: int
    revised: int
    withdrawn: int
    enterprises: int
    expected: dict[str, Expected]
    arrival: Arrival
    refused_steps: int
    members: dict[str, dict[str, int]]
    audit: Report

    @property
    def good(self) -> bool:
        """Whether everything expected arrived and every invariant holds."""
        return self.arrival.complete and self.audit.clean and self.refused_steps == 0

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.good,
            "address": self.address,
            "seconds": round(self.seconds, 1),
            "policies": {
                "published": self.published,
                "from_shared_data": self.documents,
                "revised": self.revised,
                "withdrawn": self.withdrawn,
            },
            "enterprises": self.enterprises,
            "expected": {
                "matches": sum(len(each.eligible) for each in self.expected.values()),
                "messages": sum(len(each.ever) for each in self.expected.values()),
            },
            "arrived": {
                "channel_entries": self.arrival.entries,
                "matches": self.arrival.matches,
                "messages": self.arrival.messages,
            },
            "wrong": self.arrival.wrong,
            "refused_steps": self.refused_steps,
            "inboxes": self.members,
            "audit": self.audit.as_json(),
            "breaches": self.audit.breaches,
            "places": [
                {"url": self.address + path, "account": account, "what": what}
                for path, account, what in PLACES
            ],
            "password": DEMO_PASSWORD,
        }

    def as_text(self) -> str:
        lines = [
            self._done(),
            self._arrived(),
            f"audit: {self.audit.breaches} breaches of 12 invariants",
            *(f"! {wrong}" for wrong in self.arrival.wrong),
            *(f"! {breach}" for finding in self.audit.findings for breach in finding.breaches),
            *(f"! still moving: {waiting}" for waiting in self.audit.waiting),
            "",
            f"Look at (password of every account: {DEMO_PASSWORD}):",
        ]
        names = {member: enterprise.name for member, enterprise in showcase_enterprises().items()}
        for path, account, what in PLACES:
            who = f"  as {account}" + (f" ({names[account]})" if account in names else "") if account else ""
            lines.append(f"  {self.address}{path}  {what}{who}")
        return "\n".join(lines)

    def _done(self) -> str:
        return (
            f"{self.published} policies published ({self.documents} of them from the shared data), "
            f"{self.revised} revised, {self.withdrawn} withdrawn; {self.enterprises} enterprises; "
            f"{self.seconds:.1f} s"
        )

    def _arrived(self) -> str:
        told = sum(len(each.ever) for each in self.expected.values())
        return (
            f"{self.arrival.entries} channel entries, {self.arrival.matches} matches, "
            f"{self.arrival.messages} of {told} messages arrived"
        )
