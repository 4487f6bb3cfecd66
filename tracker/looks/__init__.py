"""Looks: what an editor should look for today, and the dated record of having looked."""

from tracker.looks.due import (
    HOW_TO_RECORD_IT,
    DueLook,
    Subject,
    due_count,
    due_list,
    prefilled,
    subject,
    waiting_for_review,
)
from tracker.looks.recording import (
    AN_EDITOR,
    Look,
    Recorded,
    record_look,
    retract_looks,
    take_back,
)
from tracker.looks.searches import Search

__all__ = [
    "AN_EDITOR",
    "HOW_TO_RECORD_IT",
    "DueLook",
    "Look",
    "Recorded",
    "Search",
    "Subject",
    "due_count",
    "due_list",
    "prefilled",
    "record_look",
    "retract_looks",
    "subject",
    "take_back",
    "waiting_for_review",
]
