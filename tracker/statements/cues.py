"""Phrases that tell by themselves that something slipped, was dropped, merged or came out.

Bodies seldom say "we have delayed"; they say "put back", "originally planned for", "a year later
than planned". How such a line is read stands in tracker/phrasebook.py; "<time>" is any date of a
promise.
"""

from typing import Final

from tracker.phrasebook import Phrasebook

# The phrase stands after the thing, as a verb does: "the opening | has been put back to | May".
# The names are those of rules.
_VERBS: Final = {
    "slipped.moved": """
        (put|pushed|moved|set|knocked|bumped|shunted) back
        (put|held) off (to|until|till|for|from)
        (been|was|were|is|are) held up
        (been|was|were) hit by (further|more|new|) delays
        (is|are) (now|running|) (a|one|two|three|four|six|nine|twelve|eighteen) (full|) \
            (week|weeks|month|months|year|years) (late|behind schedule)
        (decided|agreed|resolved|opted|voted) (<time>|) to \
            (delay|postpone|defer|push back|put back)
        (been|was|were) kicked (back|into the long grass|into touch)
        (moved|bumped|reset|slipped|slipping|slips|slip|re-baselined|rebaselined|revised|\
            rescheduled|deferred|postponed|delayed|shifted|re-planned|replanned|re-profiled|\
            reprofiled|rephased|re-phased) (from <time>|) (to|until|till|into) (<time>|the <time>)
        (rescheduled|deferred|postponed|delayed|re-planned|replanned|re-profiled|reprofiled) \
            (to|until|till|into) (the|a)
        (moved|reset|slipped|bumped|pushed|shifted|re-baselined|rebaselined|rescheduled|revised) \
            (on|) (from|by|) <time>
        (has|have|had) (now|again|since|further|) slipped
        (is|are|was|were) slipping
        (held|carried) over (to|until|into)
        (rescheduled|re-scheduled|retimed|rearranged) for
        (dropped|fallen|fell|slipped|running|run|runs) (further|badly|well|eight weeks|) behind
        behind (schedule|plan|timetable|programme|its timetable|the timetable)
        (no longer|not) (achievable|deliverable|realistic)
        (no longer|not) (now|) (be|) \
            (expected|forecast|due|available|complete|completed|ready) (before|until)
        (will|would|can|could) (not|no longer) (now|) \
            (be|see|happen|open|start|launch|take place) \
            (complete|completed|published|ready|available|issued|delivered|finished|in place|\
            the light of day) (before|until|) (at least|) <time>
        (will|would|can|could) (not|no longer) (now|) \
            (be|happen|open|start|launch|take place) (before|until) <time>
        (not|no longer) (be|) (published|completed|delivered|issued|ready|complete|opened) \
            by <time> as
        (has|have) (been|) (considerably|badly|) delayed
        (has|have) (since|now|) been revised to (<time>|the <time>)
        (has|have) been (changed|altered) (from <time>|) to (<time>|the <time>)
        (is|are|was|were) (taking|proving to take) longer than
        (likely|expected|set|going) to take longer
        (was|were) (due|) <time> (,|;|) (now|and now|but now) (due|) <time>
        (date|deadline|target) (changed|moved|revised|amended) from <time> to <time>
        (is|are) (several|many|some) (weeks|months|years) (late|behind)
        original (date|due date|target) <time> (;|,|) (revised|new) (date|due date|target) <time>
    """,
    "slipped.missed": """
        (will|would|is unlikely to|unlikely to|are unlikely to) (now|no longer|not|not now) \
            (meet|hit|make) (its|the|their|that|our|this) (own|original|target|) \
            (<time>|deadline|target|date|timetable)
        (has not|have not) \
            (been published|launched|opened|appeared|been issued|been completed) \
            (<time>|in|by|as|on)
        (will|would|to) (now|) miss (its|the|their|our) (<time>|original|target|) \
            (opening|completion|publication|launch|delivery|) (date|deadline|target)
        (has|have) (missed|overrun) (its|the|their|a|our) (own|original|target|) \
            (<time>|deadline|target|date)
        (missed|overran|overshot) (its|the|their|a|our) (own|original|target|) \
            (deadline|target|date|<time>)
        (is|are) (running|) (late|delayed|overdue)
        (week|weeks|month|months|year|years) overdue
        (will|would) (not|no longer) (now|) (take place|happen|open|start|launch|go live|\
            be published|be issued|be launched|be completed|be delivered|be ready) <time> as
    """,
    "paused.stopped": """
        (has|have|had|was|were|is|are) (been|now|currently|) (put|placed) on (hold|ice|pause)
        (decided|agreed|resolved|opted|voted) (<time>|) to (pause|suspend|halt)
        (has|have|was|were) (been|) mothballed
        (been|is|are) (held|placed|put) in abeyance
        (is|are) currently (paused|suspended|halted)
        (on|) (hold|pause) pending
        (is|are|remains|remain|currently|now) on (hold|pause|ice)
        (paused|suspended|halted) (pending|while|until|following)
        (has|have|was|were) (been|) stood down
        (has|have|is|are) stalled
    """,
    "dropped.ended": """
        (will|would|shall|is|are|was|were|has|have|had|does|do|did) \
            (not|no longer|not now|now not) (be|been|to be|intend to be|) (being|) \
            (proceeding|going ahead|taken forward|progressed|pursued|pursuing|built|\
            introduced as planned|continued|taken any further|going forward|progressing|proceeded)
        (will|would|shall|should|does|do|did) (not|no longer|not now|now not) (be taken|take) \
            (forward|further|any further)
        (will|would|shall|does|do|did) (not|no longer|not now|now not) (intend to|plan to|) \
            (proceed|go ahead|pursue|progress) (with|)
        no longer \
            (proceeding|pursuing|going ahead|pursued|being pursued|being taken forward|planned)
        (decided|chosen|agreed|resolved|opted|chose|elected) (not|against) (to|) \
            (proceed|go ahead|going ahead|take forward|taking forward|pursue|pursuing|proceeding|\
            progress|continue|continuing|introduce|introducing)
        (decided|decision|agreed|chosen|chose|opted|intention|intends|intend|plans|plan) to \
            (scrap|drop|cancel|abandon|shelve|axe|discontinue|terminate|ditch|withdraw)
        (decided|decision|agreed|chosen|chose|opted|voted) to (end|stop)
        voted to (scrap|drop|cancel|abandon|shelve|axe|discontinue|terminate|ditch|withdraw)
        (decided|ruled) against \
            (publishing|introducing|building|launching|holding|proceeding|creating)
        (has|have|was|were) (been|) (binned|called off|stopped)
        (has|have) (ceased|pulled out of)
        (took|taken) (the|a) decision (<time>|) to \
            (scrap|drop|cancel|abandon|shelve|axe|discontinue|terminate|ditch|withdraw|end|stop)
        (is|are|was|were|be) \
            (scrapping|dropping|cancelling|abandoning|shelving|axing|ditching|discontinuing)
        (was|were|been) killed off
        (is|are) (now|) (dead|off the table)
        (has|have|was|were) (been|) removed from the \
            (priorities|programme|plan|scope|list|work programme)
        (has|have|was|were|been|had|is|are) (since|now|formally|quietly|) \
            (abandoned|scrapped|axed|ditched|shelved|dropped|discontinued)
        (pulled|pulling) the plug on
        (rowed|rolled|gone|went) back (on|from)
        (reneged|backtracked|u-turned) on
        (torn|tore|ripped) up
        (given|gave) up (on|)
        (thrown|threw|voted) out
        (procurement|project|work|scheme|programme) (abandoned|cancelled|discontinued)
        (closed|close) as no longer (required|needed)
        (will|would|to) cease work on
        not to (take forward|proceed with|go ahead with|pursue|progress|introduce)
    """,
    "merged.not-separate": """
        (will|would|to) (not|no longer) (now|) be (issued|published|reported|released) separately
        (will|would|to) no longer be (a|) (separate|standalone|stand-alone) \
            (document|strategy|plan|paper|report|publication)
    """,
    "merged.into": """
        (absorbed|folded|merged|rolled|subsumed|incorporated|integrated|swallowed|wrapped|\
            amalgamated|collapsed) (up|) (in|into|within|by|inside)
        (is|are) to be (brought together|combined) (in|into) (one|a single)
        (is|are) now (a part|a strand|a chapter|a section) of the
        (brought|brought together|taken) \
            (within the scope of|under the umbrella of|into the scope of)
        (will|to|would|is to|are to) (now|instead|) (form|be|become) (a|an) \
            (part|chapter|section|annex|strand|workstream|component) of
        (will|to|would|is to|are to) (now|instead) (form|be|become) \
            (part|chapter|section|annex|strand|workstream|component) of
        (will|to|would) (now|instead) be \
            (set out|covered|included|addressed|dealt with|contained|published|answered) \
            (in|within|as|through)
        (will|to|would|is to be|are to be|be) (now|instead|) (be|) taken forward \
            (through|as part of|within|under)
        (to|will) be picked up (in|inside|within|as part of)
        to (be included in|go into) (the|that|this|our|its)
        (to|will) (now|instead|) be (delivered|published|covered|handled|reported) \
            (inside|as part of)
        (will|to) (now|) be (included|incorporated|covered) (in|within) the \
            (forthcoming|upcoming|planned|new|refreshed)
        (set|due) to (surface|appear|emerge|feature) as
        (contents|content|findings|outputs) to appear
    """,
}

# What turns a new promise in the same sentence into a slip, or into a merger.
_ADMISSIONS: Final = {
    "later": """
        later than (we|) (had|) (expected|planned|hoped|intended|anticipated)
        later than (originally|previously|first|initially|) \
            (planned|expected|intended|promised|scheduled|hoped|announced|indicated|thought|\
            anticipated|envisaged|forecast|advertised|we had hoped)
        longer than (originally|previously|first|initially|) \
            (planned|expected|intended|anticipated|hoped|we had hoped|estimated)
        (originally|initially|previously|first|once) \
            (due|planned|expected|scheduled|intended|programmed|promised|pencilled|\
            anticipated|slated|timetabled|targeted|forecast|earmarked|meant|hoped)
        (originally|initially|previously) set
        (first|once) set (for|to|in|by|<time>)
        (had|has|have) (originally|initially|previously|been) (been|) \
            (due|planned|expected|scheduled|set|intended|promised|programmed|aimed|hoped|told|said)
        (had|have) (aimed|hoped|planned|intended|expected|meant) (for|to)
        (was|were) (originally|initially|previously|once|first|) \
            (due|scheduled|meant|promised|supposed|expected|planned|set) (to|for|in|by|<time>)
        (was|were) <time> ,? now
        not <time> as (first|originally|previously|initially|) \
            (announced|planned|promised|stated|expected|hoped|said)
        (revised|new) (date|deadline|timetable|timescale|target|forecast)
        (instead of|rather than|and not) (<time>|january|february|march|april|june|july|august|\
            september|october|november|december|spring|summer|autumn|winter)
        (a|one|two|three|four|five|six|several|eighteen|nine|eight) (full|) \
            (day|days|week|weeks|month|months|year|years) (late|later|behind)
        (has|have) (since|now|) been revised to
        (another|further) delay
        (delay|delays|slippage|postponement) (to|of|in|means|mean)
    """,
    "elsewhere": """
        (rather than|instead of) \
            (appearing|being published|publishing|in|as|being|having) \
            (on its own|as a|a|separately|as|in a) (separate|standalone|stand-alone|document|own|)
        (no longer|not) (be|) (a|as a|publish a|publishing a|published as a|exists as a) \
            (separate|standalone|stand-alone|dedicated)
        no longer exists as a (separate|standalone|stand-alone)
        no (separate|standalone|stand-alone|dedicated)
        what (would|was to) have been a (separate|standalone|)
    """,
}

# Before "overdue" and "behind schedule" one of these measures by how much.
LENGTHS: Final = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years"})
VERBS: Final = Phrasebook(_VERBS)
ADMISSIONS: Final = Phrasebook(_ADMISSIONS)
