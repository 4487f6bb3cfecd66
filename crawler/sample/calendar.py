"""The sample's calendar of statistics: a page that links a plan, and the plan as a real PDF.

On the second day another PDF takes the place of the first, and the first is not there any more.
"""

from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import yaml

from crawler.sample.answers import Answer, SampleRequest, html_answer, json_answer
from crawler.sample.pages import BANNER, page
from crawler.sample.pdf import pdf_of

_SLUG = "12-months-statistics-calendar"
_UPLOADS = "/statistics/wp-content/uploads/sites/2/"
_TITLE = "12 months statistics calendar"
_ROWS_A_PAGE = 6
_DATE_WIDTH, _TITLE_WIDTH = 14, 68  # letters of the columns


def rest(request: SampleRequest) -> Answer | None:
    """Return the page as the statistics site's REST has it."""
    if request.last("slug") != _SLUG:
        return json_answer([])
    found = {
        "link": f"{request.base}/statistics/{_SLUG}/",
        "modified": f"{_plan(request.day)['day']}T13:42:14",
        "title": {"rendered": _TITLE},
        "content": {"rendered": _content(request), "protected": False},
    }
    return json_answer([found])


def html(request: SampleRequest) -> Answer | None:
    """Return the page itself."""
    main = f'<div id="main-content"><h1>{_TITLE}</h1><article>{_content(request)}</article></div>'
    return html_answer(page(_TITLE, main), None)


def plan(request: SampleRequest, name: str) -> Answer | None:
    """Return the plan's PDF, while it is the one that is linked."""
    current = _plan(request.day)
    if name != current["file"]:
        return None
    return Answer(pdf_of(_pages(current)), "application/pdf")


ROUTES = [
    (r"/statistics/wp-json/wp/v2/pages", rest),
    (rf"/statistics/{_SLUG}/", html),
    (rf"{_UPLOADS}(.+\.pdf)", plan),
]


def _plan(day: int) -> dict[str, Any]:
    """Return the plan as it is on a day of the sample."""
    content = _load()
    current = dict([plan for plan in content["plans"] if plan["from_day"] <= day][-1])
    moved = current.get("moved", {})
    rows = [row | {"due": moved.get(row["title"], row["due"])} for row in content["rows"]]
    return current | {"rows": sorted(rows, key=lambda row: row["due"])}


@cache
def _load() -> dict[str, Any]:
    text = (files("crawler.sample") / "content" / "calendar.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _content(request: SampleRequest) -> str:
    current = _plan(request.day)
    day = current["day"]
    label = f"SAMPLE: 12 month plan for 2026-27 ({day.day} {day:%B %Y}) (PDF, 3KB)"
    url = f"{request.base}{_UPLOADS}{current['file']}"
    return f"""<p>When the sample statistics of the coming twelve months are planned for.</p>
<h3>2026-27</h3>
<p><a href="{url}">{escape(label)}</a></p>"""


def _pages(current: dict[str, Any]) -> list[list[str]]:
    """Return the lines of the PDF: columns, headings of months, titles that are wrapped."""
    rows = current["rows"]
    pages = []
    for start in range(0, len(rows), _ROWS_A_PAGE):
        lines = [BANNER, "", "SAMPLE: Proposed 12 month plan for 2026-27", ""]
        lines.append(_columns("Date", "Title", "Status"))
        for row in rows[start : start + _ROWS_A_PAGE]:
            lines += ["", *_printed(row)]
        pages.append([*lines, "", f"Page {len(pages) + 1}"])
    return pages


def _printed(row: dict[str, Any]) -> list[str]:
    first, *more = row["title"].splitlines()
    return [
        _columns(f"{row['due']:%d/%m/%Y}", first, row["status"]),
        *(_columns("", line, "") for line in more),
    ]


def _columns(when: str, title: str, status: str) -> str:
    return f"{when:<{_DATE_WIDTH}}{title:<{_TITLE_WIDTH}}{status}".rstrip()
