"""Input that people or programs have to correct."""

from collections.abc import Mapping


class RefusedError(Exception):
    """What was sent cannot be taken. `errors` has a sentence for each field; a fact is `facts/NAME`."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = dict(errors)
