"""A digest by mail: as plain text and as HTML in one message, each address its own."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from db.deliveries import Delivery
from tracker.digests.items import Digest
from tracker.digests.messages import NotSent, Parts
from tracker.digests.smtp import Server, hand_over
from tracker.digests.writing import html, plain_text, title

# Seven bits: not every server takes eight. Lines are folded as RFC 5322 says.
_POLICY: Final = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class ByMail:
    """One address of a reader by mail."""

    server: Server
    address: str
    base: str
    name: str = "mail"

    @property
    def where(self) -> str:
        """The address."""
        return self.address

    def make(self, digest: Digest) -> Parts:
        """Subject, text and HTML."""
        return (title(digest), plain_text(digest, self.base), html(digest, self.base))

    def message_id(self, digest_id: str) -> str:
        """The same for each try of one message: so a second one can be known as the same."""
        return f"<{digest_id}@{self.server.sender.rpartition('@')[2]}>"

    def hand_over(self, parts: Parts, delivery: Delivery, at: str) -> None:
        """Give it to the mail server, once."""
        try:
            message = self._message(parts, delivery.message_id, at)
        except Exception as error:  # whatever it is, nothing was sent yet
            raise NotSent(f"the message could not be made ({type(error).__name__})") from error
        hand_over(self.server, self.address, message)

    def has_arrived(self, delivery: Delivery, day: str) -> None:
        """Nobody can see that."""

    def _message(self, parts: Parts, message_id: str, at: str) -> bytes:
        subject, text, page = parts
        message = EmailMessage(policy=_POLICY)
        message["Subject"] = subject
        message["From"] = Address(self.server.sender_name, addr_spec=self.server.sender)
        message["To"] = Address(addr_spec=self.address)
        message["Date"] = datetime.fromisoformat(at)
        message["Message-ID"] = message_id
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday note comes back
        message.set_content(text)
        message.add_alternative(page, subtype="html")
        return message.as_bytes()
