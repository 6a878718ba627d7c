"""What a changed verdict makes us say, whatever came before."""

import pytest

from notifier.domain.kinds import MessageKind, Told
from notifier.domain.standing import Standing, take
from shared.events import Verdict
from tests.unit.notifier.examples import CODE, change

ELIGIBLE, INELIGIBLE, UNDETERMINED = Verdict.ELIGIBLE, Verdict.INELIGIBLE, Verdict.UNDETERMINED


def known(verdict: Verdict, told: Told, revision: int = 1) -> Standing:
    return Standing(CODE, "芷兰科技有限公司", revision, 1, 1, verdict, told)


@pytest.mark.parametrize(
    ("before", "verdict", "says", "told"),
    [
        (None, ELIGIBLE, MessageKind.NEW_MATCH, Told.ELIGIBLE),
        (None, INELIGIBLE, None, Told.NOTHING),
        (None, UNDETERMINED, None, Told.NOTHING),
        (known(ELIGIBLE, Told.ELIGIBLE), ELIGIBLE, None, Told.ELIGIBLE),
        (known(ELIGIBLE, Told.ELIGIBLE), INELIGIBLE, MessageKind.NO_LONGER_ELIGIBLE, Told.LOST),
        (known(ELIGIBLE, Told.ELIGIBLE), UNDETERMINED, MessageKind.NO_LONGER_ELIGIBLE, Told.LOST),
        (known(UNDETERMINED, Told.LOST), INELIGIBLE, None, Told.LOST),
        (known(INELIGIBLE, Told.LOST), ELIGIBLE, MessageKind.NEW_MATCH, Told.ELIGIBLE),
        (known(UNDETERMINED, Told.NOTHING), ELIGIBLE, MessageKind.NEW_MATCH, Told.ELIGIBLE),
        (known(INELIGIBLE, Told.WITHDRAWN), ELIGIBLE, MessageKind.NEW_MATCH, Told.ELIGIBLE),
    ],
)
def test_a_change_says_what_is_news(
    before: Standing | None, verdict: Verdict, says: MessageKind | None, told: Told
) -> None:
    step = take(before, change(2, verdict), 1, withdrawn=False, withdrawal_known=False)

    assert step is not None
    assert (step.says, step.standing.told, step.standing.revision) == (says, told, 2)


@pytest.mark.parametrize("revision", [1, 2])
def test_a_change_that_is_not_newer_is_ignored(revision: int) -> None:
    before = known(ELIGIBLE, Told.ELIGIBLE, revision=2)

    assert take(before, change(revision, INELIGIBLE), 1, withdrawn=False, withdrawal_known=False) is None


def test_a_withdrawal_is_told_once_its_reason_is_known() -> None:
    before = known(ELIGIBLE, Told.ELIGIBLE)

    early = take(before, change(2, INELIGIBLE), 2, withdrawn=True, withdrawal_known=False)
    late = take(before, change(2, INELIGIBLE), 2, withdrawn=True, withdrawal_known=True)

    assert early is not None
    assert late is not None
    assert (early.says, early.standing.told) == (None, Told.ELIGIBLE)
    assert (late.says, late.standing.told) == (MessageKind.POLICY_WITHDRAWN, Told.WITHDRAWN)
