"""Bad input to any command: exit code 2, one line on standard error, nothing on standard output."""

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Demo
from tests.support.edition import huiqi

pytestmark = pytest.mark.timeout(600)

MISSING = "/nonexistent/file"
POLICY = "8a0f0000-0000-4000-8000-000000000001"
NO_SYSTEM = ("--data", "/tmp/huiqi-nothing-runs-here")

WITHOUT_A_SYSTEM = [
    ("nonsense",),
    ("up", "--port", "70000"),
    ("up", "--port", "many"),
    ("up", "--data", "/dev/null/data"),
    ("demo", "--data", "/dev/null/data"),
    ("demo", "--nonsense"),
    ("match",),
    ("match", "--criteria", MISSING, "--profiles", MISSING),
    ("match", "--criteria", "/dev/null", "--profiles", "/dev/null"),
    ("match", "--criteria", "/dev/null", "--profiles", "/dev/null", "--as-of", "yesterday"),
    ("match", "--criteria", "/dev/null", "--profiles", "/dev/null", "--engine", "three"),
    ("import", "policies"),
    ("import", "policies", MISSING),
    ("import", "enterprises", MISSING),
    ("import", "enterprises", "/etc/hostname", *NO_SYSTEM),
    ("import", "codes", "town", MISSING, "--folder", "/tmp/none"),
    ("import", "codes", "region", MISSING, "--folder", "/tmp/none"),
    ("import", "codes", "region", "/etc/hostname", "--folder", "/tmp/none"),
    ("publish",),
    ("publish", "not-an-id"),
    ("publish", POLICY, *NO_SYSTEM),
    ("replay", *NO_SYSTEM),
    ("replay", "--since", "yesterday"),
    ("replay", "--since", "2026-01-01T00:00:00"),
    ("replay", "--service", "nobody"),
    ("rebuild",),
    ("rebuild", "nobody"),
    ("rebuild", "portal", *NO_SYSTEM),
    ("dead", "list", *NO_SYSTEM),
    ("dead", "replay", "nobody", "1"),
    ("dead", "discard", "matcher", "one"),
    ("audit", *NO_SYSTEM),
    ("audit", "--url", "ftp://huiqi"),
    ("audit", "--url", "http://127.0.0.1:1"),
    ("audit", "--patience", "-1"),
    ("serve", "nobody"),
    ("migrate",),
    ("migrate", "--database-url", "nonsense"),
    ("migrate", "--database-url", "postgresql://nobody@127.0.0.1:1/none"),
]


@pytest.mark.parametrize("arguments", WITHOUT_A_SYSTEM, ids=" ".join)
def test_bad_input_is_refused_in_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    env = {"HUIQI_TOKEN": "none"} if "--url" in arguments else {}
    if arguments[0] == "migrate":
        arguments = (*arguments, "--passwords", str(tmp_path / "passwords.json"))
    ended = huiqi(*arguments, env=env)
    assert ended.code == 2, ended.err
    assert ended.out == ""
    assert len(ended.complaint) == 1, ended.err
    assert "Traceback" not in ended.err


def test_what_the_system_refuses_is_told_in_one_line(demo: Demo, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("credit_code,name\nX,无\n")
    draft = tmp_path / "draft.json"
    draft.write_text('{"content": {"title": 3}}')
    data = ("--data", str(demo.edition.data))
    for arguments in [
        ("import", "enterprises", str(broken)),
        ("import", "policies", str(draft), "--as", "kw.editor"),
        ("import", "policies", str(draft), "--as", "nobody"),
        ("import", "policies", str(draft)),
        ("publish", POLICY, "--as", "kw.publish"),
        ("publish", POLICY, "--as", "kw.editor"),
        ("dead", "replay", "notifier", "999999"),
        ("dead", "discard", "matcher", "999999"),
    ]:
        ended = huiqi(*arguments, *data)
        assert (ended.code, ended.out) == (2, ""), arguments
        assert len(ended.complaint) == 1, ended.err


def test_a_taken_port_is_named(demo: Demo, tmp_path: Path) -> None:
    port = demo.edition.address.rsplit(":", 1)[1]
    ended = huiqi("up", "--port", port, "--data", str(tmp_path / "other"))
    assert ended.code == 2
    assert port in ended.complaint[0]
    assert "--port 0" in ended.complaint[0]


def test_a_second_start_on_the_folder_is_refused(demo: Demo) -> None:
    for command in ("up", "demo"):
        ended = huiqi(command, "--port", "0", "--data", str(demo.edition.data))
        assert ended.code == 2
        assert demo.edition.address in ended.complaint[0]


def test_import_review_and_publish_by_command(demo: Demo, tmp_path: Path) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text(
        "关于做好节能工作的通知\n\n普环〔2026〕99号\n\n各有关单位：\n请做好节能工作，具体安排另行通知。\n\n普陀区生态环境局\n2026年1月5日\n"
    )
    data = ("--data", str(demo.edition.data))
    ended = huiqi("import", "policies", str(notice), "--as", "st.editor", "--json", *data)
    assert ended.code == 0, ended.err
    made = json.loads(ended.out)
    assert "节能" in made["title"]
    unreviewed = huiqi("publish", made["policy_id"], "--as", "st.publish", *data)
    assert unreviewed.code == 2
    assert "审核" in unreviewed.err or "草稿" in unreviewed.err


def test_replaying_everything_changes_nothing(demo: Demo) -> None:
    ended = huiqi("audit", "--replay", "--json", "--data", str(demo.edition.data), seconds=200)
    assert ended.code == 0, ended.err
    report = json.loads(ended.out)
    assert report["breaches"] == 0
    assert next(each for each in report["invariants"] if each["number"] == 10)["checked"] > 1000


def test_dead_letters_are_listed_as_json(demo: Demo) -> None:
    ended = huiqi("dead", "list", "--json", "--data", str(demo.edition.data))
    assert ended.code == 0
    assert json.loads(ended.out) == []


@pytest.mark.parametrize(
    "command", ["up", "demo", "import", "publish", "match", "replay", "dead", "audit", "serve", "migrate"]
)
def test_help_has_an_example(command: str) -> None:
    ended = huiqi(command, "--help")
    assert ended.code == 0
    assert "Example" in ended.out
