"""How a handler says what went wrong."""


class Permanent(Exception):  # noqa: N818 (reads as a sentence where it is raised)
    """The event can never be handled as it is; it goes to the dead letters at once, with this reason.

    Any other exception is taken as passing: the event is tried again with growing delays.
    """


class Fenced(Exception):  # noqa: N818 (reads as a sentence where it is raised)
    """The work belongs to another process now: nothing of the batch is done here, and no offset is moved."""
