"""Group robots: only three services, and of what was typed only the token."""

import pytest

from notifier.domain.robots import read_robot

TOKEN = "0123456789abcdef-0123"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}", f"wecombot://{TOKEN}"),
        ("https://oapi.dingtalk.com/robot/send?access_token=0123456789ab", "dingtalk://0123456789ab"),
        (f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}", f"feishu://{TOKEN}"),
        (f"feishu://{TOKEN}", f"feishu://{TOKEN}"),
    ],
)
def test_what_people_copy_is_understood(address: str, url: str) -> None:
    robot = read_robot(address)

    assert robot is not None
    assert robot.url == url
    assert TOKEN[:-4] not in robot.shown


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1/",
        "mailto://a:b@example.com",
        f"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key={TOKEN}",
        f"https://qyapi.weixin.qq.com@10.0.0.1/cgi-bin/webhook/send?key={TOKEN}",
        f"http://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}",
        f"feishu://{TOKEN}?verify=no",
        f"feishu://{TOKEN}/../../x",
        f"wecombot://{TOKEN}\nx",
        "feishu://short",
        "",
    ],
)
def test_nothing_else_is(address: str) -> None:
    assert read_robot(address) is None


def test_two_robots_are_told_apart_by_what_is_shown() -> None:
    one, other = read_robot(f"feishu://a{TOKEN}"), read_robot(f"feishu://b{TOKEN}")

    assert one is not None
    assert other is not None
    assert one.shown != other.shown
