"""A rule in plain words: what an editor needs to see why a statement was found."""

from typing import Final

from tracker.statements.rule_names import KINDS_TOLD, LEADS_TOLD, RULES_TOLD


def explained(rule: str) -> str:
    """What a rule says in plain words. Raises KeyError for a name that no rule has.

    >>> explained("slipped.has-been")
    'it has been delayed, postponed, deferred'
    >>> print(explained("promised.working-other"))
    “is working to”, “with a view to”, “with the aim of”; any other verb, with a date
    """
    if rule in RULES_TOLD:
        return RULES_TOLD[rule].words
    event, _, shape = rule.partition(".")
    lead, _, kind = shape.rpartition("-")
    return f"{_EVENTS[event]}{LEADS_TOLD[lead]}; {KINDS_TOLD[kind]}"


_EVENTS: Final = {"promised": "", "slipped": "“now” admits an earlier date: "}
