"""Reading uploaded documents, each in a process of its own that is limited in memory and time."""

from publisher.adapters.documents.reader import SandboxedReader

__all__ = ["SandboxedReader"]
