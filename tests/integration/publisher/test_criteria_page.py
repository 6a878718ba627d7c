"""The criteria editor's page: what was typed stays, what it says is shown, the matcher may be away."""

from typing import Any

import httpx
import pytest

from tests.integration.publisher.conftest import Office
from tests.support.html_forms import form_fields
from tests.support.publisher import EDITOR, benefit_content, draft

PUTUO = {"fact": "registered_region", "op": "within", "value": ["310107"], "clause": "第三条"}
EARNS = {"fact": "revenue", "op": "gte", "value": 5_000_000, "label": "营业收入不低于500万元"}
OLD = {"fact": "founded_on", "op": "age_gte", "value": "P1Y6M"}
TREE: dict[str, Any] = {
    "all": [
        PUTUO,
        EARNS,
        {"at_least": 1, "of": [OLD, {"fact": "size", "op": "in", "value": ["micro", "small"]}]},
        {"not": {"any": [{"fact": "above_scale", "op": "eq", "value": True}, {"manual": "受过处罚"}]}},
        {"fact": "qualifications", "op": "has_any", "value": ["srdi"]},
        {"fact": "rd_intensity", "op": "between", "value": [0.03, 0.5]},
    ]
}


class Editing:
    """Somebody at the editor of one draft."""

    def __init__(self, office: Office, policy_id: str) -> None:
        self.office, self.policy_id = office, policy_id
        self.path = f"/publish/policies/{policy_id}/criteria"

    async def open(self) -> httpx.Response:
        async with self.office.browser(EDITOR) as browser:
            return await browser.get(self.path)

    async def press(self, shown: httpx.Response, do: str, **typed: str | list[str]) -> httpx.Response:
        """Send the form as it is shown, with what is typed into it now."""
        fields = form_fields(shown.text) | {f"c.{name}": value for name, value in typed.items()}
        async with self.office.browser(EDITOR) as browser:
            return await browser.post(self.path, data={**fields, "do": do})

    async def saved(self) -> Any:
        draft = (await self.office.get(EDITOR, f"/policies/{self.policy_id}")).json()["draft"]
        return draft["content"]["criteria"]


@pytest.fixture
async def editing(office: Office) -> Editing:
    return Editing(office, await office.create(draft(benefit_content(criteria=TREE))))


async def test_saving_what_is_shown_changes_nothing(editing: Editing) -> None:
    answer = await editing.press(await editing.open(), "save")
    assert answer.status_code == 303, answer.text
    assert await editing.saved() == TREE


async def test_says_what_it_means_though_the_matcher_is_away(editing: Editing) -> None:
    text = (await editing.open()).text
    assert "成立满 1 年 6 个月" in text
    assert "上年度营业收入不低于 500 万元" in text
    assert "匹配服务暂时没有回应" in text


async def test_composes_a_condition_without_a_script(office: Office) -> None:
    editing = Editing(office, await office.create(draft(benefit_content(criteria=None))))
    shown = await editing.press(await editing.open(), "add::fact")
    shown = await editing.press(shown, "refresh", **{"0.fact": "registered_region"})
    shown = await editing.press(shown, "find:0", **{"0.find": "普陀"})
    assert "上海市普陀区" in shown.text
    shown = await editing.press(shown, "add::group", **{"0.values": "310107"})
    assert "注册地属于上海市普陀区" in shown.text
    assert "还有 1 处没有填完" in shown.text
    shown = await editing.press(shown, "refresh", **{"1.0.fact": "revenue"})
    answer = await editing.press(shown, "save", **{"1.0.value": "500", "1.0.unit": "10000"})
    assert answer.status_code == 303, answer.text
    assert await editing.saved() == {
        "all": [
            {"fact": "registered_region", "op": "within", "value": ["310107"]},
            {"any": [{"fact": "revenue", "op": "gte", "value": 5_000_000}]},
        ]
    }


async def test_a_wrong_value_is_said_beside_its_field_and_kept(editing: Editing) -> None:
    answer = await editing.press(await editing.open(), "save", **{"1.value": "五百"})
    assert answer.status_code == 422
    assert 'id="c.1.value-error"' in answer.text
    assert 'value="五百"' in answer.text
    assert await editing.saved() == TREE


async def test_somebody_else_was_faster(editing: Editing) -> None:
    shown = await editing.open()
    await editing.press(shown, "save", **{"1.value": "600"})
    answer = await editing.press(shown, "save", **{"1.value": "700"})
    assert answer.status_code == 409
    assert 'value="700"' in answer.text


async def test_everything_can_be_taken_away(editing: Editing) -> None:
    shown = await editing.press(await editing.open(), "remove:")
    assert (await editing.press(shown, "save")).status_code == 303
    assert await editing.saved() is None


@pytest.mark.parametrize("do", ["add:9.9:fact", "add::house", "up:", "x:y:z", "find:0:" + "9" * 500, ""])
async def test_a_button_that_is_none_does_nothing(editing: Editing, do: str) -> None:
    shown = await editing.press(await editing.open(), do)
    assert shown.status_code == 200
    assert "营业收入不低于500万元" in shown.text
