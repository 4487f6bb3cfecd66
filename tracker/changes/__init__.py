r"""What changed in the documents after they were first read: suggestions, until a person decides.

turns (db: a document was found otherwise than before)
  \--find--> changes, by way of
        pieces      a text as sentences, folded so that typography makes no difference
        difference  sentences that went, came, or were worded otherwise
        files       attachments that went, came, or took another's place
        versions    all of that for two versions; told: what stands in the log; when, quotes
        aside       changes of menus, cookie banners and counters, which nobody is asked about
        sites       so many documents gone or moved within a week that the site changed, not they
  \--desk--> decisions --> the published tables document_changes and site_changes
        losses      promises that stood in what went; lines: a change in a terminal

What we know of the time is two days: the last on which a document was seen as it was, and the first
on which it was seen changed. Texts are compared only where one extractor has read both.
"""
