"""What an item of GOV.UK's Content API says: no requests in here.

The shapes are those of the content schemas in alphagov/publishing-api.
``updated_at`` is when GOV.UK last sent an item to itself, and never read:
``public_updated_at`` is the last change that its author calls one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from crawler.moments import moment
from crawler.platforms.govuk.announced import (
    STATISTICS,
    announcement,
    announcement_lines,
    is_announcement,
    outcome_line,
    outcome_of,
)
from crawler.platforms.govuk.attachments import attachments_of
from crawler.platforms.govuk.fields import (
    day_words,
    details,
    html,
    linked,
    path_of,
    rows,
    table,
    time_words,
    words,
)
from crawler.text import text_of
from db.normal import normalise
from db.readings import Announced, Attachment

_ORGANISATIONS = "/government/organisations/"
# A body's page on GOV.UK keeps its old name for a while, and records keep it for ever.
_BODIES = {
    "nhs-england": "nhs-england",
    "nhs-commissioning-board": "nhs-england",
    "department-of-health-and-social-care": "department-of-health-and-social-care",
    "department-of-health": "department-of-health-and-social-care",
}
_KINDS = {
    "authored_article": "news",
    "fatality_notice": "news",
    "foi_release": "foi_release",
    "government_response": "news",
    "news_article": "news",
    "news_story": "news",
    "oral_statement": "news",
    "policy_paper": "policy_paper",
    "press_release": "news",
    "speech": "news",
    "world_news_story": "news",
    "written_statement": "written_statement",
} | dict.fromkeys(STATISTICS, "statistics")
_CONSULTATIONS = ("consultation", "call_for_evidence")
_CONSULTATION_PATHS = ("/government/consultations/", "/government/calls-for-evidence/")
# Pages about people, bodies and subjects, and services: nobody publishes a promise in them, and
# they change with every new post and name.
_NO_DOCUMENTS = frozenset({
    "calendar", "completed_transaction", "contact", "email_alert_signup", "external_content",
    "field_of_operation", "finder", "finder_email_signup", "government", "homepage", "licence",
    "local_transaction", "mainstream_browse_page", "ministers_index", "need", "organisation",
    "organisations_homepage", "person", "place", "policy_area", "role_appointment", "search",
    "service_sign_in", "simple_smart_answer", "smart_answer", "special_route", "taxon", "topic",
    "transaction", "world_location", "worldwide_organisation",
})  # fmt: skip
# What the template of an attachment inside a text says of every file alike.
_TEMPLATE = (
    ".attachment-thumb, .attachment-details .metadata, .accessibility-warning, "
    ".opendocument-help, .gem-c-attachment__thumbnail, .gem-c-attachment__metadata, "
    ".gem-c-attachment details"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one item says; the fields are those of db.readings.Reading.

    ``path`` is its address on GOV.UK, as far as it tells.
    """

    path: str
    native_id: str | None
    kind: str
    title: str
    text: str
    published_at: str | None
    modified_at: str | None
    types: tuple[str, ...]
    topics: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    author: str | None
    body: str | None
    announced: tuple[Announced, ...] = ()


def content_of(
    item: dict[str, Any], *, site: str, path: str = "", organisations: Any = None
) -> Content:
    """Read an item of the Content API.

    ``site`` is the address that paths are joined to; ``path`` and
    ``organisations`` (slug and title) are what a list said, for an item that
    does not. Raises ValueError where it has no title.
    """
    title = words(item.get("title"))
    if not title:
        raise ValueError("an item without a title")
    at = path_of(item) or path
    author, body = author_of(item, organisations)
    url = urljoin(site, at)
    dated = announcement(item, url=url, author=author, body=body) if is_announcement(item) else ()
    return Content(
        path=at,
        native_id=native_id(item),
        kind=kind_of(item, at),
        title=title,
        text=normalise("\n".join(_lines(item))),
        published_at=_published_at(item),
        modified_at=moment(words(item.get("public_updated_at"))),
        types=tuple(filter(None, [words(item.get("document_type"))])),
        topics=_topics(item),
        attachments=attachments_of(item, site),
        author=author,
        body=body,
        announced=dated,
    )


def is_release(item: dict[str, Any]) -> bool:
    """Tell whether an item is our own record of a release (see ``release_of``)."""
    return all(isinstance(item.get(name), dict) for name in ("announcement", "statistics"))


def release_of(release: dict[str, Any], *, site: str) -> Content | None:
    """Return an announcement as it is once its address leads to what it announced.

    ``release`` holds three items as the site gave them: ``announcement``, as
    it last was; ``redirect``, or null where the server redirects by itself;
    and ``statistics``, to which it leads. None where that is no release.
    """
    content = content_of(release["announcement"], site=site)
    outcome = outcome_of(release["announcement"], release["statistics"], site)
    if outcome is None:
        return None
    since = moment(words(table(release.get("redirect")).get("public_updated_at")))
    return replace(
        content,
        text=f"{outcome_line(outcome)}\n{content.text}",
        modified_at=since or content.modified_at,
        announced=tuple(
            replace(one, state="released", outcome_url=outcome.url, outcome_on=outcome.on)
            for one in content.announced
        ),
    )


def native_id(item: dict[str, Any]) -> str | None:
    """Return what keeps an item's identity when its address changes: content id and language."""
    content_id = words(item.get("content_id"))
    return f"{content_id}:{words(item.get('locale')) or 'en'}" if content_id else None


# What an item is -------------------------------------------------------------------------


def redirect_of(item: dict[str, Any]) -> str | None:
    """Return where an item's address leads now, as a path or an address; None for no redirect.

    A redirect of a whole branch keeps what follows. One without a
    destination is "".
    """
    if not _is_a("redirect", item):
        return None
    path = words(item.get("base_path"))
    ways = [way for way in rows(item.get("redirects")) if words(way.get("destination"))]
    for way in ways:
        if words(way.get("path")) == path:
            return words(way["destination"])
    for way in ways:
        start = words(way.get("path")).rstrip("/")
        if way.get("type") == "prefix" and start and path.startswith(f"{start}/"):
            rest = "" if way.get("segments_mode") == "ignore" else path[len(start) :]
            return words(way["destination"]).rstrip("/") + rest
    said = details(item)
    return words(ways[0]["destination"]) if ways else words(said.get("alternative_path"))


def gone_of(item: dict[str, Any]) -> str | None:
    """Return why an item was taken away, in the site's words; None for one that was not."""
    if not _is_a("gone", item):
        return None
    said = details(item)
    why = text_of(html(said.get("explanation"))).replace("\n", " ")
    instead = words(said.get("alternative_path"))
    parts = ["taken away by GOV.UK", f'"{why}"' if why else "", f"see {instead}" if instead else ""]
    return "; ".join(filter(None, parts))


def _is_a(name: str, item: dict[str, Any]) -> bool:
    return name in (item.get("schema_name"), item.get("document_type"))


def why_no_document(item: dict[str, Any]) -> str | None:
    """Say why an item is no document of ours, or None where it is one."""
    kind = words(item.get("document_type")) or words(item.get("schema_name"))
    if kind.startswith(("coming_soon", "placeholder")):
        due = time_words(details(item).get("publish_time")) or time_words(
            item.get("publishing_scheduled_at")
        )
        return f"not published yet{f', scheduled for {due}' if due else ''} ({kind})"
    if is_no_document(kind):
        return f"a page of the type {kind}, not a publication"
    return None


def is_no_document(document_type: str) -> bool:
    """Tell whether pages of a document type are not read: people, bodies, subjects, services."""
    return document_type in _NO_DOCUMENTS or document_type.endswith("_role")


def kind_of(item: dict[str, Any], path: str = "") -> str:
    """Return what kind of document an item is; an HTML attachment is of its publication's kind."""
    if is_announcement(item):
        return "statistics_announcement"
    parents = linked(item, "parent")
    if item.get("schema_name") == "html_publication" and parents:
        return kind_of(parents[0], path)
    said, schema = words(item.get("document_type")), words(item.get("schema_name"))
    if any(name in said or name == schema for name in _CONSULTATIONS):
        return "consultation"
    # An HTML attachment without a parent, and an item that does not say what it is.
    if said in {"", "html_publication"} and path.startswith(_CONSULTATION_PATHS):
        return "consultation"
    return _KINDS.get(said, "publication")


def author_of(item: dict[str, Any], listed: Any = None) -> tuple[str | None, str | None]:
    """Return whose words an item holds: the lead body's name, and its slug if it is one of ours.

    The body that the record puts first leads: emphasised, then primary, then
    first of all; for a record without bodies, the first that the list named.
    """
    bodies = linked(item, "organisations")
    emphasised = details(item).get("emphasised_organisations")
    first = emphasised[0] if isinstance(emphasised, list) and emphasised else None
    leading = [
        *(body for body in bodies if first and body.get("content_id") == first),
        *linked(item, "emphasised_organisations"),
        *linked(item, "primary_publishing_organisation"),
        *bodies,
        *rows(listed),
    ]
    for body in leading:
        if name := words(body.get("title")):
            return name, _BODIES.get(_slug(body))
    return None, None


def _slug(body: dict[str, Any]) -> str:
    path = words(body.get("base_path")) or words(body.get("link"))
    return words(body.get("slug")) or path.removeprefix(_ORGANISATIONS).strip("/")


def _published_at(item: dict[str, Any]) -> str | None:
    said = details(item)
    firsts = [
        note.get("public_timestamp")
        for note in rows(said.get("change_history"))
        if words(note.get("note")).lower().rstrip(".") == "first published"
    ]
    own = said.get("public_timestamp") if said.get("first_published_version") is True else None
    stated = (item.get("first_published_at"), said.get("first_public_at"), *firsts, own)
    return next(filter(None, (moment(words(value)) for value in stated)), None)


def _topics(item: dict[str, Any]) -> tuple[str, ...]:
    found = [
        words(topic.get("title"))
        for name in ("taxons", "policy_areas", "topical_events")
        for topic in linked(item, name)
    ]
    return tuple(dict.fromkeys(filter(None, found)))


# Its text ----------------------------------------------------------------------------------


def _lines(item: dict[str, Any]) -> Iterator[str]:
    """Yield the text of an item, a block a line, as a reader of the page meets it.

    Of the notes on changes only the newest stands in the text, under its day:
    it is what the body says of this version, and older ones would be read as
    if they were said now. All of them are in the item, which is kept beside it.
    """
    said = details(item)
    yield from _withdrawn(table(item.get("withdrawn_notice")))
    yield words(item.get("description"))
    yield from announcement_lines(item) if is_announcement(item) else _dates(said)
    yield _text(html(said.get("body")))
    for part in rows(said.get("parts")):
        yield words(part.get("title"))
        yield _text(html(part.get("body")))
    yield from _groups(item)
    for piece in _blocks(said.get("blocks")):
        yield _text(piece)
    yield from _section("Feedback received", said, "public_feedback")
    yield from _section("Outcome", said, "final_outcome")
    yield from _newest_note(rows(said.get("change_history")))


def _withdrawn(notice: dict[str, Any]) -> Iterator[str]:
    """Yield first of all that a document was withdrawn, when and why."""
    day, why = day_words(notice.get("withdrawn_at")), text_of(html(notice.get("explanation")))
    if day or why:
        yield f"Withdrawn on {day}" if day else "Withdrawn"
        yield why


def _dates(said: dict[str, Any]) -> Iterator[str]:
    for label, name, reader in (
        ("Opening date", "opening_date", time_words),
        ("Closing date", "closing_date", time_words),
        ("Delivered on", "delivered_on", day_words),
    ):
        if value := reader(said.get(name)):
            yield f"{label}: {value}"


def _section(label: str, said: dict[str, Any], name: str) -> Iterator[str]:
    """Yield what came of a consultation, under the day on which it did."""
    text = _text(html(said.get(f"{name}_detail")))
    day = day_words(said.get(f"{name}_publication_date"))
    if text or day:
        yield f"{label} ({day})" if day else label
        yield text


def _groups(item: dict[str, Any]) -> Iterator[str]:
    """Yield the groups of a collection, with the titles of what is in each."""
    by_id = {words(row.get("content_id")): row for row in linked(item, "documents")}
    for group in rows(details(item).get("collection_groups")):
        yield words(group.get("title"))
        yield _text(html(group.get("body")))
        members = group.get("documents")
        for number in members if isinstance(members, list) else []:
            yield words(by_id.get(str(number), {}).get("title"))


def _blocks(value: Any) -> Iterator[str]:
    """Yield the texts of a page that is put together from blocks, which may hold others."""
    for block in rows(value) or [table(value)]:
        if isinstance(block.get("content"), str):
            yield block["content"]
        for name, inner in block.items():
            if name == "blocks" or isinstance(inner, dict):
                yield from _blocks(inner)


def _newest_note(history: Iterable[dict[str, Any]]) -> Iterator[str]:
    dated = [
        (moment(words(note.get("public_timestamp"))) or "", note)
        for note in history
        if words(note.get("note"))
    ]
    if not dated:
        return
    _, newest = max(dated, key=lambda pair: pair[0])
    if words(newest["note"]).lower().rstrip(".") == "first published":
        return
    day = day_words(newest.get("public_timestamp"))
    yield f"Updated on {day}" if day else "Updated"
    yield words(newest["note"])


def _text(piece: str) -> str:
    if "attachment" not in piece:
        return text_of(piece)
    soup = BeautifulSoup(piece, "lxml")
    for node in soup.select(_TEMPLATE):
        node.decompose()
    return text_of(str(soup))
