"""What the search index holds of a policy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from portal_sync.domain.admission import Range, admitted, allowed, leaves, mentioned_of
from portal_sync.domain.document_number import find_in_folded
from portal_sync.domain.fact_words import department_names
from portal_sync.domain.routing import routed
from portal_sync.domain.segmenting import words_of
from portal_sync.domain.source import SourceRecord
from portal_sync.domain.terms import fold, grams, is_chinese, pairs, runs
from shared.criteria import CriteriaError, FactType, render_lines, validate
from shared.criteria.codes import chain
from shared.events import PolicyContent, Window, WithdrawalKind
from shared.vocabulary import BENEFIT_KINDS, THEMES

# A book is found by its beginning; the rest would fill the memory with words that it does not need.
MOST_CHARACTERS: Final = 60_000
ANYBODY: Final = "*"
CODED: Final = ("industry", "size", "entity_type", "ownership", "listing", "qualifications")
MENTIONED: Final = (*CODED, "parks")
RANGED: Final = ("founded_on", "employees", "revenue", "invention_patents")


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """`texts` are words by the first field that has them, `words` all of them once, `grams` pairs of
    neighbouring characters.

    `who` says whom the criteria admit: `size=micro`, `size=*` where they do not ask, `~size=micro` where it
    counts in a firm's favour, `industry<H` where they admit H or something under it. `amount` is the most
    that one enterprise can get, in whole yuan, 0 unsaid.
    """

    policy_id: UUID
    revision: int
    title: str
    channels: tuple[str, ...]
    withdrawn: bool
    published_on: date
    expires_on: date | None
    facets: Mapping[str, str]
    texts: Mapping[str, str]
    words: str
    title_grams: str
    grams: str
    numbers: str
    own_numbers: str
    who: tuple[str, ...]
    ranges: Mapping[str, Range]
    windows: tuple[Window, ...]
    standing_open: bool
    amount: int
    named: tuple[str, ...]


def search_document(record: SourceRecord) -> SearchDocument | None:
    """Return what to index of a policy; None where its text was never seen or taken back as a mistake."""
    withdrawal, publication = record.standing_withdrawal, record.publication
    channels = tuple(sorted(routed(record.outline)))
    retracted = withdrawal is not None and withdrawal.kind is WithdrawalKind.RETRACTED
    if publication is None or retracted or not channels:
        return None
    content = publication.content
    benefit, criteria = content.benefit, _criteria(content)
    said = _texts(content, criteria)
    texts = {name: fold("\n".join(parts)[:MOST_CHARACTERS]) for name, parts in said.items()}
    words = {name: words_of(text) for name, text in texts.items()}
    most = benefit.most_yuan if benefit is not None else None
    own = fold(f"{content.document_number}\n{content.index_number}")
    return SearchDocument(
        policy_id=record.policy_id,
        revision=record.revision,
        title=content.title,
        channels=channels,
        withdrawn=withdrawal is not None,
        published_on=content.published_on,
        expires_on=content.expires_on,
        facets=_facets(content),
        texts={name: " ".join(some) for name, some in _once(words)},
        words=" ".join(set().union(*words.values())),
        title_grams=" ".join(_grams(texts["title"])),
        grams=" ".join(grams("\n".join(texts.values()))),
        numbers=" ".join(_numbers(texts.values(), serial_alone=False)),
        own_numbers=" ".join(_numbers([own], serial_alone=True)),
        who=tuple(_who(criteria)) if benefit is not None else (),
        ranges={fact: allowed(criteria, fact) for fact in RANGED},
        windows=benefit.windows if benefit is not None else (),
        standing_open=benefit is not None and (benefit.rolling or not benefit.windows),
        amount=int((most or Decimal(0)).to_integral_value()),
        named=tuple(dict.fromkeys([*content.keywords, *_title_words(content.title)])),
    )


def number_term(year: int | str, serial: int | str) -> str:
    """Return the index term of a document number's year and serial."""
    return f"#{year}#{serial}"


def _texts(content: PolicyContent, criteria: dict[str, Any] | None) -> dict[str, list[str]]:
    benefit = content.benefit
    issuers = (content.issuer, *content.joint_issuers)
    gives = (
        [] if benefit is None else [benefit.amount_text, BENEFIT_KINDS[benefit.kind.value], benefit.procedure]
    )
    if benefit is not None and benefit.service_item is not None:
        gives.append(benefit.service_item.name)
    told = [
        part
        for one in content.interpretations
        for part in (one.title, one.body, *(f"{item.question}\n{item.answer}" for item in one.questions))
    ]
    offices = [name for one in issuers for name in (one.name, *department_names(one.code))]
    return {
        "title": [content.title],
        "keywords": [*content.keywords, THEMES.get(content.theme, "")],
        "summary": [content.summary, *gives, *offices, content.document_number, content.index_number],
        "body": [
            content.body,
            *(one.name for one in content.attachments),
            *([] if criteria is None else render_lines(criteria)),
            *told,
            *(() if benefit is None else benefit.materials),
        ],
    }


def _once(words: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each field's words without those of a field before it, in which they say more."""
    before: set[str] = set()
    for name, some in words.items():
        yield name, [word for word in some if word not in before]
        before.update(some)


def _criteria(content: PolicyContent) -> dict[str, Any] | None:
    if content.criteria is None:
        return None
    try:
        validate(content.criteria)
    except CriteriaError:
        return None
    return content.criteria


def _facets(content: PolicyContent) -> dict[str, str]:
    return {
        "theme": content.theme,
        "department": content.issuer.code,
        "genre": content.genre,
        "year": str(content.published_on.year),
        "benefit": content.benefit.kind.value if content.benefit is not None else "",
    }


def _who(criteria: dict[str, Any] | None) -> Iterator[str]:
    for fact in CODED:
        codes = admitted(criteria, fact)
        yield from (f"{fact}={code}" for code in ((ANYBODY,) if codes is None else sorted(codes)))
        if fact == "industry" and codes is not None:
            above = {link for code in codes for link in chain(FactType.INDUSTRY, code)}
            yield from (f"industry<{code}" for code in sorted(above))
    conditions = list(leaves(criteria))
    for fact in MENTIONED:
        yield from (f"~{fact}={code}" for code in sorted(mentioned_of(conditions, fact)))


def _grams(text: str) -> Iterator[str]:
    for run in runs(text):
        if is_chinese(run):
            yield from pairs(run)
            if len(run) > 1:
                yield run[-1]
        else:
            yield run


def _numbers(texts: Iterable[str], *, serial_alone: bool) -> Iterator[str]:
    for text in texts:
        for number, _ in find_in_folded(text):
            if number.serial is not None:
                yield number_term(number.year, number.serial)
                if serial_alone:
                    yield number_term("", number.serial)
                    yield number_term(number.year, "")


def _title_words(title: str) -> list[str]:
    return [word for word in words_of(fold(title)) if len(word) > 1 and is_chinese(word)]
