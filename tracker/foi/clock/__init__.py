"""What the events of a case come to: its status, its days, the next thing to do.

Pure: a function of the case and the calendar. Which day is today decides only whether a day has
passed, and that is asked of the database (the view foi_clock).
"""

from tracker.foi.clock.deadlines import CaseDeadline
from tracker.foi.clock.standing import Standing, standing

__all__ = ["CaseDeadline", "Standing", "standing"]
