"""The words that set a bound ("by", "no earlier than") and those that give none ("in due course").

Each line is a small grammar (tracker/phrasebook.py); the longest phrase that stands at a
word is found in one walk.
"""

from typing import Final

from tracker.phrasebook import Mark, Phrasebook

# Under "in" stand the words that only say where in time something lies: they
# are left out of the span of a due. "since" is a past start, so never a due.
_OPERATORS: Final = {
    "in": """
        (in|on|at|as at|during|throughout|through|over|across|for|alongside)
        (around|about|circa|approximately)
        (in|on|at) or (around|about)
        (around|about|sometime|some time) (in|on|at|during)
        (in|at) around
        (in|within|over|during) the course of
        at some (point|stage|time) (in|on|during|over|)
        (sometime|some time)
        (covering|covers|cover|spanning|spans)
        (due|expected|planned|scheduled|anticipated) (in|on|for|)
        (well|far|) into
        (moved|rescheduled|deferred|postponed|delayed|slipped|slips|slip|shifted|back|forward) to
        not until
    """,
    "deadline": """
        by (no later than|not later than|at latest|at the latest|the latest|or on|or before|)
        (not|no) later than (by|)
        (on|in|during|by) or before
        (on|in|before) or by
        at the (very|) latest (by|)
        (until|till|until and including)
        (up|right up) (to|until|till) (and including|)
        (through|right through|all the way) to
        as late as
        by the time of
    """,
    "in-time": "in time for",
    "before": """
        (shortly|just|well|immediately|any time|some time|sometime|) before
        (shortly|well|) (ahead of|in advance of|prior to)
        in the (run|lead) (up|- up) to
        leading up to
        pre (-|)
        (earlier|sooner) than
    """,
    "from": """
        (as|with effect|effective|) from (and including|)
        effective (as of|)
        as of
        (starting|beginning|commencing) (in|on|from|with|)
    """,
    # Not before it, but nothing says that it starts in it either.
    "not-before": """
        (no|not|not any) (earlier|sooner) than
        not before
        at the earliest (from|in|by|on)
        (from|by|) as early as
        (on|from) (or|and) after
        (not|) until at least
    """,
    "after": """
        (soon|shortly|immediately|straight|any time|some time|sometime|just|) after
        (following|subsequent to|beyond|later than)
        post (-|)
    """,
    "within": """
        (within|inside)
        in (less|under|no more|not more) than
        in a maximum of
    """,
    "between": "between",
    "once": """
        (once|when|upon|pending|whenever)
        as soon as
        until after
        only (after|once|when)
    """,
    "since": """
        (ever|) since
        (dating from|dating back to|as far back as)
    """,
}
# Convention 9: no latest day is ever made of these.
_OPEN: Final = """
    (in the usual way and|) in due course
    (very|quite|) (shortly|soon)
    (imminently|imminent|soonest|forthwith|immediately|straightaway|straight away|right away)
    sooner rather than later
    as (soon|quickly|rapidly|swiftly|speedily|fast|early|promptly|expeditiously) as (is|it is|) \
        (reasonably|practically|practicably|humanly|) \
        (possible|practicable|practical|feasible|ready|available)
    as (soon|quickly|rapidly|swiftly|early) as (we|they|it|he|she) (can|are able|is able|are ready)
    as soon as they are (ready|available|practicable|possible)
    (when|once|whenever|as soon as) (parliamentary|legislative|) (time|business|timetable) \
        (allows|permits|is available|becomes available|is found|can be found)
    (when|once|as soon as) (fiscal|economic|financial|) \
        (resources|circumstances|conditions|funds) (allow|permit)
    subject to (parliamentary|legislative) time (allowing|permitting|)
    (parliamentary|legislative) time (allowing|permitting)
    (when|once) (it is|they are|we are) ready
    when the time is right
    at (the|an|our|its|their) (earliest|first|next|soonest|early|nearest) \
        (possible|available|practicable|practical|legislative|suitable|appropriate|convenient|) \
        (opportunity|moment|date|convenience)
    (at|when) a suitable (legislative|) opportunity (arises|)
    without (further|undue|any|any further|unnecessary|) delay
    with (all due|all|due) speed
    in short order
    before (too|) long
    any (day|time|moment) now
    in the (very|) (near|nearer|immediate|foreseeable|not too distant|not - too - distant) future
    (in|over) the (short|shorter|near|nearer|medium|long|longer) \
        (to|- to -|) (medium|long|longer|) (term|- term|run)
    (in|over) (the|) coming decades
    in the fullness of time
    in (good|slow|slower) time
    at (a|some) (later|future|further|subsequent|appropriate|suitable) \
        (date|stage|point|time|juncture) (in time|)
    at the (appropriate|proper) (time|point|moment|juncture)
    (at|) some (point|stage|time) in the future
    (sometime|some time) in the future
    (on|at) a (date|day|time) to be (confirmed|announced|determined|appointed|agreed)
    (date|dates|timing|timings) to be (confirmed|announced|determined|agreed)
    (date|dates|timing|timings) tbc
    until further notice
    from now on
"""


_BOOK: Final = Phrasebook({**_OPERATORS, "open": _OPEN})
FIRST_WORDS: Final = _BOOK.first_words
LATER_WORDS: Final = _BOOK.later_words
# The marks that begin at a word, the longest first; ``Mark.name`` is the bound, or "open".
marks_at = _BOOK.marks_at

__all__ = ["FIRST_WORDS", "LATER_WORDS", "Mark", "marks_at"]
