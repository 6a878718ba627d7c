"""A tree goes into the editor's fields and comes back as it was; what is unfinished is said beside it."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData

from publisher.entrypoints.criteria_form import EditNode, act, build, fields_of, node_of, read_fields
from publisher.entrypoints.criteria_form.nodes import walk
from shared.criteria import validate
from tests.support.criteria import trees

PUTUO = {"fact": "registered_region", "op": "within", "value": ["310107"], "clause": "第三条第（一）项"}
EARNS = {"fact": "revenue", "op": "gte", "value": 5_000_000, "label": "营业收入不低于500万元"}
JUDGED = {"manual": "经专家评审"}
NOTES = st.dictionaries(st.sampled_from(["label", "clause"]), st.sampled_from(["第一条", "一二 三"]))


def received(fields: Iterable[tuple[str, str]]) -> EditNode:
    return read_fields(FormData([(name, value) for name, value in fields]))


def sent(root: EditNode) -> EditNode:
    return received(fields_of(root))


def after(tree: dict[str, Any], *buttons: str) -> dict[str, Any] | None:
    root = node_of(tree)
    for button in buttons:
        root, _ = act(root, button)
    return build(sent(root)).tree


def noted(tree: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """The tree with labels and clauses here and there."""
    inner = {
        key: [noted(each, data) for each in value] if key in ("all", "any", "of") else value
        for key, value in tree.items()
    }
    if "not" in tree:
        inner["not"] = noted(tree["not"], data)
    return inner | data.draw(NOTES)


@settings(max_examples=100, deadline=None)
@given(trees(max_leaves=20), st.data())
def test_every_tree_survives_the_form(tree: dict[str, Any], data: st.DataObject) -> None:
    tree = noted(tree, data)
    built = build(sent(node_of(tree)))
    assert built.errors == {}
    assert built.tree == tree


@settings(max_examples=60, deadline=None)
@given(trees(), st.data())
def test_no_button_breaks_a_tree(tree: dict[str, Any], data: st.DataObject) -> None:
    root = node_of(tree)
    for _ in range(6):
        places = [".".join(map(str, path)) for path, _ in walk(root)]
        verb = data.draw(
            st.sampled_from(["add", "remove", "up", "down", "wrap", "into", "out", "dissolve", "x"])
        )
        button = f"{verb}:{data.draw(st.sampled_from([*places, '9.9', '-1', '']))}"
        root, focus = act(root, f"{button}:fact" if verb == "add" else button)
        assert focus is None or focus in dict(walk(root))
        assert sent(root) == sent(sent(root))
    built = build(root)
    if built.tree is not None and not built.errors:
        validate(built.tree)


def test_unfinished_conditions_are_named_and_left_out() -> None:
    root = EditNode(children=(node_of(PUTUO), EditNode(kind="fact"), EditNode(kind="manual"), EditNode()))
    built = build(root)
    assert built.tree == {"all": [PUTUO]}
    assert set(built.errors) == {"c.1.fact", "c.2.text", "c.3.kind"}


def test_nothing_yet_is_no_error() -> None:
    assert build(EditNode()) == build(sent(EditNode()))
    assert (build(EditNode()).tree, build(EditNode()).errors) == (None, {})


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"fact": "revenue", "op": "gte", "value": "五百"}, "c.value"),
        ({"fact": "revenue", "op": "between", "value": "5", "value2": "3", "unit": "10000"}, "c.value2"),
        ({"fact": "revenue", "op": "gte", "value": "1e300"}, "c.value"),
        ({"fact": "revenue", "op": "gte", "value": "999999999999", "unit": "100000000"}, "c.value"),
        ({"fact": "founded_on", "op": "on_or_before", "value": "去年"}, "c.value"),
        ({"fact": "founded_on", "op": "age_gte", "value": "一"}, "c.value"),
        ({"fact": "founded_on", "op": "age_gte"}, "c.value"),
        ({"fact": "size", "op": "in"}, "c.values"),
        ({"fact": "size", "op": "eq", "values": ("small", "micro")}, "c.values"),
        ({"fact": "industry", "op": "within", "values": ("xyz",)}, "c.values"),
        ({"fact": "above_scale", "op": "eq"}, "c.value"),
        ({"fact": "above_scale", "op": "gte", "value": "true"}, "c.op"),
        ({"fact": "shoe_size"}, "c.fact"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field(typed: dict[str, Any], field: str) -> None:
    assert set(build(EditNode(kind="fact", **typed)).errors) == {field}


@pytest.mark.parametrize(
    ("typed", "unit", "yuan"),
    [("500", "10000", 5_000_000), ("1.5", "100000000", 150_000_000), ("1，000", "1", 1000)],
)
def test_money_is_typed_in_the_unit_that_people_use(typed: str, unit: str, yuan: int) -> None:
    node = EditNode(kind="fact", fact="revenue", op="gte", value=typed, unit=unit)
    assert build(node).tree == {"fact": "revenue", "op": "gte", "value": yuan}


def test_percentages_are_exact() -> None:
    node = EditNode(kind="fact", fact="rd_intensity", op="gte", value="0.7%", unit="0.01")
    assert build(node).tree == {"fact": "rd_intensity", "op": "gte", "value": 0.007}


def test_another_fact_forgets_what_was_typed_for_the_one_before() -> None:
    fields = [("c.kind", "fact"), ("c.fact", "size"), ("c.was", "revenue"), ("c.op", "gte"), ("c.value", "5")]
    node = received(fields)
    assert (node.op, node.value, node.was) == ("in", "", "size")


def test_buttons_move_and_group() -> None:
    tree = {"all": [PUTUO, {"any": [EARNS]}, JUDGED]}
    assert after(tree, "up:2") == {"all": [PUTUO, JUDGED, {"any": [EARNS]}]}
    assert after(tree, "down:0") == {"all": [{"any": [EARNS]}, PUTUO, JUDGED]}
    assert after(tree, "into:2") == {"all": [PUTUO, {"any": [EARNS, JUDGED]}]}
    assert after(tree, "dissolve:1") == {"all": [PUTUO, EARNS, JUDGED]}
    assert after(tree, "wrap:0") == {"all": [{"any": [PUTUO]}, {"any": [EARNS]}, JUDGED]}
    assert after(tree, "remove:0", "remove:0") == {"all": [JUDGED]}
    assert after({"all": [PUTUO, {"any": [EARNS, JUDGED]}]}, "out:1.0") == {
        "all": [PUTUO, {"any": [JUDGED]}, EARNS]
    }
    assert after(PUTUO, "wrap:") == {"any": [PUTUO]}


def test_a_single_condition_becomes_the_first_of_several() -> None:
    root, focus = act(node_of(PUTUO), "add::manual")
    assert [child.kind for child in root.children] == ["fact", "manual"]
    assert focus == (1,)


def test_a_vast_form_is_read_in_part() -> None:
    fields = [("c.kind", "all"), *((f"c.{n}.kind", "manual") for n in range(5000))]
    assert len(received(fields).children) < 300
    deep = [("c" + ".0" * level + ".kind", "all") for level in range(500)]
    assert len(list(walk(received(deep)))) < 20
