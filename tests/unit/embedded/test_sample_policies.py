"""The sample is well formed whatever the day, and shows what the demo is to show."""

from datetime import date

import pytest

from huiqi.sample.policies import SamplePolicy, sample_policies
from publisher.domain.drafts import DraftContent
from publisher.domain.gate import unmet_in_content
from shared.calendar import working_days_left
from shared.criteria import validate
from shared.events import PolicyContent, PolicyKind
from shared.vocabulary import CHANNELS, DEPARTMENTS, DISCLOSURES, GENRES, THEMES, WITHDRAWAL_KINDS

TODAY = date(2026, 11, 23)
POLICIES = sample_policies(TODAY)
EVERY_POLICY = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.slug)


@EVERY_POLICY
def test_content_obeys_the_contract(policy: SamplePolicy) -> None:
    PolicyContent.model_validate(policy.content)
    PolicyContent.model_validate(policy.final_content)


@EVERY_POLICY
def test_criteria_are_accepted(policy: SamplePolicy) -> None:
    for content in (policy.content, policy.final_content):
        if content["kind"] == PolicyKind.BENEFIT:
            validate(content["criteria"])


@EVERY_POLICY
def test_codes_are_of_the_vocabulary(policy: SamplePolicy) -> None:
    assert policy.content["theme"] in THEMES
    assert policy.content["genre"] in GENRES
    assert policy.disclosure in DISCLOSURES
    assert set(policy.channels) <= set(CHANNELS)
    assert DEPARTMENTS[policy.department] == policy.content["issuer"]["name"]


@EVERY_POLICY
def test_no_placeholder_is_left(policy: SamplePolicy) -> None:
    assert "{{" not in str(policy.content)
    assert "{{" not in str(policy.final_content)


@EVERY_POLICY
def test_it_passes_the_publishers_gate(policy: SamplePolicy) -> None:
    for content in (policy.content, policy.final_content):
        draft = DraftContent.model_validate(content)
        assert unmet_in_content(draft, channels=policy.channels, today=TODAY) == ()


@EVERY_POLICY
def test_what_enterprises_file_for_is_explained(policy: SamplePolicy) -> None:
    if policy.content["kind"] == PolicyKind.DOCUMENT:
        assert policy.channels == ("government",)
    else:
        assert policy.content["interpretations"][0]["questions"]


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 10, 1), date(2027, 1, 1), date(2030, 6, 15)])
def test_it_loads_on_any_day(day: date) -> None:
    for policy in sample_policies(day):
        PolicyContent.model_validate(policy.content)


def test_windows_are_open_closing_soon_and_still_to_come() -> None:
    windows = [
        window
        for policy in POLICIES
        if (benefit := PolicyContent.model_validate(policy.content).benefit)
        for window in benefit.windows
    ]
    left = [working_days_left(TODAY, window.last) for window in windows if window.first <= TODAY]
    assert sum(days <= 4 for days in left) >= 1
    assert sum(4 < days <= 11 for days in left) >= 2
    assert sum(days > 11 for days in left) >= 4
    assert sum(window.first > TODAY for window in windows) >= 2


def test_it_covers_every_theme_and_kind_of_benefit() -> None:
    assert {policy.content["theme"] for policy in POLICIES} == set(THEMES)
    kinds = {policy.content["benefit"]["kind"] for policy in POLICIES if policy.content.get("benefit")}
    assert kinds == {"grant", "loan_subsidy", "tax", "recognition", "service"}


def test_three_policies_change_in_the_run() -> None:
    by_slug = {policy.slug: policy for policy in POLICIES}
    rd, retail = by_slug["rd-subsidy"], by_slug["above-scale-retail"]
    assert rd.final_content["criteria"] != rd.content["criteria"]
    assert retail.final_content["criteria"] == retail.content["criteria"]
    assert retail.final_content["benefit"]["windows"] != retail.content["benefit"]["windows"]
    withdrawal = by_slug["culture-relief"].withdrawal
    assert withdrawal is not None
    assert withdrawal.kind in WITHDRAWAL_KINDS
    assert withdrawal.successor in by_slug
