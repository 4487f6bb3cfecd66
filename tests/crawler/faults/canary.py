"""Addresses that must not be asked, and names that lie about where they lead.

What is set here is set in the process of the crawler, before it begins (``first``): no name is
looked up in earnest, no packet leaves this machine, and each connection is written down.
"""

import json
import os
import socket
from collections import Counter
from pathlib import Path

from crawler import command, run, settings

PUBLIC = "151.101.0.144"  # an address of the open net, which leads to the hostile server here
LOCAL = "127.0.0.1"


def pretend(answers: dict[str, list[list[str]]], server_port: int, told: Path) -> None:
    """Look up names by a table, and let PUBLIC lead to the server on this machine.

    ``answers`` are name -> the addresses of each lookup in turn, the last for all later ones.
    ``told`` is written at each connection: a line of JSON, (address, port), as it was asked for.
    """
    asked: Counter[str] = Counter()

    def look_up(name: str) -> list[str]:
        turns = answers.get(name)
        if turns is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name here")
        asked[name] += 1
        _tell(told, "lookup", name)
        return turns[min(asked[name], len(turns)) - 1]

    def gethostbyname(name: str) -> str:
        v4 = [address for address in look_up(name) if ":" not in address]
        if not v4:
            raise socket.gaierror(socket.EAI_ADDRFAMILY, "no address of that family")
        return v4[0]

    def getaddrinfo(host, port, *_more, **_named):
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "",
             (address, port))
            for address in look_up(host)
        ]  # fmt: skip

    connect_ex = socket.socket.connect_ex

    def connect(self, address):
        _tell(told, "connect", *address[:2])
        if address[0] == PUBLIC:
            address = (LOCAL, server_port)
        return connect_ex(self, address)

    def peer(self):
        """The other end, by the name that it was called by: the guard looks at it once more."""
        return (PUBLIC, server_port) if real_peer(self)[1] == server_port else real_peer(self)

    real_peer = socket.socket.getpeername
    socket.gethostbyname, socket.getaddrinfo = gethostbyname, getaddrinfo
    socket.socket.connect_ex, socket.socket.getpeername = connect, peer
    run.LEAST_DELAY = command.LEAST_DELAY = 0
    settings.RETRY_TIMES = 1
    settings.DOWNLOAD_TIMEOUT = 5


def _tell(told: Path, *what: object) -> None:
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{json.dumps(what)}\n".encode())
    os.close(handle)


def connections(told: Path) -> list[tuple[str, int]]:
    """The addresses that were connected to, in order."""
    lines = [json.loads(line) for line in told.read_text().splitlines()]
    return [(host, port) for kind, host, *rest in lines if kind == "connect" for port in rest]


def lookups(told: Path) -> Counter[str]:
    """How often each name was looked up."""
    lines = [json.loads(line) for line in told.read_text().splitlines()]
    return Counter(name for kind, name, *_ in lines if kind == "lookup")
