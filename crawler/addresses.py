"""Which addresses may be fetched, and what they are called on a copy of a site.

Only a source's own hosts are ever fetched. With a base address (``--base-url``)
the source is read from a copy: scheme, host and port are replaced, and links
under the real hosts mean the copy too.
"""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from db.errors import Problem

SAMPLE_DOMAIN = ".example"  # RFC 2606: never a real host
ANY_HOST = "{host}"  # in a base address: the host that it replaces
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Where clouds serve a machine's own secrets, beside the link-local address that most use.
METADATA = frozenset(
    ipaddress.ip_address(text) for text in ("168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
COMPATIBLE = ipaddress.ip_network("::/96")
_SCHEMES = frozenset({"http", "https"})
# A copy on this machine is the same site by any of its names.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Every address of a list is looked at several times in each run, and all are on a few hosts.
_MOST_PLACES = 1024


class OffSite(Exception):
    """The address is not the source's own; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses of one source: its hosts, and the copy that stands in for them.

    ``hosts`` are addresses of further hosts that the source may be fetched from. In a base
    address, ``{host}`` stands for the host that it replaces.

    >>> site = Site("https://www.england.nhs.uk", base_url="http://127.0.0.1:8000")
    >>> site.fetchable("https://www.england.nhs.uk/news/")
    'http://127.0.0.1:8000/news/'
    >>> Site("https://www.gov.uk", "http://{host}.sample.example:81").start
    'http://www.gov.uk.sample.example:81'
    """

    home: str
    base_url: str | None = None
    hosts: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Return where documents come from: site, copy, or sample (hosts in .example)."""
        if self.base_url is None:
            return "site"
        return "sample" if is_sample_host(host_of(self.base_url)) else "copy"

    @property
    def start(self) -> str:
        """Return the address that paths are joined to, without a slash at its end."""
        return (self._base_for(host_of(self.home)) or self.home).rstrip("/")

    def owns(self, url: str) -> bool:
        """Tell whether the address is on one of the source's own hosts or on their copy."""
        parts = _split(url)
        return _place_of(self, parts.scheme, parts.netloc) is not None

    def fetchable(self, url: str) -> str:
        """Return the address to fetch for ``url``; raises OffSite if it is none of ours."""
        parts = _split(url)
        if parts.scheme not in _SCHEMES:
            raise OffSite(f"not a web address: {url}")
        if "@" in parts.netloc and (parts.username or parts.password):
            raise OffSite(f"an address with a user name in it is not fetched: {url}")
        place = _place_of(self, parts.scheme, parts.netloc)
        if place is None:
            raise OffSite(f"not on the source's own host: {url}")
        path = parts.path or "/"
        return urlunsplit((*place, path, parts.query, ""))

    def at(self, url: str) -> str:
        """Return a public address that we put together ourselves as this site or copy has it.

        A sample or a copy must not claim a real address. The address need not
        be one that is fetched.
        """
        base = self._base_for(host_of(url))
        if base is None:
            return url
        parts, copy = _split(url), urlsplit(base)
        return urlunsplit((copy.scheme, copy.netloc, parts.path, parts.query, parts.fragment))

    def with_its_port(self, url: str) -> str:
        """Return the address under the site's real host where a copy's own lost its port.

        WordPress leaves the port out of its redirects when its real address
        has none: asked at 127.0.0.1:8000, it sends to http://127.0.0.1/.
        """
        parts, base = _split(url), urlsplit(self._base_for(host_of(self.home)) or "")
        is_other = parts.scheme not in _SCHEMES or parts.hostname != base.hostname
        if is_other or base.port is None or parts.port is not None:
            return url
        home = urlsplit(self.home)
        return urlunsplit((home.scheme, home.netloc, parts.path, parts.query, parts.fragment))

    def place_of(self, parts: SplitResult) -> tuple[str, str] | None:
        """Return scheme and network location to ask for an address; None where it is not ours."""
        base = self._base_of(parts)
        if parts.scheme not in _SCHEMES or not (base or self._is_real(parts)):
            return None
        if self.base_url is None:
            return parts.scheme, parts.netloc
        base = base or urlsplit(self._base_for(parts.hostname or "") or "")
        return base.scheme, base.netloc

    def _base_for(self, host: str) -> str | None:
        return None if self.base_url is None else self.base_url.replace(ANY_HOST, host)

    def _base_of(self, parts: SplitResult) -> SplitResult | None:
        """Return the base on which an address is as it stands, or None."""
        for home in (self.home, *self.hosts):
            base = urlsplit(self._base_for(host_of(home)) or "")
            same = parts.hostname == base.hostname or {parts.hostname, base.hostname} <= _LOOPBACK
            if base.hostname and same and _port(parts) == _port(base):
                return base
        return None

    def _is_real(self, parts: SplitResult) -> bool:
        return any(_same_host(parts, urlsplit(home)) for home in (self.home, *self.hosts))


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
    apart. What is no address ("http://[") stays as it stands: ``Site.fetchable`` refuses it.
    """
    try:
        return str(canonicalize_url(url))
    except ValueError:
        return url


def bare(address: str) -> str:
    """Return an address without what sites add to it by redirects: scheme, slash at the end."""
    return address.partition("://")[2].rstrip("/")


def host_of(url: str) -> str:
    """Return the host name in lower case, without port; empty if there is none."""
    return _host_in(_split(url).netloc)


def is_sample_host(host: str) -> bool:
    """Tell whether the host can only be the sample site's."""
    return host.lower().rstrip(".").endswith(SAMPLE_DOMAIN)


def why_forbidden(address: str, *, copy: bool) -> str | None:
    """Say why an IP address must not be connected to, or None where it may be.

    A public site never lives on a private, loopback or link-local address; a
    name that resolves to one is a trap or a fault (server-side request
    forgery). A copy may be on loopback or in the local network.
    """
    ip = _carried(ipaddress.ip_address(address.split("%", maxsplit=1)[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return f"{address} is link-local or no host's address"
    if ip in METADATA:
        return f"{address} tells a machine its secrets (cloud metadata)"
    if copy and (ip.is_loopback or ip.is_private):
        return None
    return None if ip.is_global else f"{address} is a private or loopback address"


def _carried(ip: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv6 one stands for (RFC 4291, 3056, 4380, 6052)."""
    if isinstance(ip, ipaddress.IPv4Address) or ip.is_loopback or ip.is_unspecified:
        return ip
    if ip in NAT64 or ip in COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1] or ip


def as_ip(host: str) -> str | None:
    """Return the host if it is an IP address as it stands, else None."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _host_in(parts.netloc)
    except ValueError as error:
        raise OffSite(f"not a web address: {url}") from error
    return parts


@lru_cache(_MOST_PLACES)
def _host_in(netloc: str) -> str:
    """Return the host name of a network location; raises ValueError where its port is none."""
    parts = SplitResult("", netloc, "", "", "")
    _ = parts.port  # a bad port is only noticed when it is asked for
    return parts.hostname or ""


@lru_cache(_MOST_PLACES)
def _place_of(site: Site, scheme: str, netloc: str) -> tuple[str, str] | None:
    """Return what ``Site.place_of`` does: it is the same for all addresses of a host."""
    return site.place_of(SplitResult(scheme, netloc, "", "", ""))


def _same_host(parts: SplitResult, home: SplitResult) -> bool:
    """Compare host and port; http and https of one host are the same site."""
    if parts.hostname != home.hostname:
        return False
    usual = {80, 443}
    return _port(parts) == _port(home) or {_port(parts), _port(home)} <= usual


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
