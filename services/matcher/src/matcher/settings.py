"""The matcher's settings."""

from pathlib import Path

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What every service has, and the limits of an import."""

    import_max_bytes: int = 15 * 1024 * 1024
    import_max_rows: int = 50_000
    # Of an import that is worked off by and by; its credit codes are kept in memory while it runs.
    import_job_max_rows: int = 1_000_000
    # Profiles in memory are kept in this folder, too, so that a restart reads only what changed.
    matcher_snapshots: Path | None = None
