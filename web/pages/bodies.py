"""Public bodies and their promises."""

from web.answers import Routes

ROUTES: Routes = ()
