"""One file a source; the platforms beside this folder do the work."""
