"""The site's navigation as data: one list for everybody, one for each audience's own section."""

from dataclasses import dataclass
from typing import Final

from shared.identity.principal import Principal


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go; `current` marks where the visitor is."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the header shows for one request."""

    main: tuple[Link, ...]
    section: tuple[Link, ...]
    section_label: str


_PUBLIC: Final = (("首页", "/"), ("政务频道", "/gov/"), ("营商频道", "/biz/"))
_MINE: Final = ("我的惠企", "/my/")
_ASSOCIATION: Final = ("会员服务", "/association/")
_PUBLISH: Final = ("发布工作台", "/publish/")
_OPS: Final = ("运行状况", "/ops/")

_SECTIONS: Final = {
    "/my/": (
        ("待办与匹配", "/my/"),
        ("站内信", "/my/inbox/"),
        ("申报提醒", "/my/reminders"),
        ("企业画像", "/my/profile"),
        ("关注与屏蔽", "/my/follows"),
        ("成员与授权", "/my/associations"),
        ("通知偏好", "/my/preferences"),
    ),
    "/association/": (
        ("送达情况", "/association/"),
        ("会员企业", "/association/members"),
        ("代会员关注", "/association/follows"),
    ),
    "/publish/": (
        ("我的文件", "/publish/"),
        ("新建文件", "/publish/new"),
        ("导入企业", "/publish/enterprises"),
        ("主题库专题", "/publish/collections"),
        ("链接检查", "/links"),
    ),
    "/ops/": (
        ("总览", "/ops/"),
        ("死信", "/ops/dead"),
        ("通知投递失败", "/ops/notices"),
        ("追踪", "/ops/traces"),
        ("不变式核验", "/ops/invariants"),
        ("同源核验", "/parity"),
    ),
}


def navigation(path: str, principal: Principal | None) -> Navigation:
    """Return the links for this visitor, with the one that they are at marked."""
    main = list(_PUBLIC)
    if principal is not None and principal.is_enterprise:
        main.append(_MINE)
    if principal is not None and principal.is_association:
        main.append(_ASSOCIATION)
    if principal is not None and principal.is_department:
        main.append(_PUBLISH)
    if principal is not None and principal.is_operator:
        main.append(_OPS)
    section = next((prefix for prefix in _SECTIONS if path.startswith(prefix)), None)
    label = next((label for label, href in main if href == section), "本栏目")
    return Navigation(
        main=_marked(main, path),
        section=_marked(_SECTIONS[section], path) if section and label != "本栏目" else (),
        section_label=label,
    )


def _marked(links: tuple[tuple[str, str], ...] | list[tuple[str, str]], path: str) -> tuple[Link, ...]:
    """Mark the link with the longest address that begins the path; "/" is only ever itself."""
    here = max((href for _, href in links if _within(path, href)), key=len, default=None)
    return tuple(Link(label, href, href == here) for label, href in links)


def _within(path: str, href: str) -> bool:
    if href == "/":
        return path == "/"
    return path == href or path.startswith(href if href.endswith("/") else href + "/")
