"""The tables of regions and industries, their names, and finding in them."""

from collections import Counter
from pathlib import Path

import pytest

from huiqi.commands.imports import CodeKind, codes
from shared.criteria import FactType
from shared.criteria.code_tables import TableError, code_table, read_table
from shared.criteria.codes import chain
from shared.criteria.names import code_named, name_of
from shared.criteria.searching import children, find_codes

REGION, INDUSTRY = FactType.REGION, FactType.INDUSTRY


def test_industries_are_complete() -> None:
    """As many sections, divisions, groups and classes as the standard says, with its amendment."""
    levels = Counter(len(chain(INDUSTRY, code)) for code in code_table(INDUSTRY).entries)
    assert levels == {1: 20, 2: 97, 3: 473, 4: 1382}
    assert name_of(INDUSTRY, "9231") == "监察委员会"


def test_regions_are_complete() -> None:
    levels = Counter(len(code) for code in code_table(REGION).entries)
    assert levels[2] == 34
    assert levels[6] == 2847
    assert len(children(REGION, "310107")) == 10


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        (REGION, "310107", "上海市普陀区"),
        (REGION, "310107102", "上海市普陀区长征镇"),
        (REGION, "3101", "上海市各区"),
        (REGION, "429004", "湖北省仙桃市"),
        (INDUSTRY, "6513", "应用软件开发"),
    ],
)
def test_names(kind: FactType, code: str, name: str) -> None:
    assert name_of(kind, code) == name
    assert code_named(kind, name) == code


def test_a_name_that_two_places_have_means_neither() -> None:
    assert code_named(REGION, "普陀区") is None
    assert code_named(REGION, "浙江省舟山市普陀区") == "330903"


@pytest.mark.parametrize(
    ("kind", "query", "code"),
    [
        (INDUSTRY, "rjkf", "651"),
        (INDUSTRY, "ruanjian kaifa", "651"),
        (INDUSTRY, "6513", "6513"),
        (INDUSTRY, "集成电路", "3973"),
        (REGION, "putuo", "310107"),
        (REGION, "长征镇", "310107102"),
        (REGION, "3101", "3101"),
    ],
)
def test_finding(kind: FactType, query: str, code: str) -> None:
    assert code in [found.code for found in find_codes(kind, query)]


def test_the_best_comes_first() -> None:
    assert [found.code for found in find_codes(INDUSTRY, "软件", 2)] == ["65", "651"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("code,name\n31,上海市\n", 1),
        ("# GB/T 2260\nname\n上海市\n", 2),
        ("# GB/T 2260\ncode,name\n3x,上海市\n", 3),
        ("# GB/T 2260\ncode,name\n31,上海市\n31,上海\n", 4),
        ("# GB/T 2260\ncode,name\n3101,市辖区\n", 2),
        ("# GB/T 2260\ncode,name\n31,\n", 3),
    ],
)
def test_a_table_that_is_none_is_refused(text: str, line: int) -> None:
    with pytest.raises(TableError) as refused:
        read_table(REGION, text)
    assert refused.value.line == line


def test_a_newer_table_takes_the_place_of_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.csv"
    file.write_text("# GB/T 2260，2030年\ncode,name\n31,上海市\n3101,市辖区\n310199,新区\n", encoding="utf-8")
    codes(CodeKind.REGION, file, tmp_path / "codes")
    monkeypatch.setenv("HUIQI_CODES_FOLDER", str(tmp_path / "codes"))
    code_table.cache_clear()
    try:
        assert code_table(REGION).version == "GB/T 2260，2030年"
        assert code_table(REGION).entries["310199"].name == "新区"
    finally:
        code_table.cache_clear()
