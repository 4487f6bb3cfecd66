"""Which plugins of this environment take part: ours, and those that the pages are made with.

Every package that calls itself a plugin registers itself with Datasette as soon as it is installed;
the one that hashes the passwords of the review desk would add a sign-in page to the public pages.
"""

from typing import Final

from datasette import handle_exception
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
