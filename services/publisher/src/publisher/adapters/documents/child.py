"""The child process: `python -m … KIND MEMORY SECONDS`; a document's bytes in, JSON out."""

import json
import resource
import sys
from collections.abc import Callable

from publisher.adapters.documents.kinds import DocumentKind
from publisher.domain.errors import UnreadableDocument


def read(kind: DocumentKind, data: bytes) -> str:
    """The document's text. The parsers are imported only where they are needed: they take time."""
    return _parser(kind)(data)


def _parser(kind: DocumentKind) -> Callable[[bytes], str]:
    match kind:
        case DocumentKind.WORD:
            from publisher.adapters.documents.word import text_of_word  # noqa: PLC0415

            return text_of_word
        case DocumentKind.PDF:
            from publisher.adapters.documents.pdf import text_of_pdf  # noqa: PLC0415

            return text_of_pdf
        case DocumentKind.TEXT:
            from publisher.adapters.documents.plain import text_of_plain  # noqa: PLC0415

            return text_of_plain


def main(arguments: list[str]) -> int:
    """Exit 0 with an answer; anything else means that the parser gave up."""
    kind, memory, seconds = DocumentKind(arguments[0]), int(arguments[1]), int(arguments[2])
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = {"text": read(kind, data)}
    except UnreadableDocument as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
