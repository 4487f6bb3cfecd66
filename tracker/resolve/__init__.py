r"""Joins statements about the same commitment, made months apart and in other words.

    deliverable --names--> what tells it apart    actor --bodies--> who
              \               |                    /
    sentence --mentions--> a mention: name, milestone, body, day, other words
                               |
                            likeness: evidence for and against, in words an editor can judge
                              /  \
         cluster: claims among    index: one claim against all commitments and their aliases
         each other

blocks finds what is worth comparing, weights how much a word tells. Everything is
a pure function of what is handed over: the machine proposes, a person accepts.
"""

from tracker.resolve.clusters import cluster
from tracker.resolve.index import Index, Match
from tracker.resolve.likeness import Likeness, likeness

__all__ = ["Index", "Likeness", "Match", "cluster", "likeness"]
