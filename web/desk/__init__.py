r"""The review desk on the web: an editor signs in and decides, one thing after the other.

\b
accounts (editors.json) --> sign_in --> gate --> statements, changes, releases --> working database
                                             looks, answers, claims

What is shown and what a decision does are those of the desks in the terminal (``tracker.review``,
``tracker.changes``, ``tracker.foi``): nothing is decided here. The public pages load none of this.
"""
