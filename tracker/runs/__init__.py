"""Runs that nobody watches: the steps of one, what it says meanwhile, and what came of it."""
