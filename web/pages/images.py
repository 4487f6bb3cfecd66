"""The chart of a commitment as a picture of its own."""

from web.answers import Routes

ROUTES: Routes = ()
