"""Reads what officials write of time: "by the end of 2023", "in the coming weeks", "in due course".

text --folding--> plain text --tokens--> words --reader--> dues
                                                   |
         marks (by, before, in due course)  expressions: named, parts, relative, occasions
                                                   |
                                          anchors --bounds--> days, with periods' algebra
"""

from tracker.dues.due import Due, Kind
from tracker.dues.reader import find_dues

__all__ = ["Due", "Kind", "find_dues"]
