"""One profile against every policy: the engine turned around."""

from matcher.domain.engine.reverse.index import ReverseIndex, ReverseVerdicts

__all__ = ["ReverseIndex", "ReverseVerdicts"]
