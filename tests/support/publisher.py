"""People and drafts for tests of the publisher."""

import copy
from typing import Any, Final

from shared.events import PolicyPublished
from shared.events.topics import example_of
from shared.identity import Principal, Role


def staff(name: str, role: Role, department: str = "KW") -> Principal:
    """Somebody of a department with one role."""
    return Principal(f"{department.lower()}.{name}", name, frozenset({role}), department=department)


EDITOR: Final = staff("editor", Role.DEPARTMENT_EDITOR)
REVIEWERS: Final = tuple(staff(f"review{n}", Role.DEPARTMENT_REVIEWER) for n in (1, 2, 3))
PUBLISHER: Final = staff("publish", Role.DEPARTMENT_PUBLISHER)
OTHER_EDITOR: Final = staff("editor", Role.DEPARTMENT_EDITOR, "SW")
OTHER_REVIEWER: Final = staff("review1", Role.DEPARTMENT_REVIEWER, "SW")
OTHER_PUBLISHER: Final = staff("publish", Role.DEPARTMENT_PUBLISHER, "SW")
OPERATOR: Final = Principal("operator", "运维", frozenset({Role.OPERATOR}))
MEMBER: Final = Principal(
    "zhilan", "经办人", frozenset({Role.ENTERPRISE_MEMBER}), credit_code="91310107MA1G00001X"
)
STEPS: Final = ("first", "second", "final")


def benefit_content(**changes: Any) -> dict[str, Any]:
    """A benefit policy that passes the gate."""
    content: dict[str, Any] = copy.deepcopy(example_of(PolicyPublished)["content"])
    content["index_number"] = ""
    content["interpretations"][0]["body"] = (
        "申报条件：在普陀区注册。评审标准：按研发投入评分。申报材料：申报书。"
    )
    return content | changes


def draft(content: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The body of a request that writes a draft."""
    return {
        "content": content or benefit_content(),
        "disclosure": "active",
        "channels": ["government", "business"],
        **changes,
    }
