"""Which policy goes where."""

from uuid import uuid4

from portal_sync.domain.routing import routed
from portal_sync.domain.source import Publication, SourceRecord, Withdrawal
from tests.support.policies import make_content, published, withdrawn


def record(*, benefit: bool = True, channels: tuple[str, ...] = ("government", "business")) -> SourceRecord:
    content = make_content() if benefit else make_content(benefit=None)
    return SourceRecord(uuid4(), Publication.of(published(channels=channels, content=content)))


def test_a_benefit_policy_goes_to_both() -> None:
    assert set(routed(record().outline)) == {"government", "business"}


def test_a_document_goes_to_government_only() -> None:
    assert set(routed(record(benefit=False).outline)) == {"government"}


def test_channels_that_this_service_does_not_have_are_left_to_others() -> None:
    assert set(routed(record(channels=("government", "international")).outline)) == {"government"}


def test_a_withdrawal_of_something_never_seen_is_said_everywhere() -> None:
    policy_id = uuid4()
    unseen = SourceRecord(policy_id).joined_with_withdrawal(Withdrawal.of(withdrawn(policy_id)))
    shown = routed(unseen.outline)
    assert {name: (s.withdrawn, s.content_hash) for name, s in shown.items()} == {
        "government": (True, None),
        "business": (True, None),
    }
