"""Which plugins of this environment take part: ours, and those that the pages are made with.

Every package that calls itself a plugin registers itself with Datasette as soon as it is installed;
the one that hashes the passwords of the review desk would add a sign-in page to the public pages.
"""

from functools import cache
from typing import Final

from datasette import handle_exception, hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

USED: Final = frozenset({"datasette-block-robots"})


def leave_out_others() -> None:
    """Take out every installed plugin but those that are used here."""
    for plugin, distribution in pm.list_plugin_distinfo():
        if distribution.project_name not in USED and pm.is_registered(plugin):
            pm.unregister(plugin)


def answer_faults_plainly() -> None:
    """Let Datasette not hand its faults to the package ``rich``, where that is installed.

    It would print every local variable into the log, and fails for a page that is not there, so
    that the answer is a fault of its own (500) and not 404.
    """
    handle_exception.rich = None


@hookimpl
def startup(datasette: Datasette) -> None:
    """Let Datasette work out once what the description of a table allows, not at every question.

    It copies the whole of metadata.yml for each table each time: a hundred times for the list of
    tables. The description is read when the server starts, and does not change.
    """
    works_out = getattr(datasette, "_table_permission_allows", None)
    if works_out is not None:
        datasette._table_permission_allows = cache(works_out)  # noqa: SLF001 - it has no other place
