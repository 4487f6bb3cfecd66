"""Every rule by its name, how sure it is, and what it says in plain words.

A name is the event, a dot and what tells of it. The table "How a statement is found" in the README
is written from these. A confidence is to sort by, and no probability.
"""

from typing import Final, NamedTuple


class Told(NamedTuple):
    """How sure a rule is, and what an editor is told of it."""

    confidence: float
    words: str


RULES_TOLD: Final = {
    "promised.expected-date": Told(0.8, "a thing is due, expected or planned, with its date"),
    "promised.timetable": Told(0.6, "a timetable in the present tense: it opens in May"),
    "promised.should": Told(0.5, "one named thing should be out or ready by a day that is named"),
    "promised.at-first": Told(0.5, "the date that it had at first, told afterwards"),
    # 0.1 less than what is said of the merger.
    "promised.takes-in": Told(0.5, "the dated thing into which another is merged"),
    "slipped.moved": Told(0.92, "words of delay: put back, moved to, behind schedule, not before"),
    "slipped.missed": Told(0.92, "words of a date that was or will be missed: has not been issued"),
    "slipped.admitted": Told(0.85, "a promise in a sentence that admits an earlier date, or delay"),
    "slipped.has-been": Told(0.8, "it has been delayed, postponed, deferred"),
    "slipped.was": Told(0.6, "it was delayed, with its new date; or was postponed or deferred"),
    "slipped.will-be": Told(0.8, "it will be, is or is expected to be delayed or postponed"),
    "slipped.extended": Told(0.7, "its end was or will be put back: extended to a day"),
    "slipped.not-until": Told(0.75, "it will not come until or before a date"),
    "paused.stopped": Told(0.92, "words of a halt: put on hold, stood down, stalled"),
    "paused.has-been": Told(0.8, "it has been paused, suspended or halted"),
    "paused.was": Told(0.6, "it was paused, suspended or halted"),
    "dropped.ended": Told(0.92, "words of an end: will not be taken forward, decided to scrap"),
    "dropped.cancelled": Told(0.92, "a thing was cancelled, scrapped, withdrawn"),
    "dropped.will-be-cancelled": Told(0.7, "a thing will be cancelled, scrapped, withdrawn"),
    "dropped.no-longer": Told(0.75, "what was to come no longer will, or will now not"),
    "dropped.not-proceeding": Told(0.75, "it does not proceed, go ahead or get taken forward"),
    "merged.into": Told(0.9, "words of a merger: folded into, will form part of, to appear in"),
    "merged.incorporated": Told(0.75, "it is merged into a paper, a programme or a thing by name"),
    "merged.part-of": Told(0.6, "it will be part of a thing that is itself to come"),
    "merged.not-separate": Told(0.85, "a promise in a sentence that gives up a paper of its own"),
    "delivered.past": Told(0.7, "somebody published, launched, opened, held it"),
    "delivered.perfect": Told(0.7, "it has been published, launched, opened, held"),
    "delivered.today": Told(0.7, "somebody publishes, launches or opens it today"),
    "delivered.passive": Told(0.7, "it was published, launched, opened, held"),
}  # fmt: skip

# All other names are of promises: "promised.will-output" is one of these, a dash and a kind. Where
# a "now" admits that there was an earlier date, it is "slipped.will-output" (of the leads in
# ``ADMITTING``).
LEADS_TOLD: Final = {
    "will": "“will”, “shall” or “is to”",
    "intends": "“intends to”, “plans to”, “aims to”, “its intention is to”, “we expect it to”",
    "expected": "“is due to”, “is expected to”, “is on track to”, “is planned for”",
    "committed": "“is committed to”, “has committed to”, “a commitment to”",
    "working": "“is working to”, “with a view to”, “with the aim of”",
    "to-be": "“to be published” beside a name, or “to circulate” in a line of a table",
    "would": "“would”, where it is told what was said",
    "progressive": "“is introducing”, “is being extended”, with a date after it",
}
# Of these leads a "now" admits an earlier date; "is now introducing" only tells what is new.
ADMITTING: Final = frozenset({"expected", "intends", "to-be", "will", "working", "would"})
KINDS_TOLD: Final = {
    "output": "a verb that brings out what can be looked for: publish, launch, respond",
    "work": "a verb of work that promises with a date or a named thing: deliver, review, build",
    "other": "any other verb, with a date",
}
