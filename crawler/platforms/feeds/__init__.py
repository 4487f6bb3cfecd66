"""Feeds, sitemaps, and the articles that they lead to, on sites that nobody described."""
