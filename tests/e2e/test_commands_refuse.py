"""Files, folders, settings and systems that are not as they should be: exit code 2, one line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from huiqi import cli
from tests.e2e.conftest import Demo
from tests.support.databases import PASSWORDS, Databases
from tests.support.edition import Ended, huiqi

pytestmark = pytest.mark.timeout(600)

DEEP: Final = "[" * 100_000 + "]" * 100_000
CRITERIA: Final = '{"fact": "revenue", "op": "gte", "value": 5, "label": "营业收入"}'
MATCH: Final = ("match", "--criteria", "{criteria}", "--profiles", "{file}")
CHECK: Final = ("match", "--criteria", "{file}", "--profiles", "{profiles}")
POLICIES: Final = ("import", "policies", "{file}", "--url", "http://127.0.0.1:1")
SERVE: Final = ("serve", "matcher", "--port", "0")

# What is in the file, and the command that is given it.
FILES: Final[list[tuple[str, bytes, tuple[str, ...]]]] = [
    ("an endless nesting", DEEP.encode(), CHECK),
    ("another encoding", CRITERIA.encode("utf-16"), CHECK),
    ("a number of 5000 digits", CRITERIA.replace("5", "9" * 5000).encode(), CHECK),
    ("no criteria", b"[]", CHECK),
    ("an unknown fact", CRITERIA.replace("revenue", "shoe_size").encode(), CHECK),
    ("a key twice", b'{"fact": 1, "fact": 2}', CHECK),
    ("an endless nesting", b'{"revenue": ' + DEEP.encode() + b"}", MATCH),
    ("a second line that is wrong", b'{"revenue": 1}\n{"revenue": NaN}', MATCH),
    ("half a character", b'{"id": "\\ud800"}', MATCH),
    ("an infinite number", b'{"revenue": 1e400}', MATCH),
    ("a number of 5000 digits", b'{"revenue": ' + b"9" * 5000 + b"}", MATCH),
    ("another encoding", '{"id": "é"}'.encode("latin-1"), MATCH),
    ("a list", b"[1]", MATCH),
    ("no JSON", b"{", POLICIES),
    ("NaN", b'{"title": NaN}', POLICIES),
    ("half a character", b'{"title": "\\ud800"}', POLICIES),
    ("an endless nesting", b'{"title": ' + DEEP.encode() + b"}", POLICIES),
    ("a list", b"[]", POLICIES),
    ("bytes", b"\xff\xfe\xfd", POLICIES),
]
# Variables of the environment, and the command that reads them.
SETTINGS: Final[list[tuple[dict[str, str], tuple[str, ...]]]] = [
    ({"HUIQI_LOG_LEVEL": "nonsense"}, ("up", "--port", "0", "--data", "{folder}")),
    ({"HUIQI_DURABLE": "perhaps"}, ("up", "--port", "0", "--data", "{folder}")),
    ({"HUIQI_PUBLIC_URL": "nonsense"}, ("demo", "--port", "0", "--data", "{folder}")),
    ({"HUIQI_KAFKA_BOOTSTRAP_SERVERS": "a:b:c"}, ("up", "--port", "0", "--data", "{folder}")),
    ({"HUIQI_PORT": "x"}, ("up", "--data", "{folder}")),
    ({"HUIQI_DATABASE_URL": "nonsense"}, SERVE),
    ({"HUIQI_DATABASE_POOL_SIZE": "many"}, SERVE),
    ({"HUIQI_LOG_LEVEL": "nonsense"}, SERVE),
    ({"HUIQI_DATABASE_URL": "sqlite:///x"}, ("migrate", "--passwords", "{folder}/new.json")),
    ({"HUIQI_DATABASE_URL": "postgresql://a@h:port/x"}, ("migrate", "--passwords", "{folder}/new.json")),
    ({"HUIQI_TOKEN": "密"}, ("audit", "--url", "http://127.0.0.1:1")),
    ({"HUIQI_TOKEN": "a\nb"}, ("audit", "--url", "http://127.0.0.1:1")),
    ({"HUIQI_TOKEN": "x"}, ("audit", "--url", "http://[::1")),
    ({"HUIQI_TOKEN": "x"}, ("audit", "--url", "http://h:99999")),
    ({}, ("up", "--port", "0", "--data", "{criteria}")),
    ({}, ("up", "--port", "0", "--data", "{criteria}/below")),
    ({}, ("up", "--port", "0", "--data", "/proc/nobody-may-write-here")),
    ({}, ("up", "--port", "0", "--data", "{folder}", "--host", "nonsense.invalid")),
    ({}, ("match", "--criteria", "{folder}", "--profiles", "{profiles}")),
    ({}, ("match", "--criteria", "{criteria}", "--profiles", "{folder}")),
    ({}, ("import", "policies", "{folder}")),
    ({}, ("import", "enterprises", "{folder}")),
    ({}, ("migrate", "--database-url", "postgresql://x@127.0.0.1:1/n", "--passwords", "{folder}")),
    ({}, ("migrate", "--database-url", "postgresql://x@127.0.0.1:1/n", "--passwords", "{criteria}")),
    ({}, ()),
    ({}, ("import",)),
    ({}, ("dead",)),
]
_REMOTE: Final = """
[[channel]]
name = "cms"
kind = "remote"
address = "https://cms.example.gov.cn/v1"
secret_env = "HUIQI_CMS_SECRET"
"""
# A file of channels, and the place in it that the complaint names.
CHANNELS: Final[list[tuple[bytes, str]]] = [
    (b"[[channel]]\nname = Gov\n", "line 2"),
    (b"\xff\xfe", "byte 0"),
    (b"a = " + b"[" * 100_000, "nested too deeply"),
    (b"version = " + b"9" * 5000, "digits"),
    (b"channel = 3", "channel:"),
    (b'[[channel]]\nname = "Gov"', "channel 1 (Gov): name"),
    (b'[[channel]]\nname = "business"\ntakes = { themes = ["weather"] }', "(business): takes.themes"),
    (b"colour = 1", "colour"),
    ((_REMOTE * 2).encode(), "one name"),
    (_REMOTE.encode(), "channel 1 (cms): the environment has no HUIQI_CMS_SECRET"),
    (_REMOTE.replace("https", "http").encode(), "channel 1 (cms)"),
]
Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in this process, which spares a second each; `{…}` stand for files made for it."""
    places = {"folder": tmp_path, "file": tmp_path / "file.json", "profiles": tmp_path / "p.jsonl"}
    places |= {"criteria": tmp_path / "c.json"}
    places["profiles"].write_text('{"revenue": 1}\n')
    places["criteria"].write_text(CRITERIA)

    def running(arguments: tuple[str, ...], content: bytes = b"", env: dict[str, str] | None = None) -> Ended:
        places["file"].write_bytes(content)
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["huiqi", *(one.format_map(places) for one in arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return running


def refused(ended: Ended) -> None:
    assert (ended.code, ended.out) == (2, ""), ended
    assert len(ended.complaint) == 1, ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(("what", "content", "arguments"), FILES, ids=lambda part: str(part)[:40])
def test_files(run: Run, what: str, content: bytes, arguments: tuple[str, ...]) -> None:
    ended = run(arguments, content, {"HUIQI_TOKEN": "x"})
    refused(ended)
    assert "file.json" in ended.err or "sent" in ended.err, what


@pytest.mark.parametrize(("env", "arguments"), SETTINGS, ids=str)
def test_settings_and_places(run: Run, env: dict[str, str], arguments: tuple[str, ...]) -> None:
    ended = run(arguments, env=env)
    refused(ended)
    variable = next(iter(env), "")
    assert variable in ended.err or variable in {"HUIQI_TOKEN", "HUIQI_PORT", "HUIQI_DATABASE_URL"}


@pytest.mark.parametrize(("content", "place"), CHANNELS, ids=lambda part: str(part)[:40])
def test_files_of_channels(run: Run, tmp_path: Path, content: bytes, place: str) -> None:
    file = tmp_path / "file.json"
    ended = run(("serve", "portal-sync", "--port", "0"), content, {"HUIQI_CHANNELS_FILE": str(file)})
    refused(ended)
    assert f"{file}: " in ended.err
    assert place in ended.err


@pytest.mark.parametrize("name", ["HUIQI_CHANNELS_FILE", "HUIQI_COLLECTIONS_FILE"])
def test_a_file_that_is_not_there(run: Run, tmp_path: Path, name: str) -> None:
    env = {name: str(tmp_path / "none"), "HUIQI_SESSION_SECRET": "s" * 32}
    refused(ended := run(("serve", "portal-sync", "--port", "0"), env=env))
    assert f"{tmp_path}/none: No such file or directory" in ended.err


def test_the_whole_system_is_not_started_with_a_bad_file_of_channels(tmp_path: Path) -> None:
    file = tmp_path / "channels.toml"
    file.write_text("[[channel")
    env = {"HUIQI_CHANNELS_FILE": str(file), "HUIQI_DURABLE": "false"}
    refused(ended := huiqi("up", "--port", "0", "--data", str(tmp_path / "data"), env=env))
    assert f"{file}: " in ended.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("secrets.json", "nonsense"),
        ("issuer/keys.json", "{}"),
        ("postgres/cluster/PG_VERSION", "12\n"),
    ],
)
def test_a_data_folder_that_is_not_whole(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / "data" / name
    file.parent.mkdir(parents=True)
    file.write_text(content)
    ended = huiqi("up", "--port", "0", "--data", str(tmp_path / "data"), env={"HUIQI_DURABLE": "false"})
    refused(ended)
    assert file.name in ended.err or "PostgreSQL" in ended.err
    assert file.read_text() == content


async def test_schemas_of_another_version(databases: Databases, tmp_path: Path) -> None:
    url = await databases.fresh("publisher")
    await databases.execute("UPDATE publisher.alembic_version SET version_num = '9999'", url)
    # Roles are the whole server's: other passwords would lock the session's other tests out.
    passwords = tmp_path / "passwords.json"
    passwords.write_text(json.dumps(PASSWORDS))
    passwords.chmod(0o600)
    ended = huiqi("migrate", "--database-url", url, "--passwords", str(passwords))
    refused(ended)
    assert "another version" in ended.err
    await databases.drop(url)


def test_a_folder_that_says_nonsense_of_where_the_system_runs(run: Run, tmp_path: Path) -> None:
    nonsense: dict[str, Any] = {"address": 5, "public_url": None, "pid": 1, "started_at": ""}
    (tmp_path / "run.json").write_text(json.dumps(nonsense))
    refused(run(("audit", "--data", "{folder}")))


def test_a_wrong_token_or_address_is_told_at_once(demo: Demo, run: Run) -> None:
    at = demo.edition.address
    for arguments in [("audit",), ("dead", "list"), ("replay",), ("dead", "replay", "matcher", "9" * 30)]:
        refused(run((*arguments, "--url", at), env={"HUIQI_TOKEN": "none"}))
    refused(run(("audit", "--url", f"{at}/nowhere"), env={"HUIQI_TOKEN": "none"}))


def test_what_was_done_before_a_refusal_is_named(demo: Demo, run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text('{"title": "先导入的一份"}')
    (tmp_path / "bad.json").write_text('{"title": 3}')
    data = ("--as", "kw.editor", "--data", str(demo.edition.data))
    ended = run(("import", "policies", str(tmp_path / "good.json"), str(tmp_path / "bad.json"), *data))
    refused(ended)
    assert "imported before it" in ended.err


@pytest.mark.parametrize(
    "command", ["import policies", "import enterprises", "dead list", "dead replay", "dead discard"]
)
def test_help_of_every_subcommand_has_an_example(run: Run, command: str) -> None:
    ended = run((*command.split(), "--help"))
    assert ended.code == 0
    assert "Example" in ended.out


def test_the_command_itself_names_its_commands(run: Run) -> None:
    ended = run(("--help",))
    assert ended.code == 0
    assert all(name in ended.out for name in ("demo", "import", "match", "audit", "dead"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str) -> None:
    script = huiqi("--show-completion", env={"_HUIQI_COMPLETE": f"source_{shell}"})
    assert "huiqi" in script.out
    asked = {"_HUIQI_COMPLETE": f"complete_{shell}", "COMP_WORDS": "huiqi re", "COMP_CWORD": "1"}
    asked |= {"_TYPER_COMPLETE_ARGS": "huiqi re", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert "replay" in huiqi(env=asked).out


def test_match_answers_in_order_with_ids(run: Run) -> None:
    content = b'{"id": "a", "revenue": 4}\n\n{"revenue": 6}\n{"id": 7}\n'
    for engine in ("one", "bulk"):
        ended = run((*MATCH, "--engine", engine), content)
        assert ended.code == 0
        lines = [json.loads(line) for line in ended.out.splitlines()]
        assert lines == [
            {"id": "a", "verdict": "ineligible", "missing": [], "manual_review": False},
            {"verdict": "eligible", "missing": [], "manual_review": False},
            {"id": 7, "verdict": "undetermined", "missing": ["revenue"], "manual_review": False},
        ]


def test_match_explains_each_leaf(run: Run) -> None:
    [leaf] = json.loads(run((*MATCH, "--explain"), b'{"revenue": 6}').out)["leaves"]
    assert leaf["label"] == "营业收入"
    assert {"result", "clause"} <= leaf.keys()
    assert 6 in leaf.values()
