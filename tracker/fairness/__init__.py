"""Fair to those it accuses: bodies are asked and answer, object, and what was wrong is mended."""
