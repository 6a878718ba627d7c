"""What the rules read from a draft's body, again: the same text always says the same."""

from dataclasses import dataclass

from publisher.domain.drafts import DraftContent
from publisher.domain.extraction.conditions import Source
from publisher.domain.extraction.document import read_body
from publisher.domain.extraction.headings import SECTION_LABELS
from publisher.domain.extraction.notice import Notice
from shared.criteria import Sentence, render
from shared.events import PolicyKind


@dataclass(frozen=True)
class ReadNode:
    """A node of the proposal in words, with the sentence that it came from."""

    words: str
    by_person: bool
    source: Source


@dataclass(frozen=True)
class Reading:
    """The proposal beside its sentences. `kept`: the draft still has it."""

    nodes: tuple[ReadNode, ...]
    remarks: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]
    kept: bool

    @property
    def unsure(self) -> int:
        """How many nodes a person should look at with care."""
        return sum(1 for node in self.nodes if not node.source.sure)


def reread(content: DraftContent) -> Reading | None:
    """What the body of a benefit policy says; None where nothing was read."""
    if content.kind is not PolicyKind.BENEFIT:
        return None
    notice = read_body(content.title, content.body, content.issuer, content.written_on)
    if not notice.sections and notice.proposal is None:
        return None
    proposal = notice.proposal
    return Reading(
        nodes=_nodes(notice),
        remarks=proposal.remarks if proposal else (),
        sections=tuple(
            (label, text) for kind, label in SECTION_LABELS.items() if (text := notice.text_of(kind))
        ),
        doubts=(notice.filing.doubt,) if notice.filing.doubt else (),
        kept=proposal is not None and content.criteria == proposal.tree,
    )


def _nodes(notice: Notice) -> tuple[ReadNode, ...]:
    if notice.proposal is None:
        return ()
    words = {each.pointer: each for each in _all(render(notice.proposal.tree))}
    return tuple(
        ReadNode(words[source.pointer].words, words[source.pointer].kind == "manual", source)
        for source in notice.proposal.sources
    )


def _all(sentence: Sentence) -> list[Sentence]:
    return [sentence, *(below for child in sentence.children for below in _all(child))]
