"""The file of channels: what it says is done, what it cannot mean is refused in one line."""

from pathlib import Path

import pytest

from portal_sync.channel_file import ChannelFileError, read_channel_file
from portal_sync.domain.routing import BUILT_IN, ChannelRule
from portal_sync.domain.source import Publication, SourceRecord
from tests.support.policies import make_content, published

REMOTE = """
[[channel]]
name = "cms"
kind = "remote"
address = "https://cms.example.gov.cn/v1"
secret_env = "CMS_SECRET"
"""


def rules_of(tmp_path: Path, text: str) -> dict[str, ChannelRule]:
    file = tmp_path / "channels.toml"
    file.write_text(text, encoding="utf-8")
    return {rule.name: rule for rule in read_channel_file(file).rules}


def test_without_a_file_there_are_the_built_in_channels() -> None:
    assert read_channel_file(None).rules == BUILT_IN


def test_others_come_after_the_built_in_ones(tmp_path: Path) -> None:
    assert list(rules_of(tmp_path, REMOTE)) == ["government", "business", "international", "cms"]


@pytest.mark.parametrize(
    ("takes", "taken"),
    [
        ('themes = ["technology"]', True),
        ('themes = ["finance"]', False),
        ('departments = ["KW"]', True),
        ('departments = ["CZ"]', False),
        ('genres = ["办法"], benefits = ["grant"]', True),
        ('benefits = ["tax"]', False),
        ("benefit_only = true", True),
        ("english_only = true", False),
        ('named = ["international"]', False),
    ],
)
def test_a_rule_chooses(tmp_path: Path, takes: str, taken: bool) -> None:
    text = f'[[channel]]\nname = "government"\ntakes = {{ {takes} }}'
    rule = rules_of(tmp_path, text)["government"]
    event = published(content=make_content())
    assert rule.takes(SourceRecord(event.policy_id, Publication.of(event)).outline) is taken


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[channel", "channels.toml"),
        ('[[channel]]\nname = "Gov"', r"channel 1 \(Gov\): name: "),
        ('[[channel]]\nname = "other"', "kind site"),
        (REMOTE + REMOTE, "one name"),
        (REMOTE.replace("https://cms.example.gov.cn", "http://10.0.0.1"), "https://"),
        (REMOTE.replace('secret_env = "CMS_SECRET"', ""), "secret_env"),
        (REMOTE + 'takes = { themes = ["weather"] }', "weather"),
        (REMOTE + "colour = 1", "colour"),
        (REMOTE + 'page = "https://cms.example.gov.cn/"', "policy_id"),
        ('[[channel]]\nname = "mirror"\nkind = "static"\naddress = "https://m.cn"\nfolder = ""', "absolute"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ChannelFileError, match=why):
        rules_of(tmp_path, text)


def test_an_internal_system_may_have_a_private_address(tmp_path: Path) -> None:
    address = REMOTE.replace("https://cms.example.gov.cn", "http://10.0.0.1") + "internal = true"
    assert "cms" in rules_of(tmp_path, address)
