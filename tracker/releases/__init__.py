"""Releases: the folder that they lie in, what each says otherwise than the one before, and why."""
