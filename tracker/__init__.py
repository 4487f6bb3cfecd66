"""What was promised, when, and what became of it: the meaning of what was read."""
