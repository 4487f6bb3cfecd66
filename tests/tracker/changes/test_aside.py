"""Menus, cookie banners and counters are no change; whatever else is said is one."""

import pytest

from tracker.changes.aside import ASIDE, is_boilerplate
from tracker.changes.difference import difference
from tracker.changes.pieces import Side

PAGE = "The plan is late.\nWe know."


def set_aside(old, new):
    return is_boilerplate(difference(Side(f"{PAGE}\n{old}"), Side(f"{PAGE}\n{new}")))


BOILERPLATE = [
    ("Read 123 times", "Read 124 times"),
    ("12 comments", "13 comments"),
    ("1 comment", "2 comments"),
    ("1,204 views", "1.3k views"),
    ("Comments (12)", "Comments (0)"),
    ("Shared 5 times", "Shared 6 times"),
    ("Last updated 3 minutes ago", "Last updated 2 hours ago"),
    ("Published 3 days ago", "Published a week ago"),
    ("Updated: 1 day ago", ""),
    ("", "We use cookies to make this website better."),
    ("", "We use some essential cookies to make this service work."),
    ("Accept all cookies\nReject additional cookies\nCookie settings", ""),
    ("", "Cookies on this website"),
    ("You've accepted additional cookies", ""),
    ("Home\nMenu\nSearch", "Skip to main content\nShow menu"),
    ("Share this page on LinkedIn", "Print this page"),
    ("", "Is this page useful?"),
    ("Back to top", "Top of the page"),
    ("Read 1 time\nHome", "Read 2 times\nMenu"),
]


@pytest.mark.parametrize(("old", "new"), BOILERPLATE)
def test_boilerplate(old, new):
    assert set_aside(old, new)
    assert set_aside(new, old)


CHANGES = [
    # figures and dates
    ("12 hospitals", "13 hospitals"),
    ("12", "13"),
    ("Read 12 reports", "Read 13 reports"),
    ("Last updated 3 March 2026", "Last updated 4 March 2026"),
    ("Last updated: 03/03/2026", "Last updated: 04/03/2026"),
    ("Updated in March 2026", "Updated in April 2026"),
    ("Page last reviewed: 12 May 2026", "Page last reviewed: 12 June 2026"),
    ("Comments by 31 March 2026", "Comments by 30 April 2026"),
    ("The plan was published 3 days ago.", "The plan was published 4 days ago."),
    ("We received 12 comments.", "We received 13 comments."),
    ("12 comments were upheld", "13 comments were upheld"),
    ("5 visits", "6 visits"),
    ("Downloads: 31 million", "Downloads: 32 million"),
    # a counter that goes or comes is more than another figure
    ("12 comments", ""),
    ("12 comments", "12 views"),
    # promises in the clothes of a banner
    ("", "We use cookies and will publish our new policy in spring."),
    ("", "We use cookies and will publish our new policy."),
    ("We use cookies until May.", "We use cookies until June."),
    ("We use 12 cookies.", "We use 13 cookies."),
    ("", "Cookies will be banned by the end of 2027."),
    ("Search results will be published in June.", ""),
    # a page may be about such things
    ("The menu of the canteen was changed.", "The menu of the canteen stays."),
    ("Home births are safe.", "Home births are not safe."),
    ("Contents of the plan", "Contents of the review"),
    # one of each: the change counts
    ("Read 123 times\nIt comes in May.", "Read 124 times\nIt comes in June."),
    ("Home", "Menu\nThe plan was dropped."),
]


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_changes(old, new):
    assert not set_aside(old, new)
    assert not set_aside(new, old)


def test_no_difference_is_no_boilerplate():
    assert not set_aside("Home", "Home")


def test_every_rule_is_told_in_words():
    assert all(words and not words.endswith(".") for words in ASIDE.values())
