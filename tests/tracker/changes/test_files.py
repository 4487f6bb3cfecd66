"""Attachments that went, came, took another's place, or only have another address."""

import pytest

from tracker.changes.files import compared, same_path

FORM = ("https://h.example/form.pdf", "Form")


def files(*pairs, kind="file"):
    return [{"url": url, "title": title, "kind": kind} for url, title in pairs]


def told(old, new, is_same=lambda one, other: same_path(one["url"], other["url"])):
    found = compared(old, new, is_same)
    names = [
        [one["url"].rpartition("/")[2] for one in side] for side in (found.removed, found.added)
    ]
    pairs = [
        [(a["url"].rpartition("/")[2], b["url"].rpartition("/")[2]) for a, b in side]
        for side in (found.replaced, found.elsewhere)
    ]
    return *names, *pairs, found.only_replaced


def h(name):
    return f"https://h.example/{name}"


CASES = [
    ("nothing", [FORM], [FORM], ([], [], [], [], False)),
    ("one came", [FORM], [FORM, (h("b"), "B")], ([], ["b"], [], [], False)),
    ("one went", [FORM, (h("b"), "B")], [FORM], (["b"], [], [], [], False)),
    ("the same title", [(h("v1"), "Plan"), FORM], [FORM, (h("v2"), "plan")],
     (["v1"], ["v2"], [("v1", "v2")], [], True)),
    ("the same place", [(h("v1"), "Plan, March"), FORM], [(h("v2"), "Plan, May"), FORM],
     (["v1"], ["v2"], [("v1", "v2")], [], True)),
    ("another place and title", [(h("v1"), "Plan"), FORM], [FORM, (h("v2"), "Review")],
     (["v1"], ["v2"], [], [], False)),
    ("a title that names nothing", [(h("a"), "Download"), (h("b"), "Download"), FORM],
     [FORM, (h("c"), "Download")], (["a", "b"], ["c"], [], [], False)),
    ("no title at all", [(h("a"), ""), FORM], [FORM, (h("c"), "")], (["a"], ["c"], [], [], False)),
    ("replaced, and one came", [(h("v1"), "Plan")], [(h("v2"), "Plan"), (h("b"), "B")],
     (["v1"], ["v2", "b"], [("v1", "v2")], [], False)),
    ("only another host", [(h("v1"), "Plan")], [("https://new.example/v1", "Plan")],
     ([], [], [], [("v1", "v1")], False)),
    ("another order", [FORM, (h("b"), "B")], [(h("b"), "B"), FORM], ([], [], [], [], False)),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "old", "new", "expected"), CASES, ids=[row[0] for row in CASES])
def test_attachments(_case, old, new, expected):
    assert told(files(*old), files(*new)) == expected


def test_a_link_does_not_take_the_place_of_a_file():
    old, new = files((h("a"), "Plan")), files((h("b"), "Plan"), kind="link")
    assert told(old, new) == (["a"], ["b"], [], [], False)


def test_what_is_the_same_in_its_bytes_is_elsewhere_whatever_its_address():
    old, new = files((h("2025/plan.pdf"), "Plan")), files((h("2026/plan-1.pdf"), "Plan"))
    assert told(old, new, lambda _one, _other: True) == (
        [], [], [], [("plan.pdf", "plan-1.pdf")], False,
    )  # fmt: skip
