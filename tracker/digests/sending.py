"""Send all readers what is new to them: each exactly once, whatever happens meanwhile.

Before a message is handed over a row says that it is being sent, and after that how it ended. What
certainly did not arrive is tried again, at last by the next run, with what is new by then. What was
begun and never ended (a kill), or was not answered, may have arrived: it counts as told and is
never sent again by itself, and a person is told.
"""

import base64
import shlex
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from db import deliveries as store
from db import digests as known
from db.connection import file_of, writing
from db.deliveries import Delivery
from db.errors import Busy, Problem
from db.lock import run_lock
from db.pages import digest as sql
from tracker.digests.channels import Channel, channels
from tracker.digests.finding import find
from tracker.digests.items import Digest
from tracker.digests.known import current_file, opened
from tracker.digests.messages import InDoubt, NotSent, Parts, digest_id, sum_of
from tracker.digests.smtp import PASSWORD, USER
from tracker.digests.subscribers import Subscriber, one_named, read
from tracker.setting import instant

BACK_OFF: Final = (2.0, 8.0)  # seconds before another try
MOST_PAUSE: Final = 60.0  # seconds; who asks for more is asked again by the next run
AGAIN: Final = "give the same command once more"
_NOT_OF_ONE: Final = (Busy, sqlite3.Error)  # the database: nobody can be told with that
_LEAST_SECRET: Final = 4  # letters: shorter ones stand in many words


@dataclass
class Sent:
    """What came of it, counted in messages; ``faults`` are lines for a person, without secrets."""

    sent: int = 0
    nothing_new: int = 0
    failed: int = 0
    unknown: int = 0
    faults: list[str] = field(default_factory=list)
    not_begun: str = ""

    def line(self) -> str:
        """It in a line.

        >>> Sent(sent=3, nothing_new=1, failed=1).line()
        '3 sent, 1 had nothing new, 1 failed'
        """
        if self.not_begun:
            return self.not_begun
        said = [f"{self.sent:,} sent"]
        for number, words in (
            (self.nothing_new, "had nothing new"),
            (self.failed, "failed"),
            (self.unknown, "may not have arrived"),
        ):
            if number:
                said.append(f"{number:,} {words}")
        return ", ".join(said)


@dataclass(frozen=True)
class Office:
    """Where digests are sent from.

    ``published`` is the folder of releases, ``config`` the file of readers; ``environ`` holds
    settings and secrets, ``at`` is the instant of this call; ``say`` hears how far it is, and
    ``sleep`` waits between tries.
    """

    db: Database
    published: Path
    config: Path
    environ: Mapping[str, str]
    at: str
    say: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep


def send_all(office: Office, *, only: str | None = None) -> Sent:
    """Tell the readers in the office's file (or the one called ``only``) what is new to them.

    Without such a file nothing is done. A fault of one reader keeps no other from being told; all
    are in what is returned. Raises Busy where digests are being sent already.
    """
    return _with_readers(_round(office), only, _Round.tell, office.db)


def send_again(office: Office, *, name: str) -> Sent:
    """Tell the reader ``name`` once more what may not have arrived; else as ``send_all``."""
    return _with_readers(_round(office), name, _Round.tell_again, office.db)


def rehearse(office: Office, *, only: str | None = None) -> Sent:
    """Say what ``send_all`` would send to whom; nothing is sent, and nothing remembered.

    For one reader (``only``) the messages are said too.
    """
    return _with_readers(_round(office, aloud=only is not None), only, _Round.rehearse, None)


def _round(office: Office, *, aloud: bool = False) -> "_Round":
    return _Round(
        office.db, office.published, office.config, office.environ, office.at, office.say,
        office.sleep, aloud,
    )  # fmt: skip


def _with_readers(
    this: "_Round",
    only: str | None,
    do: "Callable[[_Round, Subscriber], None]",
    db: Database | None,
) -> Sent:
    """Do something for each reader.

    With ``db`` as the only one who does, after what an earlier round left open was ended.
    """
    if not this.config.exists():
        this.sent.not_begun = "no subscribers"
        return this.sent
    try:
        readers = read(this.config)
        this.keep_secret(readers)
        chosen = readers if only is None else [one_named(readers, only, this.config)]
    except Problem as problem:
        this.sent.not_begun = f"nothing was sent: there are faults in {this.config.name}"
        this.sent.faults = str(problem).splitlines()
        return this.sent
    if db is None:
        _each(this, chosen, do)
        return this.sent
    with _alone(db):
        this.end_what_was_left(readers)
        _each(this, chosen, do)
    return this.sent


def _each(
    this: "_Round", readers: Iterable[Subscriber], do: "Callable[[_Round, Subscriber], None]"
) -> None:
    for reader in readers:
        try:
            do(this, reader)
        except _NOT_OF_ONE:
            raise
        except Exception as error:  # noqa: BLE001 - no fault of one keeps others from being told
            this.failed(reader.name, _fault_of(error))


@contextmanager
def _alone(db: Database) -> Iterator[None]:
    """The only one that sends from this database. Raises Busy."""
    path = file_of(db)
    with ExitStack() as held:
        try:
            if path is not None:  # one in memory is nobody else's
                held.enter_context(run_lock(path.with_name(f"{path.name}.digests")))
        except Busy as busy:
            raise Busy("digests are being sent already", where=str(path), do=busy.do) from busy
        yield


@dataclass
class _Round:
    """One round of sending. ``aloud``: a rehearsal says the messages."""

    db: Database
    published: Path
    config: Path
    environ: Mapping[str, str]
    at: str
    tell_person: Callable[[str], None]
    sleep: Callable[[float], None]
    aloud: bool = False
    sent: Sent = field(default_factory=Sent)
    began: float = field(default_factory=time.monotonic)
    secrets: list[str] = field(default_factory=list)

    # ------------------------------------------------------------------ what is done for a reader

    def tell(self, reader: Subscriber) -> None:
        """Tell a reader what is new."""
        ways = self._ways(reader)
        self._begin(reader, ways)
        for recipient, channel in ways.items():
            label = _label(reader, recipient)
            try:
                since = self._start(reader, recipient)
                digest = self._news(reader, recipient, since)
                if digest.release == digest.since or (
                    digest.is_empty and reader.only_when == "news"
                ):
                    self._remember(reader.name, recipient, digest)
                    self.sent.nothing_new += 1
                else:
                    self._deliver(label, reader.name, recipient, channel, digest)
            except _NOT_OF_ONE:
                raise
            except Exception as error:  # noqa: BLE001 - no fault of one keeps others from it
                self.failed(label, _fault_of(error))

    def tell_again(self, reader: Subscriber) -> None:
        """Tell a reader once more what may not have arrived."""
        ways, doubts = self._ways(reader), store.in_doubt(self.db, reader.name)
        if not doubts:
            self.say(f"{reader.name}: there is nothing of which it is not known if it arrived")
        for doubt in doubts:
            label = _label(reader, doubt.recipient)
            if doubt.recipient not in ways:
                self.failed(label, f"{self.config} does not name it any more")
                continue
            told = known.told(self.db, reader.name, doubt.recipient)
            earlier = [(since, release) for since, release in told if release <= doubt.since]
            digest = find(self.published, doubt.since, reader.wanted, earlier, until=doubt.release)
            self._deliver(label, reader.name, doubt.recipient, ways[doubt.recipient], digest, AGAIN)

    def rehearse(self, reader: Subscriber) -> None:
        """Say what a reader would be told."""
        for recipient, channel in self._ways(reader).items():
            label = f"{_label(reader, recipient)}, by {channel.name}"
            label += "" if recipient else f" ({channel.where})"
            digest = self._news(reader, recipient, self._start(reader, recipient))
            if digest.is_empty:
                self.say(f"{label}: nothing new since release {digest.since}")
                self.sent.nothing_new += 1
                continue
            parts = channel.make(digest)
            self.say(
                f"{label}: {digest.count:,} to tell of releases {digest.since + 1} to "
                f"{digest.release}"
            )
            if self.aloud:
                self.say("\n".join(parts))

    # ------------------------------------------------------------------------- what that comes to

    def _ways(self, reader: Subscriber) -> dict[str, Channel]:
        """The ways to a reader, all of whose wishes can be met. Raises Problem."""
        named = {
            "bodies": reader.bodies, "topics": reader.topics, "commitments": reader.commitments,
        }  # fmt: skip
        for what, names in known.unknown_names(self.db, named).items():
            if names:
                raise Problem(
                    f"{what}: there never was {' or '.join(names)}",
                    where=f"{self.config}, {reader.name}",
                    do="mend the name; the pages show them in their addresses and filters",
                )
        return channels(reader, self.environ, self.config.parent)

    def _begin(self, reader: Subscriber, recipients: Iterable[str]) -> None:
        """Keep what those know who are new, before anybody is told anything.

        Else one who could not be told would pass for one who is newer than the others.
        """
        starts = {
            recipient: self._start(reader, recipient)
            for recipient in recipients
            if known.last_told(self.db, reader.name, recipient) is None
        }
        with writing(self.db):
            for recipient, start in starts.items():
                known.begin(self.db, reader.name, recipient, release=start, at=self.now)

    def _start(self, reader: Subscriber, recipient: str) -> int:
        """The release that a reader knows.

        Who is new knows the newest, unless told otherwise; an address that is new to a reader, or
        another way to them, what that reader was told last.
        """
        own = known.last_told(self.db, reader.name, recipient)
        since = known.last_told_any(self.db, reader.name) if own is None else own
        if since is not None:
            return since
        newest = self._newest()
        if reader.since == "now":
            return newest
        if reader.since > newest:
            raise Problem(f"since: there is no release {reader.since} yet: the newest is {newest}")
        return reader.since

    def _news(self, reader: Subscriber, recipient: str, since: int) -> Digest:
        told = known.told(self.db, reader.name, recipient)
        return find(self.published, since, reader.wanted, told)

    def _newest(self) -> int:
        with opened(current_file(self.published)) as file:
            [release] = file.execute(sql.RELEASE)
            return int(release["release"])

    def _remember(self, name: str, recipient: str, digest: Digest) -> None:
        """That there was nothing to tell up to a release."""
        if digest.since == digest.release:
            return
        with writing(self.db):
            known.remember(
                self.db, name, recipient, since=digest.since, release=digest.release,
                made_at=self.now, sha256=known.NOTHING_TOLD,
            )  # fmt: skip

    def _deliver(
        self,
        label: str,
        name: str,
        recipient: str,
        channel: Channel,
        digest: Digest,
        then: str = "the next run tries again",
    ) -> None:
        """Hand a digest over, with as many tries as it takes and there are."""
        parts = channel.make(digest)
        its_id = digest_id(name, recipient, digest.since, digest.release)
        delivery = Delivery(
            name, recipient, channel.name, digest.since, digest.release, sum_of(parts),
            channel.message_id(its_id),
        )  # fmt: skip
        for wait in (*BACK_OFF, None):
            fault = self._try(label, channel, parts, delivery)
            if fault is None:
                return
            if wait is None or not fault.soon or fault.pause > MOST_PAUSE:
                self.failed(label, f"{fault.fault}; {then}")
                return
            self.sleep(max(wait, fault.pause))

    def _try(
        self, label: str, channel: Channel, parts: Parts, delivery: Delivery
    ) -> NotSent | None:
        """One try; returns why it surely did not arrive, or None."""
        with writing(self.db):
            number = store.begin(self.db, delivery, self.now)
        try:
            channel.hand_over(parts, delivery, self.at)
        except NotSent as fault:
            self._end(number, delivery, "failed", fault.fault)
            return fault
        except InDoubt as doubt:
            self._end(number, delivery, "unknown", doubt.fault)
            self._in_doubt(label, delivery, doubt.fault)
            return None
        except Exception as error:  # noqa: BLE001 - nobody knows how far it came
            self._end(number, delivery, "unknown", _fault_of(error))
            self._in_doubt(label, delivery, _fault_of(error))
            return None
        self._end(number, delivery, "sent")
        self.sent.sent += 1
        self.say(f"{label}: told of what is new up to release {delivery.release}")
        return None

    def _end(
        self, number: int, delivery: Delivery, state: store.Ended, fault: str | None = None
    ) -> None:
        with writing(self.db):
            store.end(
                self.db, number, delivery, state, self.now, fault and self._without_secrets(fault)
            )

    # ------------------------------------------------------------------- what was left, and said

    def end_what_was_left(self, readers: Iterable[Subscriber]) -> None:
        """Bring to an end what was being sent when an earlier round was killed.

        A file can be looked at; of all else nobody can tell whether it arrived.
        """
        by_name = {reader.name: reader for reader in readers}
        for number, delivery in store.left_open(self.db):
            reader = by_name.get(delivery.reader)
            arrived = self._has_arrived(reader, delivery) if reader else None
            if arrived is None:
                fault = "the program was stopped while it sent this"
                self._end(number, delivery, "unknown", fault)
                self._in_doubt(_labelled(delivery.reader, delivery.recipient), delivery, fault)
            else:
                self._end(number, delivery, "sent" if arrived else "failed")

    def _has_arrived(self, reader: Subscriber, delivery: Delivery) -> bool | None:
        if reader.way != delivery.channel:
            return None
        try:
            channel = channels(reader, self.environ, self.config.parent).get(delivery.recipient)
            with opened(current_file(self.published)) as file:
                day = file.execute(sql.DAY_OF, {"number": delivery.release}).fetchone()
        except _NOT_OF_ONE:
            raise
        except Exception:  # noqa: BLE001 - then nobody can tell
            return None
        return channel.has_arrived(delivery, day["as_of"]) if channel and day else None

    def _in_doubt(self, label: str, delivery: Delivery, fault: str) -> None:
        self.sent.unknown += 1
        what = f"what is new up to release {delivery.release} may not have arrived: {fault}"
        again = f"delaywatch digest --again {shlex.quote(delivery.reader)}"
        do = f"it counts as told; ask them, and if not: {again}"
        self.sent.faults.append(self._without_secrets(f"{label}: {what} - {do}"))

    def failed(self, label: str, what: str) -> None:
        """Keep that a reader could not be told."""
        self.sent.failed += 1
        self.sent.faults.append(self._without_secrets(f"{label}: {what}"))

    def say(self, line: str) -> None:
        """Say how it goes on."""
        self.tell_person(self._without_secrets(line))

    @property
    def now(self) -> str:
        """The instant now: as long after the beginning as it took, by a steady clock."""
        passed = timedelta(seconds=time.monotonic() - self.began)
        return instant(datetime.fromisoformat(self.at) + passed)

    def keep_secret(self, readers: Iterable[Subscriber]) -> None:
        """Note what no line may say, in whatever form a server says it back."""
        names = [PASSWORD, *(reader.webhook for reader in readers if reader.webhook)]
        values = [self.environ.get(name, "").strip() for name in names]
        values = [value for value in values if len(value) >= _LEAST_SECRET]
        login = f"\0{self.environ.get(USER, '').strip()}\0{self.environ.get(PASSWORD, '')}"
        coded = [base64.b64encode(value.encode()).decode() for value in (*values, login)]
        self.secrets = sorted({*values, *coded}, key=len, reverse=True)

    def _without_secrets(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, "[secret]")
        return text


def _fault_of(error: Exception) -> str:
    """What went wrong, in words; of what nobody foresaw the kind and place, for it may say more."""
    if isinstance(error, Problem):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return f"a fault in delaywatch ({type(error).__name__} in {where})"


def _label(reader: Subscriber, recipient: str) -> str:
    return _labelled(reader.name, recipient)


def _labelled(name: str, recipient: str) -> str:
    return f"{name} ({recipient})" if recipient else name
