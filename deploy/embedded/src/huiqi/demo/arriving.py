"""Did everything arrive? What is expected is compared with what channels, matcher and notifier hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from huiqi.demo.expecting import Expected
from huiqi.demo.tasks import Task

_SHOWN = 10


@dataclass
class Arrival:
    """What was expected, what of it arrived, and what is missing or too much, a sentence each."""

    entries: int = 0
    matches: int = 0
    messages: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not self.wrong


def compare(
    tasks: Sequence[Task], expected: dict[str, Expected], sample: frozenset[str], facts: dict[str, Any]
) -> Arrival:
    """Compare, for the sample's enterprises only: others may live on the same data folder."""
    arrival = Arrival()
    for task in tasks:
        _channels(arrival, task, facts["portal"]["entries"].get(task.id, {}))
        eligible = facts["matcher"]["eligible"].get(task.id, {}).get("enterprises", [])
        told = facts["notifier"]["told"].get(task.id, [])
        wanted = expected[task.slug]
        actual = frozenset(eligible) & sample
        arrival.matches += len(actual & wanted.eligible)
        arrival.messages += len(frozenset(told) & wanted.ever)
        _differences(arrival, f"{task.slug} 未匹配", wanted.eligible - actual)
        _differences(arrival, f"{task.slug} 多匹配", actual - wanted.eligible)
        _differences(arrival, f"{task.slug} 未告知", wanted.eligible - frozenset(told))
        _differences(arrival, f"{task.slug} 多告知", (frozenset(told) & sample) - wanted.ever)
    return arrival


def _channels(arrival: Arrival, task: Task, entries: dict[str, Any]) -> None:
    withdrawn = task.policy["withdrawal"] is not None
    for channel in task.channels:
        entry = entries.get(channel)
        if entry is None:
            arrival.wrong.append(f"{task.slug} 不在 {channel} 频道")
        elif entry["withdrawn"] != withdrawn:
            arrival.wrong.append(f"{task.slug} 在 {channel} 频道的状态不对")
        elif not withdrawn and entry["content_hash"] != task.policy["live"]["content_hash"]:
            arrival.wrong.append(f"{task.slug} 在 {channel} 频道的内容不是现行版本")
        else:
            arrival.entries += 1


def _differences(arrival: Arrival, what: str, codes: frozenset[str]) -> None:
    if codes:
        shown = "、".join(sorted(codes)[:_SHOWN])
        arrival.wrong.append(f"{what} {len(codes)} 家：{shown}")
