"""A language model's opinion on the criteria: a valid proposal, or a sentence and nothing changed."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest

from publisher.adapters.language_model import HttpAdviser
from publisher.domain.drafts import DraftContent
from publisher.handlers.second_opinion import NoOpinion, second_opinion
from publisher.main import build
from publisher.settings import Settings
from tests.integration.publisher.conftest import Office
from tests.support.html_forms import form_fields
from tests.support.language_model import TREE, ReferenceModel, reference_model
from tests.support.publisher import EDITOR

CONTENT = DraftContent(title="关于申报补贴的通知", body="上年度营业收入不低于500万元的企业。")


@pytest.fixture
def model() -> Iterator[ReferenceModel]:
    with reference_model() as serving:
        yield serving


@pytest.fixture
async def advised(office: Office, model: ReferenceModel) -> AsyncIterator[Office]:
    """The office with a language model."""
    url = office.database.engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, llm_url=model.url, llm_model="m", **office.issuer.settings())
    service = build(settings, office.clock)
    office.issuer.serves(service.app)
    yield Office(service.app, service.database, office.clock, office.issuer)
    await service.database.close()


async def test_asks_as_openai_is_asked(model: ReferenceModel) -> None:
    opinion = await second_opinion(HttpAdviser(model.url, "some-model", "secret", 5), CONTENT)
    assert (opinion.tree, opinion.same) == (TREE, False)
    assert (model.asked[0]["model"], model.keys) == ("some-model", ["Bearer secret"])
    assert CONTENT.body in model.asked[0]["messages"][1]["content"]


async def test_a_fenced_answer_is_read_too(model: ReferenceModel) -> None:
    model.says = f"```json\n{json.dumps(TREE)}\n```"
    assert (await second_opinion(HttpAdviser(model.url, "m", "", 5), CONTENT)).tree == TREE


@pytest.mark.parametrize(
    "said",
    [
        '{"fact": "revenue", "op": "like", "value": 1}',
        '{"fact": "secrets", "op": "eq", "value": 1}',
        "企业应当注册在普陀区。",
        "[]",
        '{"all": NaN}',
        '{"all": [' * 60 + "]}" * 60,
    ],
)
async def test_an_answer_that_breaks_the_rules_is_no_opinion(model: ReferenceModel, said: str) -> None:
    model.says = said
    with pytest.raises(NoOpinion, match="已放弃"):
        await second_opinion(HttpAdviser(model.url, "m", "", 5), CONTENT)


async def test_nobody_waits_for_a_model_that_is_slow_or_endless_or_away(model: ReferenceModel) -> None:
    model.waits = 2
    with pytest.raises(NoOpinion, match="没有在规定时间内回答"):
        await second_opinion(HttpAdviser(model.url, "m", "", 0.2), CONTENT)
    model.waits, model.says = 0, "x" * 1_000_000
    with pytest.raises(NoOpinion, match="过长"):
        await second_opinion(HttpAdviser(model.url, "m", "", 5), CONTENT)
    model.status = 500
    with pytest.raises(NoOpinion, match="没有在规定时间内回答"):
        await second_opinion(HttpAdviser(model.url, "m", "", 5), CONTENT)
    with pytest.raises(NoOpinion):
        await second_opinion(HttpAdviser("http://127.0.0.1:1/v1", "m", "", 5), CONTENT)


async def test_a_person_looks_at_it_and_adopts_it(advised: Office) -> None:
    policy_id = await advised.create()
    at = f"/publish/policies/{policy_id}/second-opinion"
    async with advised.browser(EDITOR) as browser:
        page = await browser.post(at)
        assert "语言模型读出的条件" in page.text
        kept = (await advised.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]["criteria"]
        assert kept != TREE
        answer = await browser.post(at, data=form_fields(page.text) | {"do": "adopt"})
    assert answer.status_code == 303
    content = (await advised.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]
    assert content["criteria"] == TREE


async def test_without_a_model_the_page_says_so(office: Office) -> None:
    policy_id = await office.create()
    async with office.browser(EDITOR) as browser:
        answer = await browser.post(f"/publish/policies/{policy_id}/second-opinion")
        page = await browser.get(answer.headers["location"])
    assert "没有配置语言模型" in page.text
    assert "请语言模型也读一遍" not in page.text
