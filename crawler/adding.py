"""Add a feed or sitemap as a source, without code: check the wish, look once, keep the row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlite_utils import Database

from crawler.addresses import OffSite, as_ip, host_of, is_sample_host, why_forbidden
from crawler.job import utc_now
from crawler.looking import Listing, Looked, Wish
from crawler.platforms.feeds.sitemap_reading import Choice
from db.connection import writing
from db.sources import AddedSource, add_source, added_sources, body_names, source_names

SHOWN = 3
_NAME = re.compile(r"[a-z0-9_]+")
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
# Parts of an address that say that it is a feed, and nothing of which.
_NO_NAMES = frozenset({
    "", "feed", "feeds", "rss", "rss2", "atom", "xml", "sitemap", "index", "sitemap_index", "gz",
})  # fmt: skip


class NotPossible(ValueError):
    """The wish cannot be followed; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line says of a source that is to be added; None where it says nothing."""

    url: str
    name: str | None = None
    title: str | None = None
    body: str | None = None
    nature: str = "third_party"
    licence: str = "not stated"
    republish: str = "link"
    only: str | None = None
    but_not: str | None = None
    kind: str | None = None
    hosts: tuple[str, ...] = ()
    every: int = 1  # days between two visits


def wish_of(options: Options, base_url: str | None) -> Wish:
    """Check address, hosts and patterns, and return what to look at; raises NotPossible."""
    _check_address(options.url, base_url)
    for host in options.hosts:
        if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host):
            raise NotPossible(f"--host {host} is not a host name such as www.example.org")
        _check_host(host, base_url)
    for option, pattern in (("--only", options.only), ("--but-not", options.but_not)):
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise NotPossible(f"{option} {pattern} is no regular expression ({error})") from error
    wanted = Choice(options.only, options.but_not)
    return Wish(url=options.url, hosts=options.hosts, wanted=wanted, kind=options.kind)


def _check_address(url: str, base_url: str | None) -> None:
    try:
        host = host_of(url)
    except OffSite as error:
        raise NotPossible(f"{url} is not a web address") from error
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not host:
        raise NotPossible(f"{url} is not a web address such as https://www.example.org/feed/")
    if parts.username or parts.password:
        raise NotPossible("an address with a user name in it is not fetched; leave that out")
    _check_host(host, base_url)


def _check_host(host: str, base_url: str | None) -> None:
    """Refuse what can be no site of the public, unless a copy stands in for it."""
    if base_url is not None:
        return
    if is_sample_host(host):
        raise NotPossible(f"{host} exists only as a sample; say where that is with --base-url")
    literal = as_ip(host)
    reason = why_forbidden(literal, copy=False) if literal else None
    is_local = host == "localhost" or host.endswith(_LOCAL_NAMES) or "." not in host
    if is_local and literal is None:
        reason = "a name of this machine or network"
    if reason:
        raise NotPossible(f"{host} is no site of the public ({reason})")


# Names -------------------------------------------------------------------------------------


def check_names(db: Database, options: Options, built_in: Iterable[str]) -> None:
    """Check, before anything is fetched, name and body that were given; raises NotPossible."""
    if options.body is not None and options.body not in body_names(db):
        known = ", ".join(body_names(db)) or "none yet"
        raise NotPossible(f"--body {options.body} is not known; there are {known}")
    if options.name is None:
        return
    if not _NAME.fullmatch(options.name):
        raise NotPossible(f"--name {options.name}: use small letters, digits and _ only")
    added = {source.name for source in added_sources(db, removed=True)}
    if options.name in (source_names(db) | set(built_in)) - added:
        raise NotPossible(f"--name {options.name} is another source's; choose another")


def _given_name(db: Database, options: Options, url: str) -> str | None:
    """Return the name that was given, if it is free for what is at the address."""
    name, earlier = options.name, _name_at(db, url)
    if name and earlier and name != earlier:
        raise NotPossible(f"{url} is known as {earlier} already; leave --name out")
    if name and not earlier and name in source_names(db):
        raise NotPossible(f"--name {name} is another source's; choose another")
    return name


def name_for(db: Database, url: str, built_in: Iterable[str]) -> str:
    """Make a name of an address that no other source has; raises NotPossible.

    The host does where it can ("digitalhealth_net"), else what tells one list of it from another.
    """
    earlier = _name_at(db, url)
    if earlier:
        return earlier
    taken = source_names(db) | set(built_in)
    for name in _names(url):
        if name not in taken:
            return name
    raise NotPossible(f"no name can be made of {url} that is not taken; give one with --name")


def _names(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    host = _plain((parts.hostname or "").removeprefix("www."))
    yield host
    words = [word for word in re.split(r"[^a-z0-9]+", parts.path.lower()) if word not in _NO_NAMES]
    for length in range(1, len(words) + 1):
        yield "_".join([host, *words[-length:]])
    if parts.query:
        yield "_".join([host, *words, _plain(parts.query)])


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def _name_at(db: Database, url: str) -> str | None:
    known = added_sources(db, removed=True)
    return next((source.name for source in known if source.url == url), None)


# Keeping it ----------------------------------------------------------------------------------


def keep(db: Database, options: Options, looked: Looked, built_in: Iterable[str]) -> list[str]:
    """Keep the row of a source that was looked at, and say so in lines; raises NotPossible."""
    listing = looked.listing
    if listing is None:  # a look that ends well has one
        raise NotPossible(f"nothing was found at {options.url}")
    if (options.only or options.but_not) and looked.newest and not looked.newest.entries:
        raise NotPossible("--only and --but-not leave nothing of what is there; nothing was added")
    settings = {
        "only": options.only,
        "but_not": options.but_not,
        "hosts": list(options.hosts),
        "every": options.every if options.every > 1 else None,
    }
    with writing(db):
        source = AddedSource(
            name=_given_name(db, options, listing.url) or name_for(db, listing.url, built_in),
            title=options.title or listing.title or host_of(listing.url),
            kind=listing.kind,
            url=listing.url,
            licence=options.licence,
            republish=options.republish,
            nature=options.nature,
            body=options.body,
            settings={name: value for name, value in settings.items() if value},
        )
        outcome = add_source(db, source, utc_now())
    shown = f"{source.licence}, {source.republish} may be shown, {source.nature}"
    return [f"{source.name}: {outcome} ({source.title}; {shown})"]


def told(options: Options, looked: Looked) -> list[str]:
    """Say what was found at an address, in lines."""
    listing = looked.listing
    if listing is None or looked.newest is None:
        return []
    lines = [f"{looked.through}: a web page; its feed is used"] if looked.through else []
    lines.append(f"{listing.url}: {_counted(listing)}")
    if looked.newest is not listing:
        lines.append(f"the first of them, {looked.newest.url}: {_counted(looked.newest)}")
    lines += [f"  warning: {warning}" for warning in listing.warnings]
    if options.only or options.but_not:
        lines.append(f"  wanted of these: {len(looked.newest.entries)}")
    lines += [
        f"  {day[:10]:10}  {title or 'no title in the list'}  {link}"
        for title, link, day in looked.newest.entries[:SHOWN]
    ]
    if looked.article:
        lines.append(f"  the first article: {looked.article}")
    return lines


def _counted(listing: Listing) -> str:
    if listing.sitemaps:
        return f"an index of {listing.total:,} sitemaps"
    things = {"feed": "entries", "sitemap": "pages"}[listing.kind]
    named = f" '{listing.title}'" if listing.title else ""
    return f"a {listing.kind}{named} with {listing.total:,} {things}"
