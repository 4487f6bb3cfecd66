"""The parts of the sample site that are not WordPress, each a module with its ``ROUTES``.

A route is a pattern of paths and a function (request, groups of the pattern) -> Answer, or None
where it leaves the address to the next.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module

from crawler.sample.answers import Answer

Route = tuple[str, Callable[..., Answer | None]]
PLATFORMS = ("govuk", "parliament", "hippo", "calendar", "press")


@cache
def platform_routes() -> list[Route]:
    """Return the routes of all platforms, in their order."""
    modules = (import_module(f"crawler.sample.{name}") for name in PLATFORMS)
    return [route for module in modules for route in module.ROUTES]
