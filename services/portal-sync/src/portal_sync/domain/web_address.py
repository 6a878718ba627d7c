"""Which addresses a link may lead to."""

from urllib.parse import urlsplit


def web_address(url: str) -> str:
    """Return an address of the web or of this site; empty for anything else, above all for what would run."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    on_this_site = url.startswith("/") and not url.startswith(("//", "/\\")) and not parts.netloc
    return url if on_this_site or (parts.scheme in {"http", "https"} and parts.netloc) else ""
