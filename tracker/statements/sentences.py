"""Where each sentence of a stored text begins and ends."""

import re
from collections.abc import Iterator

import nupunkt


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a text, in characters."""
    for line in re.finditer(r"[^\n]+", text):
        for start, end in nupunkt.sent_spans(line[0]):
            yield line.start() + start, line.start() + end
