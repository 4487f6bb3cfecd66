"""What stands where."""

from web.answers import Routes

ROUTES: Routes = ()
