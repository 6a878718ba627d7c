"""What can go wrong with the embedded parts, each said in one sentence for the person who started them."""


class InfraError(RuntimeError):
    """A part of the embedded edition cannot be started or used; the message is fit to print."""


class PortTakenError(InfraError):
    """A port that was asked for by number is in use."""

    def __init__(self, what: str, port: int) -> None:
        super().__init__(
            f"{what} cannot listen on port {port}: it is in use. "
            "Choose another, or leave it out to get a free one."
        )
        self.port = port


class FolderInUseError(InfraError):
    """Another process holds the data folder."""
