"""For operators: every template with made-up facts, in both languages, as text and as HTML."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter
from notifier.domain.samples import SAMPLES, TODAY
from notifier.entrypoints.kit import Kit, Operator, UsingKit
from shared.web.problems import Problem

router = APIRouter(prefix="/api/notifier/v1/letters", tags=["letters"])

Language = Annotated[Literal["zh", "en"], Query()]
DIGEST = "digest"


class LetterOut(BaseModel):
    """A template with made-up facts. `kind` is empty for the digest of several messages."""

    name: str
    kind: MessageKind | None
    language: str
    subject: str
    text: str
    html: str


class LettersOut(BaseModel):
    """Every template."""

    items: list[LetterOut]
    next: None = None


@router.get("")
async def list_letters(kit: UsingKit, _: Operator, language: Language = "zh") -> LettersOut:
    """Every template with made-up facts."""
    return LettersOut(items=[_out(kit, name, language) for name in (*SAMPLES, DIGEST)])


@router.get("/preview")
async def show_letter(
    kit: UsingKit,
    _: Operator,
    name: str = "new_match",
    language: Language = "zh",
    form: Annotated[Literal["text", "html"], Query(alias="as")] = "text",
) -> Response:
    """One template with made-up facts, as people read it."""
    if name not in (*SAMPLES, DIGEST):
        raise Problem(404, "没有这个模板。")
    letter = _letter(kit, name, language)
    if form == "html":
        return Response(letter.html, media_type="text/html")
    return Response(f"{letter.subject}\n\n{letter.text}", media_type="text/plain")


def _out(kit: Kit, name: str, language: str) -> LetterOut:
    letter = _letter(kit, name, language)
    sample = SAMPLES.get(name)
    return LetterOut(
        name=name,
        kind=sample.message.kind if sample else None,
        language=language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
    )


def _letter(kit: Kit, name: str, language: str) -> Letter:
    if name == DIGEST:
        return kit.letters.digest(list(SAMPLES.values()), TODAY, language)
    return kit.letters.write(SAMPLES[name], TODAY, language)
