"""The main text of a page, by trafilatura: a module of its own, since that takes long to import."""

import logging

import trafilatura
from trafilatura.settings import use_config

logging.getLogger("trafilatura").setLevel(logging.ERROR)  # it warns of what we say better

# Under 250 characters of text trafilatura takes other ways, which lead to another text: a short
# article that gets a sentence more would change altogether.
_ONE_WAY = use_config()
_ONE_WAY.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")


def main_html(html: str) -> str:
    """Return the HTML of the main text of a page; empty if there is none.

    Raises whatever trafilatura raises on a page that it cannot bear.
    """
    found = trafilatura.extract(
        html,
        output_format="html",
        include_comments=False,
        include_tables=True,
        fast=True,
        config=_ONE_WAY,
    )
    return found or ""
