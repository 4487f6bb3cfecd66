"""What a reader wants to be told of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

KINDS: Final = (
    "promise", "scheduled_release", "parliamentary_expectation", "review_date", "foi_reply",
)  # fmt: skip
# What a filter may name, and which news that is. Kept promises come before late ones.
HAPPENED: Final[dict[str, tuple[str, ...]]] = {
    "delivered": ("delivered", "partially_delivered"),
    "overdue": ("overdue",),
    "later": ("later", "date_lost"),
    "merged": ("merged",),
    "dropped": ("dropped",),
    "edited": ("document_changed", "site_changed"),
}
CORRECTIONS: Final = "corrections"


@dataclass(frozen=True)
class Filter:
    """What a reader wants: each that is empty is all; those that are not must all hold.

    Kinds are never counted together: there is a section for each. Corrections of what a reader was
    told come whether they are among ``happened`` or not; with them come those of all else that the
    filter lets through.
    """

    bodies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("promise",)
    happened: tuple[str, ...] = ()

    def wants(self, happened: str) -> bool:
        """Whether news of a sort (a name of ``HAPPENED``, or ``CORRECTIONS``) are wanted."""
        return not self.happened or happened in self.happened

    def news(self) -> list[str]:
        """The news that are wanted, as they are called in the table ``news``."""
        return [word for name, words in HAPPENED.items() if self.wants(name) for word in words]

    def values(self) -> dict[str, str]:
        """The filter as the values of a query (``db.pages.digest``)."""
        return {
            "bodies": _listed(self.bodies),
            "topics": _listed(self.topics),
            "commitments": _listed(self.commitments),
            "kinds": _listed(self.kinds),
        }


def _listed(names: Sequence[str]) -> str:
    return json.dumps(list(names))
