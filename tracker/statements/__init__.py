"""Finds what a text promises, delays, delivers, merges or drops."""

from tracker.statements.reader import find_statements
from tracker.statements.statement import Statement

__all__ = ["Statement", "find_statements"]
