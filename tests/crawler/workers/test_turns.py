"""The turn of a host: one process at a time, a delay apart, and given up by whoever is killed."""

import asyncio
import time
from contextlib import closing

import pytest

from crawler.hosts import Hosts
from crawler.workers import turns as module
from crawler.workers.turns import SharedHosts, Turns

HOST = "harbour.example"


@pytest.fixture
def client(redis):
    with closing(redis.client()) as client:
        yield client


@pytest.fixture
def one(client):
    return Turns(client, "one")


@pytest.fixture
def other(client):
    return Turns(client, "other")


async def seconds(waiting):
    began = time.monotonic()
    await waiting
    return time.monotonic() - began


async def test_one_waits_until_the_other_has_given_its_turn_back(one, other):
    await one.take(HOST, 0)
    waiting = asyncio.ensure_future(seconds(other.take(HOST, 0)))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    one.give_back(HOST)
    assert await waiting >= 0.2
    other.give_back(HOST)


async def test_the_gap_is_kept_from_the_moment_in_which_the_answer_had_come(one, other):
    await one.take(HOST, 0)
    await asyncio.sleep(0.2)
    one.give_back(HOST)
    assert 0.3 <= await seconds(other.take(HOST, 0.3)) < 0.4


async def test_other_hosts_are_nobodys_business(one, other):
    await one.take(HOST, 60)
    assert await seconds(other.take("files.example", 60)) < 0.1


async def test_the_turn_of_one_that_gives_no_sign_of_life_ends_and_the_gap_holds(
    one, other, monkeypatch
):
    monkeypatch.setattr(module, "EXPIRY", 0.2)
    await one.take(HOST, 0)
    assert 0.35 <= await seconds(other.take(HOST, 0.4)) < 1


async def test_a_turn_is_kept_by_signs_of_life(one, other, monkeypatch):
    monkeypatch.setattr(module, "EXPIRY", 0.2)
    await one.take(HOST, 0)
    waiting = asyncio.ensure_future(other.take(HOST, 0))
    for _ in range(6):
        one.keep()
        await asyncio.sleep(0.08)
    assert not waiting.done()
    one.give_back(HOST)
    await waiting


async def test_what_is_anothers_turn_is_neither_given_back_nor_kept(one, other, client):
    await one.take(HOST, 0)
    other.held.add(HOST)
    other.give_back(HOST)
    assert client.get("delaywatch:turn:harbour.example") == b"one"


async def test_a_pause_that_one_was_asked_for_holds_for_all_and_a_longer_one_stands(one, other):
    mine, theirs = SharedHosts(one), SharedHosts(other)
    mine.close(HOST, 0.3)
    theirs.close(HOST, 0.1)
    assert 0.2 < theirs.closed_for(HOST) <= 0.3
    assert Hosts.closed_for(theirs, HOST) <= 0.1
    assert await seconds(other.take(HOST, 0)) >= 0.25


def test_a_pause_that_redis_has_lost_is_said_again(one, other, client):
    mine = SharedHosts(one)
    mine.close(HOST, 30)
    client.flushall()
    assert SharedHosts(other).closed_for(HOST) <= 0
    mine.close_again()
    assert SharedHosts(other).closed_for(HOST) > 29
