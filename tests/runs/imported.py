"""All that a run imports, for the process that every run of these tests is forked from."""

import tracker.changes.find
import tracker.cli
import tracker.foi.cases
import tracker.foi.releases
import tracker.publish
import tracker.runs.night
import tracker.suggest  # noqa: F401
