"""Who runs this copy, in the words of its environment; nothing is claimed that was not said."""

import os
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request

from web.safe import safe_link


@dataclass(frozen=True)
class Operator:
    """The name, the contact (an address to write to) and the public address; "" if not said."""

    name: str
    contact: str
    url: str

    @property
    def contact_link(self) -> str | None:
        """The contact as a link: a web address, or mailto: of an e-mail address; else None."""
        if "@" in self.contact and "/" not in self.contact and " " not in self.contact:
            return f"mailto:{self.contact}"
        return safe_link(self.contact)


def operator() -> Operator:
    """From ``DELAYWATCH_OPERATOR``, ``DELAYWATCH_CONTACT`` and ``DELAYWATCH_URL``."""
    return Operator(
        name=os.environ.get("DELAYWATCH_OPERATOR", "").strip(),
        contact=os.environ.get("DELAYWATCH_CONTACT", "").strip(),
        url=os.environ.get("DELAYWATCH_URL", "").strip().rstrip("/"),
    )


def absolute(datasette: Datasette, request: Request, path: str) -> str:
    """A path of this site as a whole address: under ``DELAYWATCH_URL``, or as it was asked for.

    ``path`` begins with the base path of the site, as ``datasette.urls`` writes it.
    """
    base = operator().url
    return f"{base}{path}" if base else datasette.absolute_url(request, path)
