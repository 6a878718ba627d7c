"""Which addresses a link may lead to."""

from urllib.parse import urlsplit


def web_address(url: str) -> str:
    """Return an address of the web; empty for anything else, above all for what a browser would run."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""
