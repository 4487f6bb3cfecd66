"""The editors' instance as a program of its own, and an editor without JavaScript before it."""

import json
import shutil
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from datasette_auth_passwords.utils import hash_password

from tests.tracker.changes.watch import Watch
from tests.tracker.pages import LIGHTHOUSE, TODAY, commitment, promise
from tracker.publish import publish

PASSWORD = "four quiet lamps burn"
ADDRESSES = count(1)
TLS = ssl.create_default_context()  # nothing here speaks it, and each browser would make its own
OTHERS = (
    commitment("foghorn-review", "Foghorn Review", promise()),
    commitment("foghorn-plan", "Plan for Foghorns", promise()),
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def when_ready(server, url):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped"
        try:
            httpx.get(url, timeout=5, verify=TLS)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer within 60 s")


@dataclass
class Instance:
    """A running desk: where it is, and the files that it reads at every request."""

    url: str
    db: Path
    server: subprocess.Popen

    @property
    def editors(self):
        return self.db.parent / "editors.json"

    def let_in(self, *names):
        """Make these the editors, with hashes that are quick to make."""
        account = {"password": hash_password(PASSWORD, "salt", 1000), "since": "2026-11-22"}
        self.editors.write_text(json.dumps({"editors": dict.fromkeys(names, account)}))
        self.editors.chmod(0o600)


@pytest.fixture(scope="session")
def serve_desk(tmp_path_factory):
    """A function that starts a desk over a database of its own; all are ended at the end."""
    servers = []

    def serve(*words):
        folder = tmp_path_factory.mktemp("desk")
        watch = Watch.fresh(folder, LIGHTHOUSE, *OTHERS)
        publish(watch.db, folder / "published", TODAY, datetime(2026, 11, 22, 6, tzinfo=UTC))
        watch.db.conn.close()
        shutil.copy(watch.path, folder / "fresh.db")
        port = free_port()
        command = [
            sys.executable, "-m", "web.desk", "serve", "--db", str(watch.path),
            "--published", str(folder / "published"), "--as-of", TODAY.isoformat(),
            "--port", str(port), *words,
        ]  # fmt: skip
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        servers.append(subprocess.Popen(command, **quiet))
        instance = Instance(f"http://127.0.0.1:{port}", watch.path, servers[-1])
        when_ready(servers[-1], instance.url)
        return instance

    yield serve
    for server in servers:
        server.terminate()
    for server in servers:
        server.wait(timeout=30)


@pytest.fixture(scope="session")
def running(serve_desk):
    """The desk that all tests of a process share; each test has a database of its own in it."""
    return serve_desk()


@pytest.fixture
def instance(running):
    """The desk, with Ada and Bert as its editors."""
    running.let_in("Ada", "Bert")
    return running


@pytest.fixture
def desk(instance):
    """A register of three and no pages, as the working database of the instance."""
    for end in ("-wal", "-shm"):
        instance.db.with_name(instance.db.name + end).unlink(missing_ok=True)
    fresh = instance.db.with_name("next.db")
    shutil.copy(instance.db.with_name("fresh.db"), fresh)
    fresh.replace(instance.db)
    watch = Watch(instance.db)
    yield watch
    watch.db.conn.close()


@dataclass
class Editor:
    """A browser without JavaScript; ``address`` is where its requests seem to come from.

    Its forms do not tell when they were shown, unless it is ``hasty``: then it may be too quick.
    """

    instance: Instance
    address: str
    hasty: bool = False
    client: httpx.Client = field(init=False)
    answer: httpx.Response | None = None

    def __post_init__(self):
        self.client = httpx.Client(
            base_url=self.instance.url,
            headers={"x-forwarded-for": self.address},
            follow_redirects=True,
            timeout=30,
            verify=TLS,
        )

    @property
    def soup(self):
        return BeautifulSoup(self.answer.text, "lxml")

    @property
    def text(self):
        """The words of the page in one line."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def heading(self):
        return " ".join(self.soup.h1.get_text().split())

    def says(self, which):
        """The words of the parts of a page with this role."""
        return " ".join(" ".join(part.get_text().split()) for part in self.soup.select(which))

    def open(self, path):
        self.answer = self.client.get(path)
        return self

    def sign_in(self, name="Ada", password=PASSWORD):
        self.open("/desk/sign-in")
        form = self.soup.select_one("form.sign-in")
        return self.send(form, name=name, password=password)

    def press(self, key, **typed):
        """Press the button that bears a key; of a form behind it, type and send it."""
        element = self.soup.select_one(f'[data-key="{key}"]')
        assert element is not None, f"no {key} on the page"
        assert not element.has_attr("disabled"), f"{key} cannot be pressed"
        if element.name == "a":
            return self.open(element["href"])
        if element.name == "button":
            return self.send(element.find_parent("form"), element, **typed)
        form = element.find_parent("details").form
        return self.send(form, form.button, **typed)

    def click(self, words):
        """Click the button with these words."""
        [button] = [one for one in self.soup("button") if words in one.get_text()]
        return self.send(button.find_parent("form"), button)

    def fields(self, form, button=None):
        """What a form sends."""
        sent = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
        sent |= {one["name"]: one.get_text() for one in form("textarea")}
        for one in form("select"):
            chosen = one.select_one("option[selected]") or one.option
            sent[one["name"]] = chosen.get("value", chosen.get_text())
        if not self.hasty:
            sent.pop("shown", None)
        if button is not None and button.has_attr("name"):
            sent[button["name"]] = button["value"]
        return sent

    def send(self, form, button=None, **typed):
        self.answer = self.client.post(form["action"], data=self.fields(form, button) | typed)
        return self


@pytest.fixture
def editor(instance):
    """A function that makes browsers, each at an address of its own."""
    made = []

    def make():
        number = next(ADDRESSES)
        made.append(Editor(instance, f"198.51.{number // 250}.{number % 250}"))
        return made[-1]

    yield make
    for one in made:
        one.client.close()


@pytest.fixture(scope="session")
def sessions():
    """Name to the cookies of a session, to sign in once only."""
    return {}


@pytest.fixture
def signed_in(editor, sessions):
    """A function that makes the browser of a signed-in editor."""

    def make(name="Ada"):
        one = editor()
        if name not in sessions:
            one.sign_in(name)
            assert one.answer.status_code == 200
            sessions[name] = dict(one.client.cookies)
        else:
            one.client.cookies.update(sessions[name])
        return one

    return make
