"""A document with its marked statements."""

from web.answers import Routes

ROUTES: Routes = ()
