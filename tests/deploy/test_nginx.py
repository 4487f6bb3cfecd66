"""The example of a proxy as it stands, in a real nginx: only its ports and folders are others."""

import os
import re
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.web.browsing import served

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
REQUIRED = bool(os.environ.get("DELAYWATCH_REQUIRE_BROWSER"))
CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"

pytestmark = pytest.mark.skipif(not NGINX and not REQUIRED, reason="no nginx on this machine")

FRAME = """
{user}
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 200; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{inner}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configured(folder, port, upstream):
    """The example with other ports and folders, and without TLS, for which a test has no key."""
    inner = CONFIG.read_text()
    inner = re.sub(r"listen 80\b", f"listen 127.0.0.1:{free_port()}", inner)
    inner = re.sub(r"listen 443 ssl\b", f"listen 127.0.0.1:{port}", inner)
    inner = re.sub(r" *ssl_(certificate|reject).*\n", "", inner)
    inner = inner.replace("http://127.0.0.1:8001", upstream)
    inner = inner.replace("/var/cache/nginx/delaywatch", str(folder / "cache"))
    file = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # else its worker may not open our folders
    file.write_text(FRAME.format(folder=folder, inner=inner, user=user))
    return file


@pytest.fixture(scope="module")
def proxy(published, tmp_path_factory):
    """The address of an nginx in front of the pages."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    with served(published) as upstream:
        file = configured(folder, port, upstream)
        subprocess.run([NGINX, "-t", "-c", str(file), "-p", str(folder)], check=True)
        process = subprocess.Popen(
            [NGINX, "-c", str(file), "-p", str(folder), "-g", "daemon off;"],
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(100):
                if not socket.socket().connect_ex(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


HOST = {"host": "delaywatch.newsroom.example"}


def get(proxy, path, **headers):
    return httpx.get(f"{proxy}{path}", headers=HOST | headers)


def statuses(proxy, path, count):
    """What so many requests at once are answered."""
    with httpx.Client(headers=HOST, timeout=30) as client, ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.get, f"{proxy}{path}{number}") for number in range(count)]
        return [answer.result().status_code for answer in asked]


def test_pages_come_through_with_their_headers(proxy):
    answer = get(proxy, "/timeline")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["strict-transport-security"]
    assert answer.headers["content-encoding"] == "gzip"


def test_a_page_is_kept_for_every_reader_whatever_cookies_they_bear(proxy):
    get(proxy, "/how")
    answer = get(proxy, "/how", cookie="a=1")
    assert answer.headers["x-cache"] == "HIT"


def test_another_name_gets_nothing_and_spoils_nothing(proxy):
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{proxy}/feeds/all.atom", headers={"host": "evil.example"})
    answer = get(proxy, "/feeds/all.atom")
    assert "evil.example" not in answer.text
    assert "delaywatch.newsroom.example" in answer.text


@pytest.mark.parametrize(("path", "status"), [
    ("/%5Cexample.com/", 400), ("/a%5cb", 400), ("/timeline?q=%5C", 200), ("/a%7Cb", 302),
])  # fmt: skip
def test_a_backslash_in_the_path_is_refused_before_it_comes_to_us(proxy, path, status):
    answer = get(proxy, path)
    assert answer.status_code == status
    assert ("nginx" in answer.text) == (status == 400)


def test_a_reader_who_clicks_is_not_slowed(proxy):
    assert statuses(proxy, "/timeline?page=", 5) == [200] * 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "/delaywatch.json?sql=select+", "/delaywatch.json?%73ql=select+",
        "//delaywatch/timeline?%5Ffacet=kind&_x=", "/search/?q=",
    ],
)  # fmt: skip
def test_a_flood_of_dear_questions_is_held_back_however_it_is_spelt(proxy, path):
    time.sleep(4)  # what the last flood left is forgotten
    assert statuses(proxy, path, 20).count(429) >= 8
