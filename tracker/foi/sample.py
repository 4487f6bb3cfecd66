"""Two made-up cases for the demo, marked as sample: one without a reply, one that was refused."""

from datetime import date, timedelta
from typing import Final

from tracker.calendars.bank_holidays import packaged
from tracker.foi.model import Case, Event, Ground

NOBODY: Final = "an invented body (sample)"
_ASKED: Final = timedelta(days=45)
_REFUSED: Final = timedelta(days=12)
_ROOM: Final = timedelta(days=120)  # for the days that are counted from a refusal


def sample_cases(as_of: date) -> list[Case]:
    """Cases that stand out on the day of the demo; none where the calendar ends too early."""
    if as_of + _ROOM > packaged().covers_until:
        return []
    asked = Event(type="sent", on=as_of - _ASKED, channel="email")
    return [
        Case(
            id="sample-without-a-reply",
            subject="SAMPLE: minutes of a board that does not exist",
            authority=NOBODY,
            requester_kind="press",
            visibility="public",
            events=(asked, Event(type="checked", on=as_of)),
        ),
        Case(
            id="sample-refused",
            subject="SAMPLE: a plan that does not exist",
            authority=NOBODY,
            requester_kind="press",
            visibility="public",
            events=(
                asked,
                Event(
                    type="response",
                    on=as_of - _REFUSED,
                    outcome="refused",
                    grounds=(Ground(provision="s.22", public_interest_test=True),),
                ),
            ),
        ),
    ]
