"""The people of the demo: who may do what, in one place for the issuer, the demo's run and its summary."""

from dataclasses import dataclass
from typing import Final

from shared.vocabulary import DEPARTMENTS

# Not a secret: the demo prints it, and `huiqi up` on real data brings its own accounts.
DEMO_PASSWORD: Final = "huiqi-demo"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    """An account of the embedded issuer."""

    username: str
    name: str
    roles: tuple[str, ...]
    department: str | None = None
    credit_code: str | None = None


# Different people sign the three reviews (三审三校), and none of them is the editor.
_STAFF: Final = (
    ("editor", "编辑", "department_editor"),
    ("review1", "一审", "department_reviewer"),
    ("review2", "二审", "department_reviewer"),
    ("review3", "三审", "department_reviewer"),
    ("publish", "发布", "department_publisher"),
)

# A chamber is a social organisation: its code is of another category than an enterprise's.
CHAMBER: Final = DemoAccount(
    "chamber", "普陀区软件行业协会", ("association_member",), credit_code="51310107MA1G0AAA08"
)
OPERATOR: Final = DemoAccount("operator", "系统运维", ("operator",))


def staff_account(department: str, duty: str) -> str:
    """Return the account name of a department's editor, review1, review2, review3 or publish."""
    return f"{department.lower()}.{duty}"


def demo_accounts() -> list[DemoAccount]:
    """Return every account: five for each department, the operator, a chamber, three members."""
    # Deferred: enterprises import accounts' neighbours and stdnum, which the CLI's start does without.
    from huiqi.sample.showcase import showcase_enterprises  # noqa: PLC0415

    staff = [
        DemoAccount(staff_account(code, duty), f"{name}{label}", (role,), department=code)
        for code, name in DEPARTMENTS.items()
        for duty, label, role in _STAFF
    ]
    members = [
        DemoAccount(
            member, f"{enterprise.name}经办人", ("enterprise_member",), credit_code=enterprise.credit_code
        )
        for member, enterprise in showcase_enterprises().items()
    ]
    return [OPERATOR, *staff, *members, CHAMBER]
