"""The next letter of a commitment or a case: drafted, shown, never sent.

A request asks for what was promised, a review is asked of the body that answered late or refused, a
complaint goes to the regulator. Each quotes only what the database has, with its source, and draws
no conclusion from it. ``gate`` says when there is to be no letter yet.
"""
