"""The matcher's settings."""

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What every service has, and the limits of an import."""

    import_max_bytes: int = 10 * 1024 * 1024
    import_max_rows: int = 50_000
