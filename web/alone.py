"""Which plugins of this environment take part: ours, and those that the pages are made with.

Every package that calls itself a plugin registers itself with Datasette as soon as it is installed;
the one that hashes the passwords of the review desk would add a sign-in page to the public pages.
"""

from typing import Final

from datasette.plugins import pm

USED: Final = frozenset({"datasette-block-robots"})


def leave_out_others() -> None:
    """Take out every installed plugin but those that are used here."""
    for plugin, distribution in pm.list_plugin_distinfo():
        if distribution.project_name not in USED and pm.is_registered(plugin):
            pm.unregister(plugin)
