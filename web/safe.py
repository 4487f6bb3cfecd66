"""Which addresses may stand in a link."""

from urllib.parse import urlsplit

SAFE_SCHEMES = ("http", "https")


def safe_link(url: str | None) -> str | None:
    """The address where it is one that may stand in a link; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme.lower() in SAFE_SCHEMES and parts.netloc else None
