"""The sample's enterprises as the table that a department would import."""

import csv
import io
from collections.abc import Sequence

from huiqi.sample.enterprise import SampleEnterprise
from shared.criteria import FACTS


def as_csv(enterprises: Sequence[SampleEnterprise]) -> bytes:
    """Return a CSV file in UTF-8 with a column for each fact; facts that are missing stay empty."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["credit_code", "name", *FACTS])
    for enterprise in enterprises:
        cells = (_cell(enterprise.facts.get(fact)) for fact in FACTS)
        rows.writerow([enterprise.credit_code, enterprise.name, *cells])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(map(str, value)) or "无"
        case _:
            return str(value)
