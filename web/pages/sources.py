"""Where documents come from, and how well each source is."""

from web.answers import Routes

ROUTES: Routes = ()
