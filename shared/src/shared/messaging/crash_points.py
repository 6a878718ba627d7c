"""Moved: see `shared.crash_points`."""

from shared.crash_points import reach as reach
