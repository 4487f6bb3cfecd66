"""The posts of one category, whatever their type."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from crawler.items import Ended
from crawler.platforms.base import SourceBroken
from crawler.platforms.wordpress.api import folded
from crawler.platforms.wordpress.reading import Content, Layout, path_of
from crawler.platforms.wordpress.whole import Listed, WholeListSpider
from db.ledger import Page


class CategorySpider(WholeListSpider):
    """A source that reads the posts of a category.

    category_slug
      The category; its number is the site's own and is asked for in each run.
    types
      Names of the post types whose posts are read.
    layouts
      Start of the path of a post's page -> where things are on it.
    whole_archive
      The HTML archive without the filter of ``archive``. A filter that the site does not know
      is left out of account, and everything would seem to be in the category.
    """

    category_slug: ClassVar[str]
    types: ClassVar[tuple[str, ...]]
    layouts: ClassVar[dict[str, Layout]]
    whole_archive: ClassVar[str]

    async def prepare(self) -> None:
        """Find out what the API calls the types, and which of them have categories."""
        found = await self.post_types()
        bases = []
        for name in self.types:
            kind = found.get(folded(name))
            if kind and "category" in kind.taxonomies:
                bases.append(kind.rest_base)
            else:
                what = "has no categories" if kind else "is not in the API"
                said = f"the type {name} {what}: which of its posts are ours cannot be told"
                self.warn(self.rest_url("types", {}), said)
        self.bases = tuple(bases)
        if not bases:
            where = self.rest_url("types", {})
            raise SourceBroken(f"{where}: none of the types {', '.join(self.types)} has categories")

    async def everything(self) -> dict[str, Listed]:
        """Return the posts of the category; raises SourceBroken where there is no such category."""
        category = await self.category(self.category_slug)
        if category is None:
            raise SourceBroken(await self._no_category())
        listed: dict[str, Listed] = {}
        for base in self.bases:
            items: dict[str, dict[str, Any]] = {}
            filters = {"categories": str(category["id"])}
            async for ended in self.all_ids(base, filters, items):
                self.writer.add(ended)
            if any(category["id"] not in item.get("categories", []) for item in items.values()):
                where = self.rest_url(base, filters)
                raise SourceBroken(f"{where}: the list is not limited to {self.category_slug}")
            listed |= {number: Listed(base, item) for number, item in items.items()}
        return listed

    async def _no_category(self) -> str:
        """Say that the category is not there, and what the site has that is named like it."""
        word = self.category_slug.partition("-")[0]
        alike = [str(one.get("slug")) for one in await self.categories({"search": word})]
        where = self.rest_url("categories", {"slug": self.category_slug})
        return (
            f"{where}: there is no category {self.category_slug} (with “{word}” in the name there "
            f"are: {', '.join(alike) or 'none'}); write what it is called now into {self.name}"
        )

    # By HTML -----------------------------------------------------------------------------

    async def html_list(self, listed: dict[str, str], why: str) -> AsyncIterator[Ended]:
        """Fill ``listed`` from the filtered archive, once it is sure that the filter works."""
        answer = await self.fetch(self.page(f"{self.job.site.start}{self.whole_archive}", "list"))
        yield answer.ended()
        self.checked(answer, why)
        whole = self.count_of(self.list_of(answer, why))
        async for ended in super().html_list(listed, why):
            yield ended
            if whole is None or self.list_says == whole:
                raise SourceBroken(
                    f"{self._archive()}: the filter does not seem to work (it shows "
                    f"{self.list_says} of {whole}); {why}"
                )
        self.warn(self._archive(), "its pages do not list every type; new ones may wait for REST")

    def is_by_category(self) -> bool:
        """See ``WordPressPages``."""
        return True

    def not_ours(self, content: Content, page: Page) -> str | None:
        """Say why a page that was read is no document of this source, or None where it is one."""
        if page.url in self.others():
            return "another source has it"
        if self.category_slug in content.categories or self._known_at(page.url):
            return None
        return f"not in the category {self.category_slug}"

    def layout_of(self, url: str) -> Layout:
        """Return where things are on the page of a post, by its type."""
        path = path_of(url)
        known = [layout for start, layout in self.layouts.items() if path.startswith(start)]
        return known[0] if known else next(iter(self.layouts.values()))
