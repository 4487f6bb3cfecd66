r"""People decide what the machine's findings come to.

statement --drafts--> event --decisions--> record (and log)
                          \--effects--> what the timeline would say, before it is done
desk: one finding at a time in a terminal, shown as lines; exchange: decisions as lines of JSON
"""
