"""The parts of `check` that take more than a question to the database."""
