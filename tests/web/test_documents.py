"""A document's page: its text letter for letter, what rests on it, what changed, its limits."""

import re
import shutil
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.changes.watch import Watch, file
from tests.tracker.pages import LIGHTHOUSE, OFFICIAL, TODAY
from tracker.publish import publish
from web import marked
from web.marked import Span, compare, part_of, parts, pieces, sentences, spans

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
PROMISE = "NHS England will publish the Lighthouse Plan by the end of October 2026."
QUOTED = replace(OFFICIAL, name="quoted", title="Quoted News", republish="quote", licence="ours")
LINKED = replace(OFFICIAL, name="linked", title="Linked News", republish="link", licence="ours")

# ------------------------------------------------------------------- marking, as a property

texts = st.text(st.sampled_from("ab \n.é\u202e\0<"), max_size=60)


@st.composite
def marked_texts(draw):
    text = draw(texts)
    places = st.integers(0, len(text))
    rows = draw(st.lists(st.tuples(places, places, st.integers(1, 4)), max_size=8))
    return text, [
        {"event_id": event, "position": number, "sentence_start": start, "sentence_end": end}
        for number, (start, end, event) in enumerate(rows)
    ]


@given(marked_texts())
def test_pieces_are_the_text_and_every_span_is_marked(given_text):
    text, rows = given_text
    found = spans(rows, len(text))
    assert len(found) == sum(row["sentence_start"] < row["sentence_end"] for row in rows)
    assert len({span.name for span in found}) == len(found)
    cut = pieces(text, found)
    assert "".join(piece.text for piece in cut) == text
    assert [span for piece in cut for span in piece.starts] == found
    assert {span.name for piece in cut for span in piece.ends} == {span.name for span in found}
    letters = [piece.is_marked for piece in cut for _ in piece.text]
    assert letters == [any(s.start <= n < s.end for s in found) for n in range(len(text))]


@given(marked_texts(), st.integers(1, 20))
def test_parts_are_the_text_and_each_span_begins_in_the_part_that_is_named(given_text, size):
    text, rows = given_text
    found = spans(rows, len(text))
    cut = parts(text * 3, found, size)
    assert "".join((text * 3)[a:b] for a, b in cut) == text * 3
    for span in found:
        first, last = cut[part_of(cut, span.start) - 1]
        assert first <= span.start < last
        begun = [s for piece in pieces(text * 3, found, first, last) for s in piece.starts]
        assert span in begun


OVERLAPS = {
    "touching": [(0, 4), (4, 8)],
    "one in the other": [(0, 8), (2, 4)],
    "over each other": [(0, 5), (3, 8)],
    "the same": [(1, 6), (1, 6)],
}


@pytest.mark.parametrize("case", OVERLAPS)
def test_sentences_over_each_other_are_each_marked_whole(case):
    text = "abcdefgh"
    found = [Span(a, b, f"s-{n}", {}) for n, (a, b) in enumerate(OVERLAPS[case])]
    cut = pieces(text, sorted(found, key=lambda span: (span.start, span.end, span.name)))
    for span in found:
        begun = next(n for n, piece in enumerate(cut) if span in piece.starts)
        ended = next(n for n, piece in enumerate(cut) if span in piece.ends)
        within = cut[begun : ended + 1]
        assert "".join(piece.text for piece in within) == text[span.start : span.end]
        assert all(piece.is_marked for piece in within)


@pytest.mark.parametrize(
    ("start", "end"), [(None, None), (5, 5), (6, 2), (-1, 3), (0, 99)], ids=str
)
def test_a_place_that_is_not_in_the_text_marks_nothing(start, end):
    row = {"event_id": 1, "position": 1, "sentence_start": start, "sentence_end": end}
    assert spans([row], 10) == []


def test_a_text_is_cut_where_paragraphs_end_and_not_through_a_marked_sentence():
    text = "one two. three.\n\nfour five.\n\nsix."
    assert [text[a:b] for a, b in _parts(text, [], 10)] == [
        "one two. three.\n\n", "four five.\n\n", "six.",
    ]  # fmt: skip
    across = [Span(8, 27, "s-1", {})]
    assert next(text[a:b] for a, b in _parts(text, across, 10)).endswith("five.")


def _parts(text, found, size, overhang=20):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marked, "_OVERHANG", overhang)
        cuts, start = [], 0
        for first, last in parts(text + "." * overhang, found, size):
            cuts.append((first, min(last, len(text))))
            start = last
        assert start == len(text) + overhang
        return [(a, b) for a, b in cuts if a < b]


# ------------------------------------------------------------------------------------ diff

words = st.lists(st.sampled_from(["One. ", "Two. ", "Three.\n", "Four\n"]), max_size=30)


@given(words, words)
def test_a_comparison_tells_every_sentence_of_both_sides(before, after):
    old, new = "".join(before), "".join(after)
    steps = compare(old, new).steps
    kept = sum(step.count or 1 for step in steps if step.kind in ("same", "skipped"))
    went = [step.text for step in steps if step.kind == "went"]
    came = [step.text for step in steps if step.kind == "came"]
    assert kept + len(went) == len(sentences(old))
    assert kept + len(came) == len(sentences(new))
    assert set(went) <= set(sentences(old))
    assert set(came) <= set(sentences(new))
    assert bool(went or came) == (sentences(old) != sentences(new))


def test_long_texts_are_compared_quickly_or_not_at_all():
    lines = [f"Line {n} of a long plan." for n in range(40_000)]
    edited = [*lines[:20_000], "Another line.", *lines[20_001:]]
    started = time.perf_counter()
    found = compare("\n".join(lines), "\n".join(edited))
    assert (found.went, found.came, found.too_unlike) == (1, 1, False)
    assert compare("\n".join(lines), "\n".join(reversed(lines))).too_unlike
    every_other = [line if n % 2 else f"Not {line}" for n, line in enumerate(lines[:3_000])]
    many = compare("\n".join(lines[:3_000]), "\n".join(every_other))
    assert len(many.steps) == marked.MOST_STEPS
    assert many.rest > 0
    assert time.perf_counter() - started < 5


# --------------------------------------------------------------------------------- the page


def fill(desk):
    """Documents of each kind.

    1 with a promise and a file, 2 the file, 3 edited twice, 4 gone, 5 of a source that may be
    quoted, 6 of one that may be linked only, 7 edited and not decided on.
    """
    desk.page(
        f"The board met.\n{PROMISE}\nNothing else.", url="https://news.example/1", title="Notes",
        attachments=(file("plan.pdf", mime_type="application/pdf", size_bytes=2048, pages=3),),
        author="Ada", modified_at="2026-03-04",
    )  # fmt: skip
    desk.read_file("2026-11-22", "plan.pdf", "The plan itself.")
    for day, month in ((1, "May"), (3, "June"), (5, "July")):
        desk.on(day, f"Fog was thick. It opens in {month}. Mist.", url="https://news.example/fog",
                title="Fog signal")  # fmt: skip
        desk.seen(day, url="https://news.example/fog")
    desk.on(1, "The tide table is out.", url="https://news.example/tide", title="Tide table")
    desk.gone(9, url="https://news.example/tide")
    for of in (QUOTED, LINKED):
        for month in ("May", "June"):
            desk.on({"May": 1, "June": 4}[month], f"Secret words open in {month}.", of=of,
                    url=f"https://{of.name}.example/a", title=f"Of {of.name}")  # fmt: skip
    desk.on(1, "Quiet before.", url="https://news.example/quiet", title="Quiet")
    desk.on(8, "Undecided sentence.", url="https://news.example/quiet", title="Quiet")
    desk.extract()
    desk.resolve()
    [found] = desk.rows("select * from statements where document_id = 1")
    desk.decide(found, "link", commitment="lighthouse-plan")
    for change in desk.changes("waiting"):
        if change["document"] != 7:
            desk.say(change)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A release of such documents; not to be changed."""
    desk = Watch.fresh(tmp_path_factory.mktemp("documents"), LIGHTHOUSE)
    fill(desk)
    folder = desk.path.parent / "published"
    publish(desk.db, folder, TODAY, NOW)
    return (folder / "current").resolve()


@pytest.fixture(scope="module")
def shown(room, serve_over):
    """The site over it."""
    return serve_over(room)


@pytest.fixture
def altered(room, tmp_path, serve_over):
    """A function that makes a site over a copy of the release in which some statements were run."""

    def make(*statements):
        target = tmp_path / "release"
        shutil.copytree(room, target)
        (target / "delaywatch.db").chmod(0o644)
        with sqlite3.connect(target / "delaywatch.db") as connection:
            for statement, values in statements:
                connection.execute(statement, values)
        connection.close()
        return serve_over(target)

    return make


async def page(site, path, status=200):
    response = await site.client.get(path)
    assert response.status_code == status, path
    return response.text


class Shown(HTMLParser):
    """The text of the box, without the notes that we put after marks; and the names of marks."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.names, self._depth, self._note = "", [], 0, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "div":
            self._depth += self._depth > 0 or attrs.get("class") == "document-text"
        elif tag == "span" and attrs.get("class") == "mark-note":
            self._note = True
        elif tag == "mark" and "id" in attrs:
            self.names.append(attrs["id"])

    def handle_endtag(self, tag):
        if tag == "div" and self._depth:
            self._depth -= 1
        elif tag == "span":
            self._note = False

    def handle_data(self, data):
        if self._depth and not self._note:
            self.text += data


def plain(html):
    html = html.replace("</dt>", ": ").replace("<br>", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


async def test_the_text_is_shown_letter_for_letter_with_its_sentence_marked(shown):
    html = await page(shown, "/documents/1")
    found = Shown(html)
    assert found.text == f"The board met.\n{PROMISE}\nNothing else."
    [name] = found.names
    assert f'<mark id="{name}">{PROMISE}</mark>' in html
    assert f'href="#{name}"' in html
    assert html.count('href="/commitments/lighthouse-plan#event-2"') == 2
    assert "By 31 October 2026 (“by the end of October 2026”)" in plain(html)


async def test_what_is_known_of_it(shown):
    text = plain(await page(shown, "/documents/1"))
    for told in (
        "News item of Coast News, by Ada, published 2 March 2026.",
        "Last changed, as it says itself: 4 March 2026",
        "Licence: OGL v3.0",
        "Copy held: of the bytes as they were read on 22 November 2026 SHA-256",
    ):
        assert told in text, told
    assert "no longer" not in text


async def test_a_file_and_the_page_that_it_hangs_on_lead_to_each_other(shown):
    assert '<a href="/documents/2"><bdi>Plan</bdi></a>' in await page(shown, "/documents/1")
    assert "file, 3 pages, 2 KB; read here" in plain(await page(shown, "/documents/1"))
    assert '<a href="/documents/1"><bdi>Notes</bdi></a>' in await page(shown, "/documents/2")


async def test_accepted_changes_and_both_sides_as_versions(shown):
    html = await page(shown, "/documents/3")
    assert len(re.findall(r'<li id="change-\d+"', html)) == 2
    assert "<del>It opens in June.</del>" in html
    assert "<ins>It opens in July.</ins>" in html
    versions = html[html.index('<h2 id="versions">') :]
    assert versions.count("<tr><td>") == 3
    assert len(set(re.findall(r"[0-9a-f]{64}", versions))) == 6


async def test_two_versions_are_held_against_each_other(shown):
    html = await page(shown, "/documents/3?from=1&to=3")
    diff = html[html.index('<h2 id="diff">') : html.index('<h2 id="text">')]
    steps = ("Fog was thick.", "went It opens in May.", "came It opens in July.", "Mist.")
    assert re.findall(r"<li class=\"(\w+)\"", diff) == ["same", "went", "came", "same"]
    for step in steps:
        assert step in plain(diff)


@pytest.mark.parametrize("query", ["from=1&to=9", "from=x&to=1", "from=1", "from=-1&to=2"])
async def test_versions_that_there_are_not_are_not_compared(shown, query):
    assert '<h2 id="diff">' not in await page(shown, f"/documents/3?{query}")


async def test_a_document_that_is_gone_says_so_and_keeps_its_text(shown):
    html = await page(shown, "/documents/4")
    assert "When last looked at, it was not at its address" in html
    assert "no longer" not in html
    assert Shown(html).text == "The tide table is out."


@pytest.mark.parametrize(
    ("number", "why"), [(5, "lets us quote a few words"), (6, "lets us show no text")]
)
async def test_text_that_may_not_be_shown_is_not(shown, number, why):
    html = await page(shown, f"/documents/{number}?from=1&to=2")
    assert "We may not show its text" in html
    assert why in html
    assert 'rel="noopener nofollow"' in html
    assert "document-text" not in html
    assert '<h2 id="diff">' not in html
    assert ("Secret words open in May." in html) == (number == 5)  # a few words may be quoted


async def test_nothing_is_told_of_a_change_that_nobody_accepted(shown, room):
    html = await page(shown, "/documents/7")
    assert "No change of it has been accepted" in html
    assert html.count("stands</strong>") == 1
    assert "Quiet before." not in html
    with sqlite3.connect(f"file:{room}/delaywatch.db?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        [row] = connection.execute("select * from document_versions where document = 7")
    assert row["current"] == 1
    assert "read on 8 March" in plain(html)


@pytest.mark.parametrize("number", ["99", "x", "1x", "-1", "%00", "9" * 30])
async def test_a_document_that_there_is_not(shown, number):
    response = await shown.client.get(f"/documents/{number}")
    assert response.status_code in (400, 404)


QUOTE = """insert into quotes
  (event_id, position, document, version, sentence, sentence_start, sentence_end)
  values (2, ?, 3, 3, 'A line', ?, ?)"""
LINE = "A line of the harbour plan that says nothing of a day.\n"


async def test_a_long_text_comes_in_parts_within_a_second_and_every_mark_is_reached(altered):
    text = (LINE * 9 + "\n") * 3_900  # 1.9 million letters
    places = [0, 1_000_000, len(text) - len(LINE)]
    site = altered(
        ("update documents set text = ? where id = 3", [text]),
        *[(QUOTE, [n + 10, place, place + 20]) for n, place in enumerate(places)],
    )
    html = await page(site, "/documents/3")
    parts_there = int(re.search(r"Part 1 of (\d+)", html)[1])
    assert parts_there > 20
    links = re.findall(r'class="to-mark" href="([^"]+)"', html)
    assert len(links) == 3
    whole, slowest = "", 0.0
    for number in range(1, parts_there + 1):
        started = time.perf_counter()
        html = await page(site, f"/documents/3?part={number}")
        slowest = max(slowest, time.perf_counter() - started)
        whole += Shown(html).text
    assert whole == text
    assert slowest < 1
    for link in links:
        query, name = link.split("#")
        assert f'<mark id="{name}">' in await page(site, f"/documents/3{query}")
    assert "Part 1 of" in await page(site, "/documents/3?part=x")
    assert f"Part {parts_there} of" in await page(site, "/documents/3?part=99999")


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egpj.exe\u2066",
    "a\0b",
    "x" * 10_000,
    "'\" onmouseover=alert(1) x='",
    "",
)


INTO_EVERY_FIELD = (
    """update documents set title = ?1, author = ?1, kind = ?1, licence = ?1, text = ?1,
         published_at = '2026-03-02'""",
    "update document_versions set title = ?1, text = iif(current, null, ?1)",
    "update document_files set title = ?1, kind = ?1",
    """update document_changes set title = ?1, removed = ?1, added = ?1, note = ?1, was = ?1,
         became = ?1, files_removed = ?1, files_added = ?1, attached_to = ?1""",
    "update quotes set sentence = ?1, sentence_start = 0, sentence_end = length(?1)",
    "update sources set title = ?1",
)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:12]))
async def test_hostile_text_stays_text(altered, value):
    site = altered(*[(statement, [value]) for statement in INTO_EVERY_FIELD])
    for path in ("/documents/1", "/documents/3?from=1&to=2", "/changes", "/changes/1"):
        html = await page(site, path)
        for bad in ("<script>alert", "<img src=x", " onmouseover=alert(1) x='\"", "49"):
            if bad in value or bad == "49":
                assert bad not in re.sub(r"[0-9a-f]{64}", "", html), path
        for title in re.findall(r"<(?:title|h1)[^>]*>(.*?)</(?:title|h1)>", html, re.DOTALL):
            assert "\u202e" not in title or "<bdi>" in title


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "\0", ""]
)
async def test_only_web_addresses_become_links(altered, url):
    site = altered(
        ("update documents set url = ? || id", [url]),
        ("update document_files set url = ?, file = null", [url]),
        ("update document_changes set url = ?1, files_removed = 'A ' || ?1, attached_to = ?1",
         [url]),
    )  # fmt: skip
    for path in ("/documents/1", "/documents/5", "/changes/1", "/changes"):
        for link in re.findall(r'href="([^"]*)"', await page(site, path)):
            assert not link.startswith(("javascript:", "data:", "//"))
