"""A trace as rows."""

from datetime import UTC, datetime, timedelta

from portal_sync.domain.timeline import TraceSpan, timeline

START = datetime(2026, 3, 18, 2, tzinfo=UTC)


def span(span_id: str, parent: str | None = None, after: float = 0, lasting: float = 10) -> TraceSpan:
    begun = START + timedelta(milliseconds=after)
    return TraceSpan(span_id, parent, "publisher", span_id, "INTERNAL", begun, lasting, "ok")


def test_children_stand_below_their_parents_by_time() -> None:
    drawn = timeline([span("c", "a", 5), span("a"), span("b", "a", 2), span("d", "b", 3)])
    assert [(bar.span.span_id, bar.depth) for bar in drawn.bars] == [("a", 0), ("b", 1), ("d", 2), ("c", 1)]


def test_bars_are_shares_of_the_whole() -> None:
    drawn = timeline([span("a", lasting=100), span("b", "a", after=50, lasting=25)])
    assert drawn.total_ms == 100
    assert (drawn.bars[1].left, drawn.bars[1].width) == (0.5, 0.25)


def test_a_span_of_a_parent_that_is_gone_is_shown() -> None:
    assert [bar.depth for bar in timeline([span("a", parent="gone")]).bars] == [0]


def test_spans_that_are_their_own_ancestors_end_nothing() -> None:
    drawn = timeline([span("a", "a"), span("b", "c"), span("c", "b")])
    assert "a" in [bar.span.span_id for bar in drawn.bars]


def test_no_spans() -> None:
    assert timeline([]).bars == ()
