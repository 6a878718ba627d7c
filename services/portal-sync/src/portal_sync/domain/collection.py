"""The theme library (政策主题库): collections of policies, picked by hand, chosen by a rule, or both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from portal_sync.domain.listing import Filter
from portal_sync.domain.routing import BUSINESS, GOVERNMENT
from shared.events import PolicyReference
from shared.vocabulary import THEMES


@dataclass(frozen=True, slots=True)
class Collection:
    """`rule` chooses by facets; None chooses nothing. `picks` stand in their order."""

    slug: str
    title: str
    summary: str
    channel: str = GOVERNMENT.name
    rule: Filter | None = None
    picks: tuple[PolicyReference, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """The collections by slug: an editor's first, then one for each theme."""

    collections: Mapping[str, Collection] = field(default_factory=dict)

    def get(self, slug: str) -> Collection | None:
        """Return a collection by the word in its address."""
        return self.collections.get(slug)

    def with_made(self, made: Iterable[Collection]) -> "Library":
        """Return the library with what editors made on their pages at its front."""
        return Library({each.slug: each for each in made} | dict(self.collections))


_EVERYDAY: Final = (
    Collection(
        "small-enterprises",
        "中小微企业",
        "小型、微型企业可以申报的惠企政策，连同不限规模的。",
        BUSINESS.name,
        Filter(size="small", in_force=True),
    ),
    Collection(
        "high-tech",
        "高新技术企业",
        "要求高新技术企业资质的惠企政策。",
        BUSINESS.name,
        Filter(qualification="high_tech", in_force=True),
    ),
    Collection(
        "little-giants",
        "专精特新与“小巨人”",
        "要求专精特新资质的惠企政策。",
        BUSINESS.name,
        Filter(qualification="srdi", in_force=True),
    ),
    Collection(
        "million",
        "百万元以上支持",
        "单个企业最高可得一百万元以上的惠企政策。",
        BUSINESS.name,
        Filter(at_least_yuan=1_000_000, in_force=True),
    ),
)


def library_of(edited: tuple[Collection, ...] = ()) -> Library:
    """Return the library: what editors made, what is always there, and every theme."""
    themes = (
        Collection(
            f"theme-{code}", label, f"{label}类现行有效的政策。", rule=Filter(theme=code, in_force=True)
        )
        for code, label in THEMES.items()
    )
    # A slug that an editor uses again replaces what stood there.
    found: dict[str, Collection] = {each.slug: each for each in edited}
    for each in (*_EVERYDAY, *themes):
        found.setdefault(each.slug, each)
    return Library(found)
