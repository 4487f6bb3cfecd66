"""The story of one announced thing: the dates that were given for it, and what came of it.

- What repeats the date that stands is no step. A row that is no longer there says nothing.
- A date that the source names as the one before is the source's own word: if we never saw it, it
  is a step whose day is unknown.
- A date that was entered wrongly (``corrections``) never counts: no step, and if it was one, not
  any more.
- A source's page may lag behind another one: a date that was given before and comes again from
  another document is no news, nor is one of a page whose day nobody knows.
- Once the thing is out, its story is over.
- A later date of a *review* begins the story of the next review: whether the one before took
  place the control table does not say, and so nothing says that it slipped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from tracker.structured.corrections import is_correction
from tracker.structured.dates import Stated
from tracker.structured.sayings import Saying

Deed = Literal["dated", "dropped", "delivered"]
Days = tuple[str | None, str | None]


@dataclass(slots=True, kw_only=True)
class Step:
    """Something that was said of the thing; ``is_before``: the date before, named only later."""

    deed: Deed
    saying: Saying
    due: Stated | None = None
    provisional: bool = False
    note: str | None = None
    is_before: bool = False


@dataclass(slots=True)
class Story:
    """The steps of one thing in order; ``mistaken``: dates that were entered wrongly, with why."""

    steps: list[Step] = field(default_factory=list)
    mistaken: dict[Days, str] = field(default_factory=dict)

    def dated(self) -> list[Step]:
        """The steps that gave a date, or took it away in words such as "to be confirmed"."""
        return [step for step in self.steps if step.due is not None]

    @property
    def part(self) -> str:
        """What tells the story of one review from that of the next: its first date."""
        first = self.dated()[0].due
        return f"{first.earliest}..{first.latest}" if first else ""

    @property
    def is_over(self) -> bool:
        """Whether the thing has come out."""
        return bool(self.steps) and self.steps[-1].deed == "delivered"


def tell(kind: str, news: Iterable[tuple[Saying, Saying | None]]) -> list[Story]:
    """The story of one thing; of a review, one story for each review, in order.

    ``kind`` is release, response or review; ``news`` comes from ``sayings``. No story where
    nothing was announced before it came out.
    """
    teller = _Teller(kind)
    for saying, former in news:
        teller.hear(saying, former)
    return [story for story in teller.stories if story.steps]


class _Teller:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.stories = [Story()]

    @property
    def story(self) -> Story:
        return self.stories[-1]

    def hear(self, new: Saying, former: Saying | None) -> None:
        if self.story.is_over:
            return
        if new.due is not None and new.announces and self._counts(new):
            self._hear_date(new, new.due, former)
        if new.state == "cancelled":
            self._end("dropped", new)
        elif new.is_out and self.story.steps:
            self._end("delivered", new)

    def _counts(self, new: Saying) -> bool:
        """The date of what is cancelled is only news where nothing was known of it."""
        return new.state != "cancelled" or not self.story.steps

    def _hear_date(self, new: Saying, due: Stated, former: Saying | None) -> None:
        fresh = self._fresh_note(new) if new.state != "cancelled" else None
        current = self._current()
        if current is not None and self._stands(current, new, due):
            current.note = fresh or current.note
        elif self._is_news(new, due, former):
            self._hear_before(new, due, former)
            if self._is_next_review(due):
                self.stories.append(Story())
            step = Step(
                deed="dated", saying=new, due=due, provisional=new.is_provisional, note=fresh
            )
            self.story.steps.append(step)
        else:
            return
        self._correct(new, due, fresh)

    def _current(self) -> Step | None:
        return next(reversed(self.story.dated()), None)

    def _stands(self, current: Step, new: Saying, due: Stated) -> bool:
        """Whether this very date stands, as firm as that."""
        if self.story.steps[-1].deed == "dropped" or current.due is None:
            return False
        # What is out had a date that held, whatever it was called before.
        as_firm = new.is_out or current.provisional == new.is_provisional
        return as_firm and current.due.days == due.days

    def _is_news(self, new: Saying, due: Stated, former: Saying | None) -> bool:
        if not self.story.steps:
            return True
        if former is None:
            return new.known.placed and not self._is_echo(new, due)
        if former.due is not None and former.state != "cancelled" and former.announces:
            unmoved = (former.due.days, former.is_provisional) == (due.days, new.is_provisional)
            if unmoved:
                return False  # its own date is as it was; another page has moved on
        return not self._is_echo(new, due)

    def _is_echo(self, new: Saying, due: Stated) -> bool:
        """Whether another document said so before, and the date has moved on since."""
        dated = self.story.dated()
        if not dated or dated[-1].saying.document == new.document:
            return False
        return any(step.due is not None and step.due.days == due.days for step in dated[:-1])

    def _is_next_review(self, due: Stated) -> bool:
        current = self._current()
        if self.kind != "review" or current is None or current.due is None:
            return False
        overlap = due.within(current.due) or current.due.within(due)
        return not overlap and str(due.latest or "") > str(current.due.latest or "")

    def _hear_before(self, new: Saying, due: Stated, former: Saying | None) -> None:
        """The date that the source names as the one before, if we never saw it."""
        before = new.before
        if before is None or before.days == due.days or is_correction(new.note):
            return
        if self.story.steps and (former is None or former.before == before):
            return
        if any(step.due is not None and step.due.days == before.days for step in self.story.steps):
            return
        self.story.steps.append(
            Step(
                deed="dated", saying=new, due=before, provisional=new.before_was_provisional,
                is_before=True,
            )
        )  # fmt: skip

    def _correct(self, new: Saying, due: Stated, fresh: str | None) -> None:
        """Take out the step before the current one, if the source says it was entered wrongly."""
        if new.note is None or not is_correction(new.note):
            return
        dated = self.story.dated()
        prior = dated[-2] if len(dated) > 1 else None
        if prior is None or prior.due is None or prior.due.days == due.days:
            return
        about_prior = new.before.days == prior.due.days if new.before else fresh is not None
        if not about_prior:
            return  # the note is that of an earlier change
        self.story.steps.remove(prior)
        self.story.mistaken[prior.due.days] = new.note

    def _end(self, deed: Literal["dropped", "delivered"], new: Saying) -> None:
        if self.story.steps and self.story.steps[-1].deed == deed:
            return
        self.story.steps.append(Step(deed=deed, saying=new, note=self._fresh_note(new)))

    def _fresh_note(self, new: Saying) -> str | None:
        """Its note, unless that stood there before and belongs to another change."""
        return new.note if new.note not in [step.note for step in self.story.steps] else None


# What each step is called ------------------------------------------------------------------

_CHANGED: Final = {1: "slipped", -1: "brought_forward", 0: "reaffirmed"}


def named(story: Story) -> Iterator[tuple[str, Step]]:
    """Each step with the event that it is.

    What was provisional cannot be put back, and a period that is made tighter or looser is not
    moved: that is the same promise again. What it means is counted in db/views.sql.
    """
    before: Step | None = None
    dropped = False
    for step in story.steps:
        if step.deed != "dated":
            dropped = step.deed == "dropped"
            yield step.deed, step
            continue
        if before is None:
            yield "promised", step
        elif dropped:
            yield "resumed", step
        else:
            yield _CHANGED[_way(before, step)], step
        before, dropped = step, False


def _way(before: Step, step: Step) -> int:
    """Later 1, earlier -1, else 0."""
    old, new = before.due, step.due
    if before.provisional or old is None or new is None or None in (old.latest, new.latest):
        return 0
    if old.within(new) or new.within(old):
        return 0
    return (str(new.latest) > str(old.latest)) - (str(new.latest) < str(old.latest))
