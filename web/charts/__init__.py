"""Drawings on the server: SVG without a script."""
