"""What the stylesheet promises: readable contrast in light and dark, and no address outside the site."""

import re

import pytest

from shared.web.assets import STATIC

CSS = (STATIC / "huiqi.css").read_text(encoding="utf-8")
_LIGHT, _REST = CSS.split("@media (prefers-color-scheme: dark)")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in (_LIGHT, _REST.split("/* ---- ground")[0])
)
TEXT = [
    ("ink", "paper"),
    ("ink", "wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "wash"),
    ("blue", "paper"),
    ("blue", "wash"),
    ("blue", "blue-wash"),
    ("seal", "paper"),
    ("seal", "seal-wash"),
    ("green", "green-wash"),
    ("amber", "amber-wash"),
    ("amber", "paper"),
    ("on-blue", "action"),
    ("on-blue", "action-deep"),
    ("on-seal", "seal"),
]


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_has_contrast_aa(scheme: str, text: str, ground: str) -> None:
    tokens = {**LIGHT, **(DARK if scheme == "dark" else {})}
    high, low = sorted((_luminance(tokens[text]), _luminance(tokens[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_nothing_is_fetched_from_elsewhere() -> None:
    for file in STATIC.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|@font-face", text), file.name
