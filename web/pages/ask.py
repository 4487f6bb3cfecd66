"""Questions in SQL, and data to take away."""

from web.answers import Routes

ROUTES: Routes = ()
