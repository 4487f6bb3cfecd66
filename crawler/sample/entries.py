"""What is on the sample site on a day, from the files in ``content/``."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from crawler.sample.pdf import pdf_of

FILE_TYPES = {
    "pdf": ("application/pdf", "PDF"),
    "csv": ("text/csv", "CSV spreadsheet"),
    "xls": ("application/vnd.ms-excel", "Microsoft Excel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post of any type as it is on one day; times are naive UTC."""

    id: int
    slug: str
    title: str
    date: str
    modified: str
    categories: list[int] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    html: str = ""
    sticky: bool = False
    introduction: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    fields: str = "list"
    status: int = 200
    under: str = ""
    parent: int = 0

    def path(self, kind: str) -> str:
        """Return the path of its page; ``kind`` is one of COLLECTIONS."""
        if kind == "posts":
            year, month, _ = self.date.split("-", 2)
            return f"/{year}/{month}/{self.slug}/"
        return f"{COLLECTIONS[kind].path or self.under}{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A post type: its slug, the file with its posts, the path of their pages, its taxonomies."""

    type: str
    name: str
    file: str
    path: str = ""
    taxonomies: tuple[str, ...] = ()


# By what they are called in the REST API, which need not be like the slug.
COLLECTIONS = {
    "posts": Collection(type="post", name="Posts", file="news.yml", taxonomies=("category",)),
    "pages": Collection(type="page", name="Pages", file="pages.yml"),
    "documents": Collection(
        type="document",
        name="Publications",
        file="publications.yml",
        path="/publication/",
        taxonomies=("category", "publication-type"),
    ),
    "long-reads": Collection(
        type="long-read",
        name="Long reads",
        file="longreads.yml",
        path="/long-read/",
        taxonomies=("category",),
    ),
}


def entries(kind: str, day: int) -> list[Entry]:
    """Return the posts of a collection on a day, newest first."""
    there = [
        Entry(**_on_day(raw, day))
        for raw in _load(COLLECTIONS[kind].file)
        if raw.get("from_day", 1) <= day <= raw.get("until_day", day)
    ]
    return sorted(there, key=lambda entry: entry.date, reverse=True)


def terms(taxonomy: str) -> list[dict[str, Any]]:
    """Return the terms of a taxonomy: id, slug, name."""
    return list(_load("terms.yml")[taxonomy])


def upload(name: str, day: int) -> bytes | None:
    """Return the bytes of an upload on a day, None where there is none of that name."""
    raw = _load("uploads.yml").get(name)
    if raw is None:
        return None
    content = _on_day(raw, day)
    if "pages" in content:
        return pdf_of(content["pages"])
    return "".join(",".join(row) + "\r\n" for row in content["rows"]).encode()


def _on_day(raw: dict[str, Any], day: int) -> dict[str, Any]:
    parts = {k: v for k, v in raw.items() if k not in {"from_day", "until_day", "changes"}}
    for change in raw.get("changes", []):
        if day >= change["day"]:
            parts |= {k: v for k, v in change.items() if k != "day"}
    return parts


@cache
def _load(name: str) -> Any:
    text = (files("crawler.sample") / "content" / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)
