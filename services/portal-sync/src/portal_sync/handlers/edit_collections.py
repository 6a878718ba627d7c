"""What a department's editors do with their collections of the theme library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.collection import Library
from portal_sync.domain.listing import Filter
from portal_sync.domain.made_collection import MOST_PICKS, MadeCollection
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.handlers.collection_ports import MadeCollections
from portal_sync.handlers.desk import Desk
from shared.telemetry import get_logger

log = get_logger("portal-sync")

_MOST_OF_A_DEPARTMENT: Final = 200


class BadCollectionError(ValueError):
    """Something is wrong with what was asked; `errors` says what, by the form's field."""

    def __init__(self, **errors: str) -> None:
        super().__init__(*errors.values())
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits, and for which department."""

    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a form says of a collection; an empty slug is made up."""

    title: str
    summary: str
    channel: str
    rule: Filter | None
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Workbench:
    """What the use cases work with; `standing` is the library without what editors made."""

    desk: Desk
    made: Callable[[AsyncSession], MadeCollections]
    standing: Library


async def create(bench: Workbench, session: AsyncSession, editor: Editor, said: Wording) -> MadeCollection:
    """Keep a new collection as a draft."""
    collection_id = uuid4()
    made = MadeCollection(
        collection_id=collection_id,
        slug=said.slug or f"c-{collection_id.hex[:8]}",
        department=editor.department,
        title=said.title,
        summary=said.summary,
        channel=said.channel,
        rule=said.rule,
        picks=(),
        published=False,
        version=1,
        changed_by=editor.name,
        changed_at=bench.desk.clock.now(),
    )
    kept = bench.made(session)
    if len(await kept.of_department(editor.department)) >= _MOST_OF_A_DEPARTMENT:
        raise BadCollectionError(title=f"一个部门最多 {_MOST_OF_A_DEPARTMENT} 个专题，请先删去不用的。")
    if bench.standing.get(made.slug) is not None or not await kept.add(made):
        raise BadCollectionError(slug="这个网址已经有别的专题了，请换一个。")
    return made


async def found(
    bench: Workbench, session: AsyncSession, editor: Editor, collection_id: UUID, *, lock: bool = False
) -> MadeCollection | None:
    """Return a collection of the editor's own department."""
    made = await bench.made(session).get(collection_id, lock=lock)
    return made if made is not None and made.department == editor.department else None


async def reword(
    bench: Workbench, session: AsyncSession, editor: Editor, made: MadeCollection, said: Wording, *, seen: int
) -> MadeCollection:
    """Change what it says and chooses; `seen` is the version that was on the form."""
    if seen != made.version:
        problem = f"{made.changed_by}刚刚也改过这个专题。请核对下面的内容，再按“保存”就以您的为准。"
        raise BadCollectionError(**{"": problem})
    now = replace(made, title=said.title, summary=said.summary, channel=said.channel, rule=said.rule)
    return await _saved(bench, session, editor, made, now)


async def repick(
    bench: Workbench,
    session: AsyncSession,
    editor: Editor,
    made: MadeCollection,
    policy_id: UUID,
    *,
    act: str,
) -> MadeCollection:
    """Add a policy, remove it, or move it by one place: add, remove, up, down."""
    if act == "add":
        if len(made.picks) >= MOST_PICKS:
            raise BadCollectionError(q=f"一个专题最多挑选 {MOST_PICKS} 份文件。")
        if not await bench.desk.shelf(session).several(GOVERNMENT.name, [policy_id]):
            raise BadCollectionError(q="政务频道没有这份文件。")
        return await _saved(bench, session, editor, made, made.with_pick(policy_id))
    if act == "remove":
        return await _saved(bench, session, editor, made, made.without_pick(policy_id))
    return await _saved(bench, session, editor, made, made.with_moved(policy_id, -1 if act == "up" else 1))


async def publish(
    bench: Workbench, session: AsyncSession, editor: Editor, made: MadeCollection, *, published: bool
) -> MadeCollection:
    """Let everybody see it, or nobody any more."""
    if published and made.is_empty:
        raise BadCollectionError(by_rule="专题里还没有内容：请设一条规则，或者挑选文件，再发布。")
    log.info("collection published" if published else "collection unpublished", slug=made.slug)
    return await _saved(bench, session, editor, made, replace(made, published=published))


async def delete(bench: Workbench, session: AsyncSession, made: MadeCollection) -> None:
    """Forget it, for good."""
    await bench.made(session).remove(made.collection_id)
    log.info("collection deleted", slug=made.slug)
    if made.published:
        await bench.desk.tools.version(session).bump()


async def department_s(bench: Workbench, session: AsyncSession, department: str) -> Sequence[MadeCollection]:
    """Return what a department made."""
    return await bench.made(session).of_department(department)


async def _saved(
    bench: Workbench, session: AsyncSession, editor: Editor, was: MadeCollection, now: MadeCollection
) -> MadeCollection:
    if now == was:
        return was
    now = replace(now, version=was.version + 1, changed_by=editor.name, changed_at=bench.desk.clock.now())
    await bench.made(session).save(now)
    if was.published or now.published:
        # Pages that are kept show the library as it was.
        await bench.desk.tools.version(session).bump()
    return now
