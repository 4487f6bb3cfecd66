"""Who gets to the desk, and what a form must bear to be read."""

import json
import subprocess
import sys
import time

import httpx
import pytest
from datasette.utils import baseconv
from datasette.utils.asgi import Request

from tests.web.desk.conftest import PASSWORD, free_port, when_ready
from web.__main__ import datasette_command
from web.desk.sign_in import _address
from web.desk.throttle import MOST_FAILURES, Throttle

LATER = "The Lighthouse Plan will be published by September 2026."
ROUTES = (
    "/desk", "/desk/statements", "/desk/changes", "/desk/releases", "/desk/looks",
    "/desk/looks/list", "/desk/answers", "/desk/answers/lighthouse-plan", "/desk/claims",
    "/desk/claims/lighthouse-plan", "/desk/sign-out",
)  # fmt: skip
PUBLISHED = ("/", "/timeline", "/delaywatch", "/delaywatch.json?sql=select+1", "/csv/events.csv")
FORM = {"content-type": "application/x-www-form-urlencoded"}


# ----------------------------------------------------------------------- signing in and out


def test_signing_in_and_out(desk, editor):
    page = editor().open("/desk")
    assert page.answer.url.path == "/desk/sign-in"
    page.sign_in()
    assert page.answer.url.path == "/desk"
    assert page.heading == "What waits for an editor"
    assert page.open("/timeline").answer.status_code == 200
    page.open("/desk").click("Sign out")
    assert page.answer.url.path == "/desk/sign-in"
    assert page.open("/desk").answer.url.path == "/desk/sign-in"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Ada", "four loud lamps"),
        ("Eve", PASSWORD),
        ("", ""),
        ("ada", PASSWORD),
        ("Ada", PASSWORD + " "),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(desk, editor, name, password):
    page = editor().sign_in(name, password)
    assert page.answer.status_code == 401
    assert page.says("[role=alert]") == "Name or password is wrong."
    assert page.soup.select_one("#name")["value"] == name
    assert "lamps" not in page.answer.text
    assert page.open("/desk").answer.url.path == "/desk/sign-in"


def test_after_five_wrong_passwords_even_the_right_one_is_not_tried(desk, instance, editor):
    instance.let_in("Ada", "Guessed")
    page = editor()
    for _ in range(MOST_FAILURES["pair"]):
        assert page.sign_in("Guessed", "wrong").answer.status_code == 401
    page.sign_in("Guessed")
    assert page.answer.status_code == 429
    assert "Too many wrong attempts" in page.says("[role=alert]")
    assert 0 < int(page.answer.headers["retry-after"]) <= 600
    assert editor().sign_in("Guessed").answer.status_code == 200, "guesses lock nobody else out"


@pytest.mark.parametrize("kind", MOST_FAILURES)
def test_the_throttle_closes_and_opens_again(kind):
    seconds = [0.0]
    throttle = Throttle(lambda: seconds[0])
    a, b = (kind, "a"), (kind, "b")
    for _ in range(MOST_FAILURES[kind]):
        assert throttle.wait_seconds([a]) == 0
        throttle.count([a])
        seconds[0] += 10
    assert throttle.wait_seconds([b]) == 0
    assert throttle.wait_seconds([b, a]) == 601 - seconds[0]
    seconds[0] = 600.0
    assert throttle.wait_seconds([a]) == 0
    throttle.count([a])
    throttle.forget([a])
    assert throttle.wait_seconds([a]) == 0


@pytest.mark.parametrize(
    ("client", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::99", "2001:db8:1:2::/64"),
        ("somewhere", "somewhere"),
    ],
)
def test_of_ipv6_a_household_is_one_address(client, key):
    assert _address(Request({"type": "http", "client": (client, 1)}, None)) == key


def test_a_copied_session_opens_nothing_after_signing_out(desk, editor):
    page, thief = editor().sign_in(), editor()
    thief.client.cookies.set("ds_actor", page.client.cookies["ds_actor"])
    assert thief.open("/desk").answer.url.path == "/desk"
    page.open("/desk").click("Sign out")
    assert thief.open("/desk").answer.url.path == "/desk/sign-in"


@pytest.mark.parametrize("text", ["{", '{"editors": {"Ada": 1}}'])
def test_a_list_of_editors_that_cannot_be_read_opens_nothing(desk, instance, editor, text):
    page = editor().sign_in()
    instance.editors.write_text(text)
    assert page.open("/desk").answer.status_code == 503
    assert "content-security-policy" in page.answer.headers
    instance.let_in("Ada", "Bert")


def test_a_list_of_editors_that_others_can_write_opens_nothing(desk, instance, editor):
    page = editor().sign_in()
    instance.editors.chmod(0o666)
    assert page.open("/desk").answer.status_code == 503
    instance.editors.chmod(0o600)
    assert page.open("/desk").answer.status_code == 200


def test_cookies_are_for_this_site_and_for_no_script(desk, editor):
    page = editor()
    page.client.follow_redirects = False
    page.open("/desk/sign-in")
    cookies = page.answer.headers.get_list("set-cookie")
    page.sign_in()
    cookies += page.answer.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "ds_csrftoken", "ds_actor", "desk_device",
    }  # fmt: skip
    for cookie in cookies:
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "secure" not in cookie.lower()  # plain HTTP, which is served on this machine only


def test_behind_a_proxy_cookies_go_over_https_alone(serve_desk):
    answer = httpx.get(f"{serve_desk('--behind-https').url}/desk/sign-in")
    assert "; Secure" in answer.headers["set-cookie"]


# --------------------------------------------------------------------- who has lost the right


def test_whoever_is_removed_is_out_at_once(desk, instance, editor):
    desk.found(LATER)
    page = editor().sign_in().open("/desk/statements")
    button = page.soup.select_one('[data-key="a"]')
    instance.let_in("Bert")
    page.send(button.find_parent("form"), button)
    assert page.answer.status_code == 403
    assert desk.count("reviews") == 0
    for path in ("/desk", "/timeline"):
        assert page.open(path).answer.url.path == "/desk/sign-in"


def test_another_password_ends_every_session(desk, instance, editor):
    page = editor().sign_in()
    known = json.loads(instance.editors.read_text())
    known["editors"]["Ada"]["password"] = "pbkdf2_sha256$1000$other$none"
    instance.editors.write_text(json.dumps(known))
    assert page.open("/desk").answer.url.path == "/desk/sign-in"


SESSIONS = {
    "none": None,
    "made up": "made-up",
    "signed with another secret": "eyJhIjp7ImlkIjoiQWRhIn19.made-up",
    "nothing": "",
}


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize("path", [*ROUTES, *PUBLISHED, "/-/static/app.css", "/-/metadata", "/x"])
def test_nothing_is_shown_to_whoever_is_not_signed_in(instance, session, path):
    cookies = {} if SESSIONS[session] is None else {"ds_actor": SESSIONS[session]}
    answer = httpx.get(f"{instance.url}{path}", cookies=cookies)
    assert answer.status_code in (302, 404)
    assert answer.headers.get("location", "/desk/sign-in") == "/desk/sign-in"
    assert "Lighthouse" not in answer.text


def test_a_session_ends(desk, editor, instance):
    """One that is signed by the right secret, but over."""
    from datasette.app import Datasette

    from web.desk import accounts

    secret = instance.db.with_name("desk-secret").read_text()
    key = accounts.editors(instance.editors)["Ada"].key
    for seconds, path in ((60, "/desk"), (-1, "/desk/sign-in")):
        until = baseconv.base62.encode(int(time.time()) + seconds)
        session = {"a": {"id": "Ada", "key": key}, "e": until}
        page = editor()
        page.client.cookies.set("ds_actor", Datasette(secret=secret).sign(session, "actor"))
        assert page.open("/desk").answer.url.path == path


def test_a_password_in_a_header_opens_nothing(instance):
    """The plugin that hashes the passwords would take it, past the throttle."""
    answer = httpx.get(f"{instance.url}/desk", auth=("Ada", PASSWORD))
    assert answer.headers["location"] == "/desk/sign-in"


@pytest.mark.parametrize(
    "path", ["/-/login", "/-/password-tool", "/-/logout", "/-/metadata.json", "/-/plugins",
             "/-/databases.json", "/-/auth-token", "/-/permissions", "/-/messages"]
)  # fmt: skip
def test_of_datasettes_own_pages_none_is_shown(desk, signed_in, path):
    assert signed_in().open(path).answer.status_code == 404


# ------------------------------------------------------------------------------- forms


@pytest.mark.parametrize("token", [None, "", "made-up"])
@pytest.mark.parametrize("path", [*ROUTES, "/desk/sign-in", "/", "/delaywatch"])
def test_a_post_without_a_token_is_refused(desk, signed_in, path, token):
    desk.found(LATER)
    page = signed_in().open("/desk/statements")
    sent = page.fields(page.soup.select_one(".decide"))
    sent |= {"do": "accept", "csrftoken": token} if token is not None else {"do": "accept"}
    if token is None:
        del sent["csrftoken"]
    page.answer = page.client.post(path, data=sent)
    assert page.answer.status_code == 403
    assert desk.count("reviews") == 0
    assert page.open("/desk").heading == "What waits for an editor"


SENT = {
    # what Datasette's own check would let pass, or fall over
    "no cookie": ({}, FORM, b"do=accept"),
    "a bearer": ({"ds_csrftoken": "x"}, FORM | {"authorization": "Bearer x"}, b"do=accept"),
    "JSON": ({"ds_csrftoken": "x"}, {"content-type": "application/json"}, b"{}"),
    "parts": ({"ds_csrftoken": "x"}, {"content-type": "multipart/form-data"}, b"x"),
    "no kind": ({"ds_csrftoken": "x"}, {}, b"x"),
    "too long": ({"ds_csrftoken": "x"}, FORM, b"x=" + b"x" * 100_000),
    "not UTF-8": ({"ds_csrftoken": "x"}, FORM, b"x=\xff"),
}


@pytest.mark.parametrize("what", SENT)
@pytest.mark.parametrize("path", ["/desk/statements", "/desk/sign-in"])
def test_what_is_no_form_of_ours_is_refused(instance, sessions, path, what):
    cookies, headers, body = SENT[what]
    session = {"ds_actor": sessions["Ada"]["ds_actor"]} if cookies and "Ada" in sessions else {}
    answer = httpx.post(
        f"{instance.url}{path}", cookies=cookies | session, headers=headers, content=body
    )
    assert 400 <= answer.status_code < 500
    assert "ds_actor" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(instance, method):
    assert httpx.request(method, f"{instance.url}/desk").status_code == 405


def test_asking_never_changes_anything(desk, signed_in):
    desk.found(LATER)
    page = signed_in()
    before = list(desk.db.conn.iterdump())
    asked = "do=accept&id=1&seen=x&sure=yes&commitment=lighthouse-plan&title=x&words=x&note=x"
    for path in ROUTES:
        for query in ("", f"?{asked}", f"?{asked.replace('accept', 'undo')}"):
            assert page.open(f"{path}{query}").answer.status_code == 200
    assert list(desk.db.conn.iterdump()) == before
    assert page.answer.url.path == "/desk"  # /desk/sign-out by a link signs nobody out


@pytest.mark.parametrize("path", ["/desk", "/desk/statements", "/timeline", "/desk/sign-in"])
def test_nothing_is_kept_by_a_cache_and_no_page_is_framed(desk, signed_in, path):
    headers = signed_in().open(path).answer.headers
    assert headers.get_list("cache-control") == ["private, no-store"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


# ------------------------------------------------------------------- the public instance


@pytest.fixture(scope="module")
def public(running):
    """The address of the public instance over the same release."""
    port = free_port()
    release = (running.db.parent / "published" / "current").resolve()
    command = datasette_command(release, "127.0.0.1", port)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        when_ready(server, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.mark.parametrize(
    "path", [*ROUTES, "/desk/sign-in", "/desk-static/keys.js", "/-/login", "/-/password-tool",
             "/-/logout", "/-/logout-with-password"]
)  # fmt: skip
def test_the_public_pages_have_nothing_of_it(public, path):
    assert httpx.get(f"{public}{path}").status_code == 404
    assert httpx.post(f"{public}{path}", data={"do": "accept"}).status_code in (404, 405)


def test_the_public_pages_do_not_load_the_plugin_of_passwords(public):
    """It would fall over such a header."""
    answer = httpx.get(f"{public}/timeline", headers={"authorization": "Basic x"})
    assert answer.status_code == 200


def test_the_public_program_loads_nothing_of_the_desk():
    code = "import sys, web.__main__, web.plugins.delaywatch; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "web.desk" not in done.stdout


def test_the_desk_has_every_hook_of_the_public_pages():
    from web.desk.plugins import delaywatch as ours
    from web.plugins import delaywatch as public

    assert set(public.__all__) <= set(vars(ours))
    assert ours.asgi_wrapper is not public.asgi_wrapper
