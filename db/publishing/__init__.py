"""The published file: which tables leave the working database, and how they are laid down."""
