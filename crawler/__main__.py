"""``python -m crawler``."""

from crawler.command import main

main()
