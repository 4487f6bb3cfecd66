"""How XML of strangers is parsed: no entity is expanded, nothing is fetched, no tree is huge."""

from lxml import etree


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
