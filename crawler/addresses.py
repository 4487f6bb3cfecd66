"""Which addresses may be fetched, and what they are called on a copy of a site.

Only a source's own hosts are ever fetched. With a base address (``--base-url``)
the source is read from a copy: scheme, host and port are replaced, and links
under the real hosts mean the copy too.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from db.errors import Problem

SAMPLE_DOMAIN = ".example"  # RFC 2606: never a real host
_SCHEMES = frozenset({"http", "https"})
# A copy on this machine is the same site by any of its names.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class OffSite(Exception):
    """The address is not the source's own; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses of one source: its hosts, and the copy that stands in for them.

    >>> site = Site("https://www.england.nhs.uk", base_url="http://127.0.0.1:8000")
    >>> site.fetchable("https://www.england.nhs.uk/news/")
    'http://127.0.0.1:8000/news/'
    """

    home: str
    base_url: str | None = None

    @property
    def origin(self) -> str:
        """Return where documents come from: site, copy, or sample (hosts in .example)."""
        if self.base_url is None:
            return "site"
        return "sample" if is_sample_host(host_of(self.base_url)) else "copy"

    @property
    def start(self) -> str:
        """Return the address that paths are joined to, without a slash at its end."""
        return (self.base_url or self.home).rstrip("/")

    def owns(self, url: str) -> bool:
        """Tell whether the address is on the source's own host or on its copy."""
        parts = _split(url)
        return parts.scheme in _SCHEMES and (
            self._is_base(parts) or _same_host(parts, urlsplit(self.home))
        )

    def fetchable(self, url: str) -> str:
        """Return the address to fetch for ``url``; raises OffSite if it is none of ours."""
        parts = _split(url)
        if parts.scheme not in _SCHEMES:
            raise OffSite(f"not a web address: {url}")
        if parts.username or parts.password:
            raise OffSite(f"an address with a user name in it is not fetched: {url}")
        if not self.owns(url):
            raise OffSite(f"not on the source's own host: {url}")
        target = urlsplit(self.start) if self.base_url else parts
        path = parts.path or "/"
        return urlunsplit((target.scheme, target.netloc, path, parts.query, ""))

    def with_its_port(self, url: str) -> str:
        """Return the address under the site's real host where a copy's own lost its port.

        WordPress leaves the port out of its redirects when its real address
        has none: asked at 127.0.0.1:8000, it sends to http://127.0.0.1/.
        """
        parts, base = _split(url), urlsplit(self.base_url or "")
        if base.port is None or parts.port is not None or parts.hostname != base.hostname:
            return url
        home = urlsplit(self.home)
        return urlunsplit((home.scheme, home.netloc, parts.path, parts.query, parts.fragment))

    def _is_base(self, parts: SplitResult) -> bool:
        if self.base_url is None:
            return False
        base = urlsplit(self.base_url)
        same = parts.hostname == base.hostname or {parts.hostname, base.hostname} <= _LOOPBACK
        return same and _port(parts) == _port(base)


def parse_base_url(text: str) -> str:
    """Return a base address in its plain form; raises Problem where it is none."""
    parts = _split(text)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise Problem("is not an address such as http://127.0.0.1:8000", where=f"--base-url {text}")
    if parts.path.strip("/") or parts.query or parts.username:
        raise Problem(
            "must be scheme, host and port only: paths are those of the source",
            where=f"--base-url {text}",
        )
    return f"{parts.scheme}://{parts.netloc}"


def canonical(url: str) -> str:
    """Return the address as documents keep it: no fragment, escapes in one form.

    Case of the path and a slash at its end are kept: a server may tell them
    apart.
    """
    return str(canonicalize_url(url))


def host_of(url: str) -> str:
    """Return the host name in lower case, without port; empty if there is none."""
    return _split(url).hostname or ""


def is_sample_host(host: str) -> bool:
    """Tell whether the host can only be the sample site's."""
    return host.lower().rstrip(".").endswith(SAMPLE_DOMAIN)


def why_forbidden(address: str, *, copy: bool) -> str | None:
    """Say why an IP address must not be connected to, or None where it may be.

    A public site never lives on a private, loopback or link-local address; a
    name that resolves to one is a trap or a fault (server-side request
    forgery). A copy may be on loopback or in the local network.
    """
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return f"{address} is link-local or no host's address"
    if copy and (ip.is_loopback or ip.is_private):
        return None
    return None if ip.is_global else f"{address} is a private or loopback address"


def as_ip(host: str) -> str | None:
    """Return the host if it is an IP address as it stands, else None."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a bad port is only noticed when it is asked for
    except ValueError as error:
        raise OffSite(f"not a web address: {url}") from error
    return parts


def _same_host(parts: SplitResult, home: SplitResult) -> bool:
    """Compare host and port; http and https of one host are the same site."""
    if parts.hostname != home.hostname:
        return False
    usual = {80, 443}
    return _port(parts) == _port(home) or {_port(parts), _port(home)} <= usual


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
