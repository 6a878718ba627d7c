"""The span store keeps the newest traces and describes them."""

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer

from huiqi.spans import SpanStore
from shared.telemetry.attributes import POLICY_ID

POLICY = "8a0f0000-0000-4000-8000-000000000001"


@pytest.fixture
def store() -> SpanStore:
    return SpanStore(of_policies=6, of_others=6)


@pytest.fixture
def tracer(store: SpanStore) -> Tracer:
    provider = TracerProvider()
    provider.add_span_processor(store)
    return provider.get_tracer("test")


def test_a_trace_is_summed_up(store: SpanStore, tracer: Tracer) -> None:
    with tracer.start_as_current_span("publish"), tracer.start_as_current_span("write") as child:
        child.set_attribute(POLICY_ID, POLICY)
        child.set_status(Status(StatusCode.ERROR))
    (summary,) = store.traces()
    assert (summary["name"], summary["policy_id"]) == ("publish", POLICY)
    assert (summary["spans"], summary["errors"]) == (2, 1)
    assert summary["duration_ms"] >= 0


def test_traces_of_a_policy_are_found(store: SpanStore, tracer: Tracer) -> None:
    tracer.start_span("other").end()
    tracer.start_span("publish", attributes={POLICY_ID: POLICY}).end()
    assert [summary["name"] for summary in store.traces(policy_id=POLICY)] == ["publish"]


def test_spans_name_their_parents(store: SpanStore, tracer: Tracer) -> None:
    with tracer.start_as_current_span("publish"), tracer.start_as_current_span("write"):
        pass
    parent, child = store.spans(store.traces()[0]["trace_id"])
    assert parent["parent_span_id"] is None
    assert child["parent_span_id"] == parent["span_id"]


def test_the_oldest_trace_goes_first(store: SpanStore, tracer: Tracer) -> None:
    for number in range(9):
        tracer.start_span(f"trace {number}").end()
    assert [summary["name"] for summary in store.traces()] == [f"trace {n}" for n in range(8, 2, -1)]


@pytest.mark.parametrize(
    "path", ["/health/live", "/metrics", "/api/ops/v1/traces", "/api/notifier/v1/ops/status", "/id/token"]
)
def test_looking_around_is_not_kept(store: SpanStore, tracer: Tracer, path: str) -> None:
    tracer.start_span(f"GET {path}", attributes={"url.path": path}).end()
    assert store.traces() == []


def test_received_batches_are_kept_only_where_they_failed(store: SpanStore, tracer: Tracer) -> None:
    tracer.start_span("receive huiqi.policies", kind=SpanKind.CONSUMER).end()
    failed = tracer.start_span("receive huiqi.matches", kind=SpanKind.CONSUMER)
    failed.set_status(Status(StatusCode.ERROR))
    failed.end()
    assert [summary["name"] for summary in store.traces()] == ["receive huiqi.matches"]


def test_an_unknown_trace_has_no_spans(store: SpanStore) -> None:
    assert store.spans("0" * 31 + "1") == []


def test_other_traces_do_not_push_out_those_of_policies(store: SpanStore, tracer: Tracer) -> None:
    tracer.start_span("publish", attributes={POLICY_ID: POLICY}).end()
    for number in range(20):
        tracer.start_span(f"request {number}").end()
    assert [summary["name"] for summary in store.traces(policy_id=POLICY)] == ["publish"]


def test_a_trace_that_turns_out_to_be_a_policys_is_kept_whole(store: SpanStore, tracer: Tracer) -> None:
    with tracer.start_as_current_span("publish"):
        tracer.start_span("read").end()
        tracer.start_span("write", attributes={POLICY_ID: POLICY}).end()
    (summary,) = store.traces(policy_id=POLICY)
    assert summary["spans"] == 3
