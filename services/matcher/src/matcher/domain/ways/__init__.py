"""The nearest way to become eligible: the fewest things that an enterprise would have to change."""

from matcher.domain.ways.nearest import Way, nearest_way
from matcher.domain.ways.steps import Step, StepKind

__all__ = ["Step", "StepKind", "Way", "nearest_way"]
