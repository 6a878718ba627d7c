"""Makes the channels outside that the file of channels names."""

import os
from collections.abc import Mapping
from pathlib import Path

from portal_sync.adapters.remote_channel import RemoteChannel
from portal_sync.adapters.signed_http import SignedClient
from portal_sync.adapters.static_channel import StaticChannel
from portal_sync.channel_file import ChannelEntry, ChannelFile
from portal_sync.domain.routing import ChannelKind
from portal_sync.handlers.outside_ports import OutsideChannel
from shared.clock import Clock
from shared.outgoing.pinned import PinnedTransport


def make_outside(file: ChannelFile, public_url: str, clock: Clock) -> Mapping[str, OutsideChannel]:
    """Return the channels outside by name; raises ChannelFileError where one cannot be made."""
    return {
        entry.name: _make(file, entry, public_url.rstrip("/"), clock)
        for entry in file.channel
        if entry.kind is not ChannelKind.SITE
    }


def make_folder(public_url: str, folder: Path, label: str, address: str) -> OutsideChannel:
    """Return the channel of a folder, whatever channels there are otherwise."""
    source_address = f"{public_url.rstrip('/')}/gov/policies/{{policy_id}}"
    return StaticChannel("static", folder, label, address, source_address)


def _make(file: ChannelFile, entry: ChannelEntry, public_url: str, clock: Clock) -> OutsideChannel:
    source_address = f"{public_url}/gov/policies/{{policy_id}}"
    if entry.folder is not None:
        label = entry.label or entry.name
        return StaticChannel(entry.name, entry.folder, label, entry.address, source_address)
    secret = os.environ.get(entry.secret_env, "")
    if not secret:
        raise file.wrong(entry, f"the environment has no {entry.secret_env}")
    # Only a system that the operator calls internal may have an address that is not public.
    transport = PinnedTransport(allow_private=entry.internal)
    try:
        client = SignedClient(entry.address, secret, transport, clock)
    except ValueError as error:
        raise file.wrong(entry, f"{entry.secret_env} is no base64 secret") from error
    return RemoteChannel(entry.name, client, source_address)
