"""Who there is, and the groups in which rules of access name them.

"me" and "they" are members of two enterprises, "editor", "reviewer" and "publisher" of one department,
"other" has all three roles in another, "chamber" is an association's.
"""

from typing import Final

PEOPLE: Final = (
    *("nobody", "me", "they", "chamber", "editor", "reviewer", "publisher", "other", "operator"),
)
Rules = dict[tuple[str, str], set[str]]

ANYBODY: Final = set(PEOPLE)
MEMBERS: Final = {"me", "they"}
MINE: Final = {"me"}
CHAMBER: Final = {"chamber"}
OPERATED: Final = {"me", "operator"}
OPERATORS: Final = {"operator"}
READERS: Final = {"editor", "reviewer", "publisher", "operator"}
OFFICIALS: Final = READERS | {"other"}
DEPARTMENT: Final = {"editor", "reviewer", "publisher"}
EDITORS: Final = {"editor"}
REVIEWERS: Final = {"reviewer", "publisher"}
PUBLISHERS: Final = {"publisher"}
CLERKS: Final = {"editor", "publisher", "other"}
CURATORS: Final = {"editor", "publisher"}
