"""Commands that the command line takes in beside its own: a module an area."""

from tracker.commands import (
    answers,
    digests,
    heartbeat,
    keeping,
    looks,
    redaction,
    releases,
    running,
)

COMMANDS = (
    *answers.COMMANDS,
    *looks.COMMANDS,
    *releases.COMMANDS,
    *redaction.COMMANDS,
    *keeping.COMMANDS,
    *digests.COMMANDS,
    *heartbeat.COMMANDS,
    *running.COMMANDS,
)
