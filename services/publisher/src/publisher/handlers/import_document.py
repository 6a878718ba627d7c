"""Begin a policy from an uploaded document or pasted text: what the rules read, for a person to confirm."""

import asyncio
from dataclasses import dataclass
from typing import Final

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import UnreadableDocument
from publisher.domain.extraction import Extracted, extract
from publisher.domain.policies import Policy
from publisher.handlers.access import acting_department, as_issuer
from publisher.handlers.create_policy import CreatePolicy, create_policy
from publisher.handlers.ports import DocumentReader, Unit
from shared.clock import Clock
from shared.identity import Principal, Role

_LONGEST_TEXT: Final = 60_000


@dataclass(frozen=True)
class Proposal:
    """What the rules found in a text, and the draft that it would become."""

    found: Extracted
    content: DraftContent


async def read_document(reader: DocumentReader, principal: Principal, name: str, data: bytes) -> Proposal:
    """Read a document; raises UnreadableDocument with a sentence for what cannot be read."""
    department = acting_department(principal, Role.DEPARTMENT_EDITOR)
    document = await reader.read(name, data)
    return _proposed(await _found(document.text, paged=document.paged), department)


async def read_pasted(principal: Principal, text: str) -> Proposal:
    """Read pasted text; raises UnreadableDocument where there is none, or a book of it."""
    department = acting_department(principal, Role.DEPARTMENT_EDITOR)
    if len(text) > _LONGEST_TEXT:
        raise UnreadableDocument(f"粘贴的文字超过 {_LONGEST_TEXT // 10_000} 万字，请上传文件。")
    return _proposed(await _found(text, paged=False), department)


async def _found(text: str, *, paged: bool) -> Extracted:
    """The rules apart from the event loop: a long document keeps them busy."""
    found = await asyncio.to_thread(extract, text, paged=paged)
    if not found.body.strip():
        raise UnreadableDocument("文件里没有可以读取的文字；如果是扫描件，请先做文字识别。")
    return found


async def import_document(unit: Unit, clock: Clock, principal: Principal, content: DraftContent) -> Policy:
    """Create the policy of a document that was read (apart, for reading must hold no transaction)."""
    return await create_policy(unit, clock, principal, CreatePolicy(content, DisclosureDecision()))


def _proposed(found: Extracted, department: str) -> Proposal:
    return Proposal(found, _own(found.as_draft(), department))


def _own(content: DraftContent, department: str) -> DraftContent:
    """With the person's department as issuer where the text names another one or none."""
    issuer = content.issuer
    if issuer is not None and issuer.code == department:
        return content
    joint = tuple(each for each in (issuer, *content.joint_issuers) if each and each.code != department)
    return content.model_copy(update={"issuer": as_issuer(department), "joint_issuers": joint})
