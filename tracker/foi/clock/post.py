"""Whether something went by post, so that it arrived later than it was sent."""

import re
from typing import Final

from tracker.foi.model import Event

# Whole words of the channel of an event. An address, and mail that is electronic, is none of them.
_BY_POST: Final = re.compile(
    r"""(?<!\w) (?: post | posted | letters? | courier | dx | royal[ -]mail
        | (?:recorded|special)[ -]delivery | signed[ -]for
        | (?<!\be\W) (?<!\belectronic\W) mail ) (?![\w@])""",
    re.IGNORECASE | re.VERBOSE,
)


def is_by_post(event: Event) -> bool:
    """Whether the channel of an event says that it was carried: its day is not that of arrival."""
    return bool(_BY_POST.search(event.channel or ""))
