"""A small site about an invented agency, for the demo and the tests.

It serves the same addresses, markup and JSON as the real sites, on three
"days": on the second a promised date is moved and a page removed, on the third
the promised document appears. Every page says that it is a sample.
"""

# The day each state of the site stands for, in the order in which to crawl them.
DAYS = {1: "2026-08-03", 2: "2026-09-29", 3: "2026-11-17"}
HOST = "www.nhs-sample.example"
