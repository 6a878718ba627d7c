"""`huiqi match`: criteria and profiles from files, verdicts as JSON lines; needs no server."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Final, Literal

from matcher.domain import engine as everybody
from matcher.domain.deriving import Known, derive
from matcher.domain.evaluating import evaluate
from matcher.domain.proofs import leaf_record, words_of
from matcher.domain.verdicts import Judgement, judge
from shared.criteria import CriteriaError, validate, validate_facts
from shared.criteria.loading import NotJsonError, line_of, load_strict
from shared.criteria.values import text_problem
from shared.events import Verdict

Engine = Literal["one", "bulk"]

_CHUNK: Final = 20_000
_NOT_UTF8: Final = "文件应为 UTF-8 编码。"
_IN_MEMORY: Final = 32 * 1024 * 1024
_Profile = tuple[dict[str, Any], Known]


class MatchInputError(ValueError):
    """Input was refused; the message is one line with file, line and JSON pointer."""

    def __init__(self, path: Path, line: int, pointer: str, message: str) -> None:
        text = f'{path}:{line}: "{pointer}"：{message}'
        super().__init__(" ".join(text.encode("utf-8", "backslashreplace").decode().splitlines()))


def match_files(
    criteria: Path, profiles: Path, as_of: date, engine: Engine = "one", explain: bool = False
) -> Iterator[str]:
    """Yield one JSON line for each profile, in their order.

    Nothing is yielded before all input was checked; what is refused raises `MatchInputError`.
    """
    tree = _read_criteria(criteria)
    with SpooledTemporaryFile(_IN_MEMORY, mode="w+", encoding="utf-8") as results:
        read = _read_profiles(profiles)
        while chunk := list(islice(read, _CHUNK)):
            for line in _match(tree, chunk, as_of, engine, explain):
                results.write(line + "\n")
        results.seek(0)
        for line in results:
            yield line.rstrip("\n")


def _match(
    tree: dict[str, Any], chunk: list[_Profile], as_of: date, engine: Engine, explain: bool
) -> Iterator[str]:
    judgements = _judge_in_bulk(tree, chunk, as_of) if engine == "bulk" else None
    words = words_of(tree)
    for index, (profile, known) in enumerate(chunk):
        if judgements is not None and not explain:
            yield _line(profile, judgements[index])
            continue
        explained = evaluate(tree, known, as_of)
        judgement = judge(explained) if judgements is None else judgements[index]
        leaves = [leaf_record(leaf, words) for leaf in explained.leaves()] if explain else None
        yield _line(profile, judgement, leaves)


def _line(profile: dict[str, Any], judgement: Judgement, leaves: list[dict[str, Any]] | None = None) -> str:
    line: dict[str, Any] = {"id": profile["id"]} if "id" in profile else {}
    line |= {
        "verdict": judgement.verdict.value,
        "missing": list(judgement.missing),
        "manual_review": judgement.manual_review,
    }
    if leaves is not None:
        line["leaves"] = leaves
    return json.dumps(line, ensure_ascii=False)


def _judge_in_bulk(tree: dict[str, Any], chunk: list[_Profile], as_of: date) -> list[Judgement]:
    bulk = everybody.Engine()
    for number, (_, known) in enumerate(chunk):
        bulk.put(number, known)
    found = bulk.judge(tree, as_of)
    judgements = [Judgement(Verdict.INELIGIBLE)] * len(chunk)
    for number in found.eligible:
        judgements[number] = Judgement(Verdict.ELIGIBLE)
    for number in found.undetermined:
        missing = tuple(sorted(fact for fact, numbers in found.missing.items() if number in numbers))
        judgements[number] = Judgement(Verdict.UNDETERMINED, missing, number in found.manual_review)
    return judgements


def _read_criteria(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        tree = load_strict(text)
    except NotJsonError as error:
        raise MatchInputError(path, error.line, "", error.message) from error
    except OSError as error:
        raise MatchInputError(path, 1, "", f"文件读不了：{error.strerror}。") from error
    except UnicodeDecodeError as error:
        raise MatchInputError(path, error.object.count(b"\n", 0, error.start) + 1, "", _NOT_UTF8) from error
    try:
        return validate(tree)
    except CriteriaError as error:
        raise MatchInputError(path, line_of(text, error.pointer), error.pointer, error.message) from error


def _read_profiles(path: Path) -> Iterator[_Profile]:
    number = 0
    try:
        # Lines end with \n alone: other line separators may stand inside a JSON string.
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if text := line.decode("utf-8-sig" if number == 1 else "utf-8").strip():
                    yield _profile(path, number, text)
    except OSError as error:
        raise MatchInputError(path, number + 1, "", f"文件读不了：{error.strerror}。") from error
    except UnicodeDecodeError as error:
        raise MatchInputError(path, number, "", _NOT_UTF8) from error


def _profile(path: Path, number: int, line: str) -> _Profile:
    try:
        profile = load_strict(line)
        facts = _without_id(profile)
        return profile, derive(validate_facts(facts))
    except NotJsonError as error:
        raise MatchInputError(path, number, "", error.message) from error
    except CriteriaError as error:
        raise MatchInputError(path, number, error.pointer, error.message) from error


def _without_id(profile: object) -> object:
    if not isinstance(profile, dict):
        return profile
    identifier = profile.get("id")
    if isinstance(identifier, bool | float | list | dict) or (
        isinstance(identifier, str) and text_problem(identifier)
    ):
        raise CriteriaError("/id", "id 应为文字或整数。")
    return {name: value for name, value in profile.items() if name != "id"}
