"""What an enterprise set for one endpoint, checked, and said back in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Final

from notifier.domain.kinds import LABELS, MessageKind
from notifier.domain.preferences import INBOX_ONLY, MODES, EndpointSettings, Mode

LANGUAGES: Final = {"zh": "中文", "en": "English"}
WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
CHOSEN_FOR: Final = tuple(kind for kind in MessageKind if kind not in INBOX_ONLY)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The modes of all kinds that can be sent, and the settings."""

    modes: Mapping[MessageKind, Mode] = field(default_factory=dict)
    settings: EndpointSettings = field(default_factory=EndpointSettings)

    def mode(self, kind: MessageKind) -> Mode:
        """Return how a kind comes; at once where nothing was chosen."""
        return self.modes.get(kind, Mode.AT_ONCE)


class BadSchedule(ValueError):  # noqa: N818 (reads as a sentence where it is raised)
    """What is not accepted, each field with a sentence in Chinese."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def allowed_modes(*, digests: bool) -> dict[str, str]:
    """Return the modes to choose from. A webhook takes each message by itself: it has no digests."""
    return {
        mode.value: label for mode, label in MODES.items() if digests or mode not in (Mode.DAILY, Mode.WEEKLY)
    }


def read_schedule(given: Mapping[str, str], *, digests: bool) -> Schedule:
    """Read fields as a form or an API gives them. Raises `BadSchedule`."""
    errors: dict[str, str] = {}
    allowed = allowed_modes(digests=digests)
    modes: dict[MessageKind, Mode] = {}
    for kind in CHOSEN_FOR:
        name = given.get(f"mode_{kind}", "") or Mode.AT_ONCE.value
        if name in allowed:
            modes[kind] = Mode(name)
        else:
            errors[f"mode_{kind}"] = "请从列表中选择发送方式。"
    quiet = [_time(given, name, errors) for name in ("quiet_from", "quiet_until")]
    if (quiet[0] is None) != (quiet[1] is None) and not errors:
        errors["quiet_until" if quiet[1] is None else "quiet_from"] = "免打扰的开始和结束时间请一起填写。"
    elif quiet[0] is not None and quiet[0] == quiet[1]:
        errors["quiet_until"] = "免打扰的结束时间不能与开始时间相同。"
    digest_at = _time(given, "digest_at", errors) or EndpointSettings().digest_at
    weekday = given.get("digest_weekday", "") or "1"
    if weekday not in "1234567" or len(weekday) != 1:
        errors["digest_weekday"] = "请从列表中选择星期几。"
    language = given.get("language", "") or "zh"
    if language not in LANGUAGES:
        errors["language"] = "请从列表中选择语言。"
    if errors:
        raise BadSchedule(errors)
    settings = EndpointSettings(language, quiet[0], quiet[1], digest_at, int(weekday))
    return Schedule(modes, settings)


def _time(given: Mapping[str, str], name: str, errors: dict[str, str]) -> time | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        read = time.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None or len(text) > len("09:00:00"):
        errors[name] = "请按 09:00 的样子填写时间。"
        return None
    return read.replace(second=0, microsecond=0)


def plainly(schedule: Schedule, muted: set[MessageKind]) -> list[str]:
    """Say what this endpoint will get, in sentences."""
    by_mode: dict[Mode, list[str]] = {mode: [] for mode in Mode}
    for kind in CHOSEN_FOR:
        by_mode[Mode.OFF if kind in muted else schedule.mode(kind)].append(LABELS[kind])
    settings = schedule.settings
    at = f"{settings.digest_at:%H:%M}"
    openings = {
        Mode.AT_ONCE: "立即发送",
        Mode.DAILY: f"每天 {at} 汇总成一封",
        Mode.WEEKLY: f"每{WEEKDAYS[settings.digest_weekday - 1]} {at} 汇总成一封",
        Mode.OFF: "不发送，只在站内信",
    }
    said = [f"{openings[mode]}：{'、'.join(labels)}。" for mode, labels in by_mode.items() if labels]
    if settings.quiet_from is not None and settings.quiet_until is not None:
        said.append(
            f"{settings.quiet_from:%H:%M} 至 {settings.quiet_until:%H:%M} 不打扰，"
            f"这段时间的消息在 {settings.quiet_until:%H:%M} 送达。"
        )
    return said
