"""The site behind nginx, and what nginx wrote down of who asked for what."""

import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.site.building import IN_REST, PLACEHOLDER, Site
from db.errors import Problem

_PATIENCE = 10.0  # seconds until nginx answers, or has written down what it was asked
_MARK = "/-/mark-"
# One process, which ends when it is told to; what is in lists is given the server's own address,
# and nothing else is touched. Pages are not packed, as on a site whose front does that.
_CONFIGURATION = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
  log_format witness '$status $bytes_sent $request_method $request_uri';
  access_log {folder}/access.log witness;
  client_body_temp_path {folder}/temp; proxy_temp_path {folder}/temp;
  fastcgi_temp_path {folder}/temp; uwsgi_temp_path {folder}/temp; scgi_temp_path {folder}/temp;
  types {{
    text/html html; application/xml xml; application/json json; application/pdf pdf;
    text/plain txt;
  }}
  charset utf-8;
  sendfile on; tcp_nopush on; keepalive_requests 1000000; gzip {gzip}; etag on;
  sub_filter_once off; sub_filter_last_modified on;
  sub_filter_types application/xml application/json text/plain application/rss+xml
    application/atom+xml;
  map $arg_page $list {{ default $arg_page; '' 1; }}
  server {{
    listen 127.0.0.1:{port};
    root {www};
    index index.html;
    location / {{ }}
    location = /robots.txt {{ sub_filter '{placeholder}' 'http://$http_host'; }}
    location ~ ^/sitemap {{ sub_filter '{placeholder}' 'http://$http_host'; }}
    location = /feed/ {{
      types {{ }} default_type application/rss+xml;
      sub_filter '{placeholder}' 'http://$http_host'; try_files /feed/index.xml =404;
    }}
    location = /feed/atom/ {{
      types {{ }} default_type application/atom+xml;
      sub_filter '{placeholder}' 'http://$http_host'; try_files /feed/atom/index.xml =404;
    }}
    location = /wp-json/wp/v2/posts {{
      sub_filter '{placeholder}' 'http://$http_host'; try_files /rest/posts-$list.json =400;
      add_header X-WP-Total {pages}; add_header X-WP-TotalPages {lists};
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One line of nginx's access log; ``sent`` are bytes, head and body."""

    status: int
    sent: int
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody asked for, as nginx wrote it down, in that order."""

    requests: list[Request]

    @property
    def sent(self) -> int:
        """How many bytes were sent, head and body."""
        return sum(request.sent for request in self.requests)

    @property
    def statuses(self) -> dict[int, int]:
        """How many answers of each status."""
        return dict(Counter(request.status for request in self.requests))

    def paths(self, status: int) -> list[str]:
        """What was asked for and got that status."""
        return [request.path for request in self.requests if request.status == status]


@dataclass(slots=True)
class Served:
    """A site that is served at ``address`` (no slash at its end)."""

    address: str
    log: Path
    _read: int = 0
    _marks: int = field(default=0)

    def taken(self) -> Taken:
        """What was asked for since the last call.

        nginx writes a line when an answer is over, in order: so a last request of ours tells when
        all of them are there.
        """
        self._marks += 1
        mark = f"{_MARK}{self._marks}"
        _ask(self.address, mark)
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            lines = self.log.read_text(encoding="utf-8").splitlines()[self._read :]
            if any(line.endswith(mark) for line in lines):
                self._read += len(lines)
                return Taken([_request(line) for line in lines if _MARK not in line])
            time.sleep(0.01)
        raise Problem("nginx did not write down what it was asked", where=str(self.log))


@contextmanager
def serving(site: Site, *, port: int = 0, gzip: bool = False) -> Iterator[Served]:
    """Serve a site by nginx on 127.0.0.1, at a free port if none is given; raises Problem."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        raise Problem("nginx is not there", do="install it (Debian: nginx-light)")
    folder = site.folder / "nginx"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "temp").mkdir(parents=True)
    port = port or _free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            folder=folder.resolve(), www=site.www.resolve(), port=port, placeholder=PLACEHOLDER,
            gzip="on" if gzip else "off", pages=len(site.pages),
            lists=-(-len(site.pages) // IN_REST),
        ),
        encoding="utf-8",
    )  # fmt: skip
    errors = str(folder.resolve() / "error.log")  # of what it says before it has read the other
    with subprocess.Popen([program, "-e", errors, "-c", str(configuration.resolve())]) as nginx:
        try:
            served = Served(f"http://127.0.0.1:{port}", folder / "access.log")
            _wait(served, nginx)
            yield served
        finally:
            nginx.terminate()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(served: Served, nginx: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _PATIENCE
    while nginx.poll() is None and time.monotonic() < ends:
        try:
            _ask(served.address, "/robots.txt")
        except (OSError, HTTPException):
            time.sleep(0.02)
            continue
        if nginx.poll() is None:  # else another server answers there
            served.taken()
            return
    said = (served.log.parent / "error.log").read_text(encoding="utf-8")
    raise Problem(f"nginx does not answer: {said[-1000:]}", where=served.address)


def _ask(address: str, path: str) -> None:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        connection.getresponse().read()
    finally:
        connection.close()


def _request(line: str) -> Request:
    status, sent, method, path = line.split(" ", 3)
    return Request(int(status), int(sent), method, path)
