"""What an endpoint gets, and when: what is accepted, and how it is said back."""

from datetime import time

import pytest

from notifier.domain.kinds import MessageKind
from notifier.domain.preferences import EndpointSettings, Mode
from notifier.domain.schedule import BadSchedule, plainly, read_schedule

GIVEN = {
    "mode_new_match": "daily",
    "mode_deadline_moved": "weekly",
    "mode_followed": "off",
    "quiet_from": "22:00",
    "quiet_until": "08:00",
    "digest_at": "17:30",
    "digest_weekday": "5",
    "language": "en",
}


def test_what_was_chosen_is_read() -> None:
    schedule = read_schedule(GIVEN, digests=True)

    assert schedule.settings == EndpointSettings("en", time(22), time(8), time(17, 30), 5)
    assert schedule.mode(MessageKind.NEW_MATCH) is Mode.DAILY
    assert schedule.mode(MessageKind.PROGRESS) is Mode.AT_ONCE


def test_nothing_chosen_is_the_usual() -> None:
    assert read_schedule({}, digests=True).settings == EndpointSettings()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"mode_new_match": "hourly"}, "mode_new_match"),
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_until": "08:00"}, "quiet_from"),
        ({"quiet_from": "08:00", "quiet_until": "08:00"}, "quiet_until"),
        ({"quiet_from": "25:00", "quiet_until": "08:00"}, "quiet_from"),
        ({"digest_at": "早上"}, "digest_at"),
        ({"digest_at": "09:00+08:00"}, "digest_at"),
        ({"digest_weekday": "8"}, "digest_weekday"),
        ({"digest_weekday": "12"}, "digest_weekday"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(given: dict[str, str], field: str) -> None:
    with pytest.raises(BadSchedule) as raised:
        read_schedule(given, digests=True)

    assert list(raised.value.errors) == [field]


def test_a_webhook_has_no_digests() -> None:
    with pytest.raises(BadSchedule):
        read_schedule({"mode_new_match": "daily"}, digests=False)


def test_it_is_said_plainly() -> None:
    said = plainly(read_schedule(GIVEN, digests=True), {MessageKind.OPENING})

    assert "每天 17:30 汇总成一封：新匹配政策。" in said
    assert "每周五 17:30 汇总成一封：申报期调整。" in said
    assert "不发送，只在站内信：开始申报、关注内容发布。" in said
    assert said[-1] == "22:00 至 08:00 不打扰，这段时间的消息在 08:00 送达。"
