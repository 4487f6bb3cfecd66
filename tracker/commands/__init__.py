"""Commands that the command line takes in beside its own: a module an area."""

from tracker.commands import answers, digests, looks, redaction, releases

COMMANDS = (
    *answers.COMMANDS,
    *looks.COMMANDS,
    *releases.COMMANDS,
    *redaction.COMMANDS,
    *digests.COMMANDS,
)
