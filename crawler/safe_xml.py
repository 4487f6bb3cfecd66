"""How XML of strangers is parsed: no entity is expanded, nothing is fetched, no tree is huge."""

import sys

from lxml import etree

# 50,000 addresses with all that the protocol knows of them are 250,000 elements. Four million empty
# ones are 16 MB, too, and took 570 MB as a tree.
MOST_BYTES = 12 * 1024 * 1024  # of the letters, as Python keeps them
MOST_NODES = 260_000  # elements and attributes


def safe_parser(*, recover: bool = False, encoding: str | None = None) -> etree.XMLParser:
    """Return a parser for one document; ``recover`` reads on after a fault in it."""
    return etree.XMLParser(
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def too_much(text: str) -> str | None:
    """Say why a document would take too much memory as a tree; None where it would not."""
    if sys.getsizeof(text) > MOST_BYTES:
        return f"more than {MOST_BYTES >> 20} MiB of XML"
    elements = text.count("<") - text.count("</")
    if elements + text.count('="') + text.count("='") > MOST_NODES:
        return f"XML with more than {MOST_NODES:,} elements and attributes"
    return None
