"""Clauses as notices of many cities word them, and what they mean."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from shared.criteria import validate
from tests.support.meaning import agreement
from tests.support.readings import manual_texts, read_clause

CASES: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "clauses.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_clause_means_what_a_careful_reader_takes_from_it(case: dict[str, Any]) -> None:
    tree = validate(read_clause(case["text"]).tree)
    assert agreement(tree, case["expect"], 200) == 1, tree


def test_what_is_left_to_a_person_is_left_in_the_notices_own_words() -> None:
    tree = read_clause("上年度营业收入超过800万元；近三年未发生重大安全、质量事故（由有关部门核查）。").tree
    assert manual_texts(tree) == ["近三年未发生重大安全、质量事故（由有关部门核查）"]


def test_every_node_has_its_sentence_and_clause() -> None:
    proposal = read_clause("一、申报条件\n（一）在本区注册；\n（二）经专家评审通过。")
    assert [(s.pointer, s.sentence, s.clause) for s in proposal.sources] == [
        ("/all/0", "在本区注册", "一、（一）"),
        ("/all/1", "经专家评审通过", "一、（二）"),
    ]


def test_it_says_where_it_is_unsure() -> None:
    proposal = read_clause("上年度销售收入不低于500万元；2025年新获得高新技术企业认定；资产负债率不高于70%。")
    assert [source.sure for source in proposal.sources] == [False, False, True]


def test_what_is_no_condition_is_kept_as_a_remark() -> None:
    proposal = read_clause("在本区注册的企业。同等条件下，小微企业优先支持。")
    assert proposal.remarks == ("同等条件下，小微企业优先支持",)
