"""Feeds and calendars: what is new, and what is due."""

from web.answers import Routes
from web.feeds import atom, calendars, listing

ROUTES: Routes = (*listing.ROUTES, *atom.ROUTES, *calendars.ROUTES)
