"""The REST API of a WordPress site: its collections, its post types, its terms."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from scrapy.http import Response

from crawler.bodies import is_json, json_body, said_type
from crawler.items import Ended
from crawler.platforms.base import Answer, SourceBroken
from crawler.platforms.wordpress.pages import WordPressPages, term_numbers
from crawler.text import plain
from db.ledger import Ending

PER_PAGE = 100  # the most that WordPress gives
TEXTS_A_PAGE = 50  # where each brings its whole text: a hundred long reads could pass what we take
PAST_THE_END = 400  # rest_post_invalid_page_number: the list got shorter while we read it
NO_SUCH_ROUTE = frozenset({200, 404})

Validators = tuple[str | None, str | None]
NO_VALIDATORS: Validators = (None, None)


class RestUnusable(Exception):
    """The REST API cannot be used; ``answer`` is the page that showed it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"{answer.page.url}: {answer.ending.reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostType:
    """A post type: its name in the API, and the taxonomies that its posts have."""

    rest_base: str
    taxonomies: tuple[str, ...]


class RestApi(WordPressPages):
    """Asks a site's REST API; what cannot be used raises RestUnusable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plain_permalinks = False
        self._categories: dict[str, dict[str, Any] | None] = {}

    # Collections -------------------------------------------------------------------------

    async def rest_page(
        self,
        base: str,
        query: dict[str, str],
        number: int,
        validators: Validators = NO_VALIDATORS,
    ) -> Answer:
        """Fetch a page of a collection; raises RestUnusable where it is not one."""
        is_heavy = "content" in query.get("_fields", "").split(",")
        size = TEXTS_A_PAGE if is_heavy else PER_PAGE
        query = query | {"per_page": str(size), "page": str(number)}
        answer = await self._asked(base, query, validators)
        if answer.ending.state == "unchanged":
            return answer
        if number > 1 and answer.ending.http_status == PAST_THE_END:
            ending = Ending(state="ok", http_status=PAST_THE_END, reason="past the end of the list")
            return replace(answer, ending=ending)
        return self._checked(answer, list)

    def items_of(self, answer: Answer) -> list[dict[str, Any]]:
        """Return the items of a list page that was checked."""
        items = _json_of(answer.response, list) or []
        return [item for item in items if isinstance(item, dict)]

    async def _asked(self, base: str, query: dict[str, str], validators: Validators) -> Answer:
        """Ask the API, which a site with plain permalinks has under ``?rest_route=`` only."""
        answer = await self.fetch(self.page(self.rest_url(base, query), "list"), validators)
        if self._no_route(answer) and not self.plain_permalinks:
            return await self._by_query(answer, base, query, validators)
        return answer

    async def _by_query(
        self, answer: Answer, base: str, query: dict[str, str], validators: Validators
    ) -> Answer:
        """Try the API's other address; return its answer only if it is there."""
        self.plain_permalinks = True
        other = await self.fetch(self.page(self.rest_url(base, query), "list"), validators)
        self.plain_permalinks = other.ending.state == "unchanged" or (
            other.response is not None and is_json(other.response)
        )
        used, unused = (other, answer) if self.plain_permalinks else (answer, other)
        self.writer.add(self._unusable(unused, list).ended())
        return used

    def rest_url(self, base: str, query: dict[str, str]) -> str:
        """Return the address of a REST collection."""
        path = f"/wp/v2/{base}"
        if self.plain_permalinks:
            return f"{self.job.site.start}/?{urlencode({'rest_route': path} | query, safe=',/')}"
        asked = f"?{urlencode(query, safe=',')}" if query else ""
        return f"{self.job.site.start}/wp-json{path}{asked}"

    def _no_route(self, answer: Answer) -> bool:
        response = answer.response
        return response is not None and response.status in NO_SUCH_ROUTE and not is_json(response)

    def _checked(self, answer: Answer, shape: type) -> Answer:
        if answer.ending.state == "refused" or answer.told_to_wait:
            self.writer.add(answer.ended())
            raise SourceBroken(f"{answer.page.url}: {answer.ending.reason}")
        if not answer.ok or _json_of(answer.response, shape) is None:
            raise RestUnusable(self._unusable(answer, shape))
        return answer

    def _unusable(self, answer: Answer, shape: type) -> Answer:
        """Return the answer as a failure that says what came instead."""
        if answer.ending.state in {"failed", "refused"}:
            return answer
        status = answer.ending.http_status
        if not answer.ok:
            return answer.failed(f"the site answers {status}", None)
        said = said_type(answer.response) or "nothing"
        wanted = "a JSON list" if shape is list else "a JSON object"
        what = f"not {wanted}" if is_json(answer.response) else f"{said} instead of JSON"
        return answer.failed(f"{status} with {what}", None)

    # Types and terms ---------------------------------------------------------------------

    async def post_types(self) -> dict[str, PostType]:
        """Return the post types of the site by their folded names (see ``folded``).

        What they are called in the API is the site's own choice, so it is asked
        for in each run. Raises RestUnusable where the site does not tell.
        """
        answer = self._checked(await self._asked("types", {}, NO_VALIDATORS), dict)
        self.writer.add(answer.ended())
        found = {}
        for slug, value in (_json_of(answer.response, dict) or {}).items():
            if kind := _post_type(value):
                found |= dict.fromkeys({folded(slug), *_names(value)} - {""}, kind)
        return found

    async def post_type(self, name: str) -> PostType:
        """Return the post type of a name ("long-read"); raises RestUnusable where there is none."""
        found = await self.post_types()
        if folded(name) in found:
            return found[folded(name)]
        there = ", ".join(sorted(found)) or "none"
        raise self.lacking("types", {}, f"no post type {name} (there are: {there})")

    def lacking(self, base: str, query: dict[str, str], reason: str) -> RestUnusable:
        """Return the error for an answer that is well formed and lacks what must be in it."""
        page = self.page(self.rest_url(base, query), "list")
        return RestUnusable(Answer(page, Ending(state="failed", http_status=200, reason=reason)))

    async def category(self, slug: str) -> dict[str, Any] | None:
        """Return the category (id, slug, name) of a slug, None where the site has none of it.

        Its number is the site's own choice too. Raises RestUnusable.
        """
        if slug not in self._categories:
            found = await self.categories({"slug": slug})
            # A filter that a site does not know is left out of account, so look.
            named = [one for one in found if one.get("slug") == slug and "id" in one]
            self._categories[slug] = named[0] if named else None
        return self._categories[slug]

    async def categories(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """Return the categories (id, slug, name) that a query finds, the first hundred."""
        answer = await self.rest_page("categories", query | {"_fields": "id,slug,name"}, 1)
        self.writer.add(answer.ended())
        return self.items_of(answer)

    async def resolve_terms(self, items: Iterable[dict[str, Any]]) -> AsyncIterator[Ended]:
        """Learn the names of topics and types, once a run and only where there is an item."""
        for taxonomy in filter(None, (self.topic_taxonomy, self.type_taxonomy)):
            known = self.terms.setdefault(taxonomy, {})
            numbers = {n for item in items for n in term_numbers(item.get(taxonomy))} - known.keys()
            if not numbers:
                continue
            known |= dict.fromkeys(numbers, "")
            wanted = sorted(numbers)
            for start in range(0, len(wanted), PER_PAGE):
                some = ",".join(str(number) for number in wanted[start : start + PER_PAGE])
                query = {"include": some, "_fields": "id,name"}
                try:
                    answer = await self.rest_page(taxonomy, query, 1)
                except RestUnusable as unusable:
                    yield unusable.answer.ended()
                    self.warn(str(unusable), f"{taxonomy} stay without names")
                    break
                yield answer.ended()
                known |= {
                    term["id"]: plain(str(term["name"]))
                    for term in self.items_of(answer)
                    if term.keys() >= {"id", "name"}
                }


def _json_of(response: Response | None, shape: type) -> Any:
    """Return the JSON of an answer if it is of this shape, else None."""
    if response is None or not is_json(response):
        return None
    try:
        value = json_body(response)
    except ValueError:
        return None
    return value if isinstance(value, shape) else None


def _post_type(value: Any) -> PostType | None:
    """Return a post type that has a collection where we ask for it."""
    if not isinstance(value, dict) or not isinstance(value.get("rest_base"), str):
        return None
    if value.get("rest_namespace", "wp/v2") != "wp/v2" or not value["rest_base"]:
        return None
    taxonomies = value.get("taxonomies")
    names = tuple(taxonomies) if isinstance(taxonomies, list) else ()
    return PostType(rest_base=value["rest_base"], taxonomies=names)


def _names(value: dict[str, Any]) -> set[str]:
    return {folded(str(value.get(part) or "")) for part in ("slug", "name")}


def folded(name: str) -> str:
    """Fold the ways to write one name: long-read, long_read, Long reads."""
    return "".join(letter for letter in name.casefold() if letter.isalnum()).removesuffix("s")
