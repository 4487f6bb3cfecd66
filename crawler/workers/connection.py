"""The way to Redis: its address, which is a secret, and the names of all keys there."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.errors import Problem

SCHEMES = ("redis://", "rediss://", "unix://")
OLDEST = (6, 2)  # has LMOVE
EXPIRY = 8.0  # seconds after which a process that says nothing is taken to be dead
BEAT = 1.0  # seconds between two signs of life
# Seconds that Redis may take to answer; more, and a sign of life would come too late.
_SECONDS = EXPIRY / 2
_PREFIX = "delaywatch:"


class Keys:
    """The keys; a database of Redis (the number in the address) serves one of ours."""

    orders = f"{_PREFIX}orders"
    answers = f"{_PREFIX}answers"
    workers = f"{_PREFIX}workers"
    coordinator = f"{_PREFIX}coordinator"
    group = "writer"

    @staticmethod
    def alive(name: str) -> str:
        """A worker's sign of life."""
        return f"{_PREFIX}alive:{name}"

    @staticmethod
    def taken(name: str) -> str:
        """What a worker has in hand."""
        return f"{_PREFIX}taken:{name}"

    @staticmethod
    def turn(host: str) -> str:
        """Who may ask a host at this moment."""
        return f"{_PREFIX}turn:{host}"

    @staticmethod
    def pace(host: str) -> str:
        """When a host was asked last, and until when it is closed."""
        return f"{_PREFIX}pace:{host}"

    @staticmethod
    def robots(run: str, host: str) -> str:
        """The robots.txt of a host, as one run has read it."""
        return f"{_PREFIX}robots:{run}:{host}"


def address_of(words: str) -> str:
    """Return the address of Redis that an option gives: itself, or the file that it stands in.

    A password on a command line can be read by all who may list processes. Raises Problem.
    """
    if words.startswith(SCHEMES):
        return words
    try:
        first = Path(words).read_text(encoding="utf-8").strip().split("\n")[0].strip()
    except (OSError, ValueError) as error:
        raise Problem(
            "is no address of Redis (redis://..., rediss://..., unix://...) nor a file with one",
            where="--workers",
        ) from error
    if not first.startswith(SCHEMES):
        raise Problem("the first line of the file is no address of Redis", where="--workers")
    return first


def shown(address: str) -> str:
    """Return an address without what is secret in it, to be told.

    Of one that may be cut in the wrong places (a password with #, / or ? in it) only the scheme.

    >>> shown("redis://crawl:secret@cache.example:6379/2?password=secret")
    'redis://cache.example:6379/2'
    >>> shown("redis://crawl:sec/ret@cache.example:6379/2")
    'redis://…'
    """
    if not _is_plain(address):
        return f"{address.partition('://')[0]}://…"
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _is_plain(address: str) -> bool:
    """Tell whether host and path are what they seem, and no part of a password."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return not parts.fragment and "@" not in parts.path + parts.query


def connect(address: str) -> Any:
    """Return a client of Redis, as scrapy-redis makes it; raises Problem where there is none."""
    try:
        from redis.exceptions import RedisError  # noqa: PLC0415 - an extra
        from scrapy_redis.connection import get_redis  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise Problem(
            f"workers need what is not installed ({error.name})",
            do="pip install 'delaywatch[workers]'",
        ) from error
    try:
        client = get_redis(
            url=address,
            socket_timeout=_SECONDS,
            socket_connect_timeout=_SECONDS,
            health_check_interval=30,
        )
        version = client.info("server")["redis_version"]
    except (RedisError, ValueError, TypeError, OSError) as error:
        raise cannot_reach(address, error) from error
    if tuple(int(number) for number in version.split(".")[:2]) < OLDEST:
        raise Problem(f"Redis {version} is too old: 6.2 is the oldest", where=shown(address))
    return client


def cannot_reach(address: str, error: Exception) -> Problem:
    """Return what to say where Redis does not answer."""
    # What cannot be parsed is repeated in the error, and so is a host that is part of a password.
    is_told = _is_plain(address) and not isinstance(error, ValueError | TypeError)
    words = f": {error}" if is_told else ""
    return Problem(
        f"Redis cannot be used ({type(error).__name__}{words})",
        where=shown(address),
        do="look whether it runs and takes this password; what was committed before is kept",
    )
