"""Which addresses may stand in a link."""

import re
from urllib.parse import urlsplit

SAFE_SCHEMES = ("http", "https")
# Some browsers read a backslash as a slash; a space or a sign that is not printed ends an address.
_STRANGE = re.compile(r"[\\\s\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe_link(url: str | None) -> str | None:
    """The address where it is one that may stand in a link; else None."""
    text = url or ""
    if _STRANGE.search(text):
        return None
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    return url if parts.scheme.lower() in SAFE_SCHEMES and host else None
