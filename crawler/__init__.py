"""The crawler: fetches what public bodies publish and keeps it word for word.

It knows nothing of promises. A spider collects, the pipeline writes, and the
ledger in the database says what became of every address that was scheduled.
"""
