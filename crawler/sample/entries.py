"""What is on the sample site on a day, from the files in ``content/``."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

FILE_TYPES = {
    "pdf": ("application/pdf", "PDF"),
    "csv": ("text/csv", "CSV spreadsheet"),
    "xls": ("application/vnd.ms-excel", "Microsoft Excel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A news item or a publication as it is on one day; times are naive UTC."""

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

    def path(self, kind: str) -> str:
        """Return the path of its page; ``kind`` is posts or documents."""
        if kind == "documents":
            return f"/publication/{self.slug}/"
        year, month, _ = self.date.split("-", 2)
        return f"/{year}/{month}/{self.slug}/"


def entries(kind: str, day: int) -> list[Entry]:
    """Return the posts or documents of a day, newest first."""
    name = {"posts": "news.yml", "documents": "publications.yml"}[kind]
    there = [
        _on_day(raw, day)
        for raw in _load(name)
        if raw.get("from_day", 1) <= day <= raw.get("until_day", day)
    ]
    return sorted(there, key=lambda entry: entry.date, reverse=True)


def terms(taxonomy: str) -> list[dict[str, Any]]:
    """Return the terms of a taxonomy: id, slug, name."""
    return list(_load("terms.yml")[taxonomy])


def _on_day(raw: dict[str, Any], day: int) -> Entry:
    parts = {k: v for k, v in raw.items() if k not in {"from_day", "until_day", "changes"}}
    for change in raw.get("changes", []):
        if day >= change["day"]:
            parts |= {k: v for k, v in change.items() if k != "day"}
    return Entry(**parts)


@cache
def _load(name: str) -> Any:
    text = (files("crawler.sample") / "content" / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)
