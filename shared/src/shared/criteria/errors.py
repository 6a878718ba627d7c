"""What a refused criteria tree or profile says of itself."""


class CriteriaError(ValueError):
    """Refused: `pointer` is the JSON pointer (RFC 6901) of the node, `message` says what is allowed there."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(f'"{pointer}"：{message}')
        self.pointer = pointer
        self.message = message


def escape(token: str) -> str:
    """A key as a token of a JSON pointer."""
    return token.replace("~", "~0").replace("/", "~1")
