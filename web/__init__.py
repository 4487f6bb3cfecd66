"""The pages: a Datasette plugin, templates and the program that serves a release."""
