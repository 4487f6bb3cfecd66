"""The sample's REST API: the items and collections that WordPress would send."""

from typing import Any

from crawler.sample.entries import COLLECTIONS, FILE_TYPES, Entry, terms

NO_PLAYER = ""


def types() -> dict[str, Any]:
    """Return what the API says of the post types."""
    return {
        collection.type: {
            "description": "",
            "hierarchical": base == "pages",
            "name": collection.name,
            "slug": collection.type,
            "taxonomies": list(collection.taxonomies),
            "rest_base": base,
            "rest_namespace": "wp/v2",
        }
        for base, collection in COLLECTIONS.items()
    }


def item(entry: Entry, kind: str, base: str) -> dict[str, Any]:
    """Return one item in full; ``kind`` is one of COLLECTIONS, ``base`` ends without a slash."""
    url = base + entry.path(kind)
    found: dict[str, Any] = {
        "id": entry.id,
        "date": entry.date,
        "date_gmt": entry.date,
        "guid": {"rendered": f"{base}/?p={entry.id}"},
        "modified": entry.modified,
        "modified_gmt": entry.modified,
        "slug": entry.slug,
        "status": "publish",
        "type": COLLECTIONS[kind].type,
        "link": url,
        "title": {"rendered": entry.title.replace("&", "&amp;").replace("'", "&#8217;")},
    }
    if "category" in COLLECTIONS[kind].taxonomies:
        found["categories"] = entry.categories
    if kind == "pages":
        found["parent"] = entry.parent
    if kind == "posts":
        found["sticky"] = entry.sticky
    if kind != "documents":
        found["content"] = {"rendered": absolute(entry.html, base), "protected": False}
    else:
        found["publication-type"] = entry.types
        if entry.fields != "absent":
            rows: Any = [row(entry, raw, base) for raw in entry.rows]
            found["custom_fields"] = [
                {"introduction": absolute(entry.introduction, base)},
                {"table_of_contents": False},
                {"documents": repr(rows) if entry.fields == "repr" else rows},
            ]
    return found


def row(entry: Entry, raw: dict[str, Any], base: str) -> dict[str, Any]:
    """Return one row of a publication as the fields plugin sends it."""
    kinds = [term for term in terms("publication-type") if term["id"] in entry.types]
    return {
        "type_of_publication": raw["kind"],
        "document": _file(raw, base) if raw["kind"] == "document" else False,
        "audio_or_video": player(raw),
        "link_url": absolute_url(raw.get("url", ""), base),
        "heading_text": raw["title"] if raw["kind"] == "heading" else "",
        "free_text": absolute(raw.get("html", ""), base),
        "title": "" if raw["kind"] == "heading" else raw.get("title", ""),
        "publication_type": {
            "term_id": kinds[0]["id"],
            "name": kinds[0]["name"],
            "slug": kinds[0]["slug"],
            "taxonomy": "publication-type",
        },
        "snapshot": absolute(raw.get("snapshot", ""), base),
        "number_of_pages": str(raw.get("pages", "")),
        "length_of_file": raw.get("length"),
        "thumbnail": False,
        "icon": raw.get("file", "").rpartition(".")[2],
    }


def _file(raw: dict[str, Any], base: str) -> dict[str, Any]:
    name = raw["file"].rpartition("/")[2]
    mime_type = FILE_TYPES[name.rpartition(".")[2]][0]
    return {
        "ID": 9000 + len(name),
        "title": name.rpartition(".")[0],
        "filename": name,
        "filesize": raw["size"],
        "url": f"{base}/wp-content/uploads/{raw['file']}",
        "status": "inherit",
        "date": raw["uploaded"],
        "modified": raw["uploaded"],
        "mime_type": mime_type,
    }


def player(raw: dict[str, Any]) -> str:
    """Return the frame that plays a recording, or nothing."""
    if "player" not in raw:
        return NO_PLAYER
    return f'<p><iframe width="500" height="281" src="{raw["player"]}"></iframe></p>\n'


def absolute(html: str, base: str) -> str:
    """Make links within the site whole, as WordPress sends them."""
    return html.replace('href="/', f'href="{base}/')


def absolute_url(url: str, base: str) -> str:
    """Make an address within the site whole."""
    return base + url if url.startswith("/") else url


def only(found: dict[str, Any], fields: str | None) -> dict[str, Any]:
    """Keep the fields that ``_fields=`` asks for."""
    if not fields:
        return found
    wanted = [name.strip() for name in fields.split(",")]
    return {name: found[name] for name in wanted if name in found}


def chosen(found: list[Entry], query: dict[str, str]) -> list[Entry]:
    """Keep the entries that the filters of a query let pass."""
    for name, part in (("include", "id"), ("slug", "slug"), ("parent", "parent")):
        if name in query:
            wanted = query[name].split(",")
            found = [entry for entry in found if str(getattr(entry, part)) in wanted]
    if "categories" in query:
        numbers = {int(number) for number in query["categories"].split(",")}
        found = [entry for entry in found if numbers & set(entry.categories)]
    return found


def in_order(found: list[Entry], orderby: str, order: str) -> list[Entry]:
    """Sort as ``orderby=`` and ``order=`` ask."""
    return sorted(
        found,
        key=lambda entry: (getattr(entry, orderby), entry.id),
        reverse=order == "desc",
    )
