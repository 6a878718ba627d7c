"""The gazette by mail, wired from the settings: a part of the composition root."""

from uuid import UUID

from notifier.adapters.providers.gazette_post import GazettePost
from notifier.adapters.repositories.gazette import SqlReaders
from notifier.entrypoints.gazette_links import GazetteLinks
from notifier.entrypoints.gazette_pages import Reading
from notifier.handlers.gazette_ports import GazetteTools
from notifier.outgoing import smtp_server
from notifier.settings import Settings
from shared.clock import Clock


def open_reading(settings: Settings, clock: Clock) -> Reading:
    """Return what the gazette's routes, subscription and loop are given."""
    links, site = GazetteLinks(settings.session_secret.get_secret_value()), settings.public_url.rstrip("/")

    def end_address(subscriber_id: UUID) -> str:
        return f"{site}{links.ending(subscriber_id)}"

    post = None
    if settings.smtp_host is not None:
        server = smtp_server(settings, settings.smtp_host)
        post = GazettePost(server, settings.mail_from, end_address, clock=clock)
    return Reading(GazetteTools(clock, SqlReaders, post, site, links.confirming), links)
