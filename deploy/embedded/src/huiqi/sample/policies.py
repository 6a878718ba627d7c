"""The sample's policies: one JSON file each, with what becomes of the policy during the run."""

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, cast

from huiqi.sample.placeholders import resolve


@dataclass(frozen=True)
class SampleWithdrawal:
    """How a policy ends in the run; `successor` is the slug of the policy that takes its place."""

    kind: str
    reason: str
    successor: str | None


@dataclass(frozen=True)
class SamplePolicy:
    """A policy as its department would type it. `content` is `PolicyContent` as JSON."""

    slug: str
    disclosure: str
    channels: tuple[str, ...]
    content: dict[str, Any]
    revised: dict[str, Any] | None = None
    withdrawal: SampleWithdrawal | None = None

    @property
    def department(self) -> str:
        """Code of the issuing department, which leads the release of a joint document."""
        return str(self.content["issuer"]["code"])

    @property
    def final_content(self) -> dict[str, Any]:
        """What the policy says at the end of the run."""
        return self.revised or self.content


def sample_policies(today: date) -> list[SamplePolicy]:
    """Return the policies in publication order, every day resolved relative to `today`."""
    folder = files("huiqi.sample") / "policies"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return [_read((folder / name).read_text(encoding="utf-8"), today) for name in names]


def _read(text: str, today: date) -> SamplePolicy:
    raw = cast("dict[str, Any]", resolve(json.loads(text), today))
    content = _joined(raw["content"])
    revision, withdrawal = raw.get("revision"), raw.get("withdrawal")
    return SamplePolicy(
        slug=raw["slug"],
        disclosure=raw["disclosure"],
        channels=tuple(raw["channels"]),
        content=content,
        revised=_overlaid(content, _joined(revision["content"])) if revision else None,
        withdrawal=SampleWithdrawal(withdrawal["kind"], withdrawal["reason"], withdrawal.get("successor"))
        if withdrawal
        else None,
    )


def _joined(content: dict[str, Any]) -> dict[str, Any]:
    """Bodies are lists of paragraphs in the files, for the sake of people who read them."""
    body = content.get("body")
    return content | {"body": "\n".join(body)} if isinstance(body, list) else content


def _overlaid(content: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    benefit = changes.get("benefit")
    whole = changes | {"benefit": content["benefit"] | benefit} if benefit else changes
    return content | whole
