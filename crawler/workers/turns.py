"""The pace of each host, kept by all processes together: one request at a time, a delay apart.

A turn is a key in Redis that names who may ask the host now. It is taken right before a request
leaves and given back when its answer has come; the delay is counted from then, for when the
request reached the host is nowhere known to the millisecond. The turn of a process that was killed
ends by itself, and the delay since it asked holds all the same. All of it is counted by Redis's
clock: those of the machines may differ.
"""

import asyncio
from threading import Lock
from typing import Any

from crawler.hosts import LONGEST_ASKED, Hosts
from crawler.workers.connection import BEAT, EXPIRY, Keys

# Long enough for the longest pause and the longest Crawl-delay.
_KEPT = int(2 * LONGEST_ASKED * 1000)
_ASK_AGAIN = 0.01  # seconds, where the host is being asked by another
_LONGEST_SLEEP = 1.0  # then it is looked whether we are to stop
_BUSY = -1

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000000 + t[2] "
# Microseconds that are left to wait, 0 where the turn is ours, -1 where it is another's. Whoever is
# killed has asked now at the latest. Where we know that a host was asked (ARGV[5] is above 0) and
# Redis does not, it has lost all that it had, and who is asking the host has yet to say so.
_TAKE = (
    _NOW
    + """
    if redis.call('EXISTS', KEYS[1]) == 1 then return -1 end
    local kept = redis.call('HMGET', KEYS[2], 'asked', 'open_at')
    if not kept[1] and tonumber(ARGV[5]) > 0 then
        local settled = math.max(now + ARGV[5], tonumber(kept[2]) or 0)
        local asked, open_at = string.format('%.0f', now), string.format('%.0f', settled)
        redis.call('HSET', KEYS[2], 'asked', asked, 'open_at', open_at)
        redis.call('PEXPIRE', KEYS[2], ARGV[4])
        return settled - now
    end
    local open_at = math.max((tonumber(kept[1]) or 0) + ARGV[2], tonumber(kept[2]) or 0)
    if open_at > now then return open_at - now end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
    redis.call('HSET', KEYS[2], 'asked', string.format('%.0f', now))
    redis.call('PEXPIRE', KEYS[2], ARGV[4])
    return 0"""
)
_GIVE_BACK = (
    _NOW
    + """
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('HSET', KEYS[2], 'asked', string.format('%.0f', now))
    return redis.call('DEL', KEYS[1])"""
)
# Also where the key is not there any more: our request is open, whatever became of Redis.
_KEEP = """
    local who = redis.call('GET', KEYS[1])
    if who and who ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1"""
_CLOSE = (
    _NOW
    + """
    local open_at = math.max(now + ARGV[1], tonumber(redis.call('HGET', KEYS[1], 'open_at')) or 0)
    redis.call('HSET', KEYS[1], 'open_at', string.format('%.0f', open_at))
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])"""
)
_CLOSED_FOR = _NOW + "return (tonumber(redis.call('HGET', KEYS[1], 'open_at')) or 0) - now"


class Turns:
    """The turns of hosts, as one process (``me``) takes them."""

    def __init__(self, client: Any, me: str) -> None:
        self.me = me
        self.held: set[str] = set()
        self.known: set[str] = set()  # hosts of which Redis knew when they were asked
        self.lock = Lock()  # a turn is given back in one thread and kept by another
        scripts = (_TAKE, _GIVE_BACK, _KEEP, _CLOSE, _CLOSED_FOR)
        self._take, self._give_back, self._keep, self._close, self._closed_for = map(
            client.register_script, scripts
        )

    async def take(self, host: str, gap: float) -> None:
        """Wait until the host may be asked, ``gap`` seconds after its last request; take it."""
        while left := self._try(host, gap):
            wait = _ASK_AGAIN if left == _BUSY else left / 1e6
            await asyncio.sleep(min(wait, _LONGEST_SLEEP))
        self.held.add(host)

    def _try(self, host: str, gap: float) -> int:
        """Take the turn; returns what is left to wait (see ``_TAKE``), 0 where it is ours."""
        settling = max(2 * BEAT, gap) if host in self.known else 0.0
        args = [self.me, _micro(gap), int(EXPIRY * 1000), _KEPT, _micro(settling)]
        left = int(self._take(keys=[Keys.turn(host), Keys.pace(host)], args=args))
        if left in {0, _BUSY}:
            self.known.add(host)
        return left

    def give_back(self, host: str) -> None:
        """Let others ask the host, whose answer has come."""
        keys = [Keys.turn(host), Keys.pace(host)]
        with self.lock:
            self.held.discard(host)
            self._give_back(keys=keys, args=[self.me])

    def keep(self) -> None:
        """Say that we still are at what we hold."""
        for host in list(self.held):
            with self.lock:  # or one that was given back meanwhile would be taken for ever again
                if host in self.held:
                    self._keep(keys=[Keys.turn(host)], args=[self.me, int(EXPIRY * 1000)])

    def close(self, host: str, seconds: float) -> None:
        """Let nobody ask the host for so long; a longer pause stands."""
        if seconds > 0:
            self._close(keys=[Keys.pace(host)], args=[_micro(seconds), _KEPT])

    def closed_for(self, host: str) -> float:
        """Return the seconds for which a host is to be left alone by all; 0 or less: it is open."""
        return int(self._closed_for(keys=[Keys.pace(host)])) / 1e6


class SharedHosts(Hosts):
    """What a process knows of hosts, with the pauses that others of the same crawl know of."""

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self.turns = turns

    def closed_for(self, host: str) -> float:
        """See ``Hosts.closed_for``."""
        return max(Hosts.closed_for(self, host), self.turns.closed_for(host))

    def close(self, host: str, seconds: float) -> None:
        """See ``Hosts.close``; all of the crawl keep to it."""
        Hosts.close(self, host, seconds)
        self.turns.close(host, seconds)

    def close_again(self) -> None:
        """Say all pauses again: Redis has lost them."""
        for host in self.open_at:
            self.turns.close(host, Hosts.closed_for(self, host))


def _micro(seconds: float) -> int:
    return round(seconds * 1e6)
