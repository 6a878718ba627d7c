"""What this service can be told."""

from pathlib import Path

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of portal-sync, on top of what every service has."""

    # Which channels there are and what each takes (docs/channels.md); without it the built-in ones.
    channels_file: Path | None = None

    # Whether the links to service items and attachments are followed, and how often some are looked for. Off
    # on a developer's machine, in tests and in the demo; what is in deploy/ for production turns it on.
    check_links: bool = False
    check_links_every_seconds: float = 600

    # How often every channel is compared with the source.
    reconcile_every_seconds: float = 30

    # Collections of the theme library that editors made (JSON); those that are always there need no file.
    collections_file: Path | None = None
    # How much memory public pages may take that were made already.
    page_memory_bytes: int = 32 * 1024 * 1024

    # Meta tags of government sites: name, and the identification code that the site was given.
    site_name: str = "上海市普陀区惠企政策发布平台"
    site_id_code: str = "3101070001"

    # Where the operators' pages reach each service; the public address where nothing is given.
    publisher_url: str | None = None
    matcher_url: str | None = None
    notifier_url: str | None = None
    portal_url: str | None = None
    # Where spans are read, in the embedded edition; None where a tracing backend keeps them.
    traces_url: str | None = None
    # The tracing backend's page for a trace, with {trace_id} in it.
    tracing_ui_url: str | None = None

    def url_of(self, service: str) -> str:
        """Return the base address of a service by its API name: publisher, matcher, notifier, portal."""
        given: str | None = getattr(self, f"{service}_url")
        return (given or self.public_url).rstrip("/")
