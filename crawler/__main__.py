"""``python -m crawler``.

Nothing that is imported is ever rubbish: it is not searched for any while it is imported, and never
again (a fifteenth of what a crawl takes). What a page leaves behind is freed by itself, but for a
few rings, which may gather for longer than Python's default.
"""

import gc

gc.disable()

from crawler.command import main  # noqa: E402 - what it imports is what is frozen

MOST_NEW = 20_000  # objects that may have come before rings are looked for; Python's default is 700

gc.freeze()
gc.set_threshold(MOST_NEW, 10, 10)
gc.enable()

main()
