"""Feeds and calendars: what is new, and what is due."""

from web.answers import Routes

ROUTES: Routes = ()
