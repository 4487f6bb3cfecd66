"""What was edited and removed."""

from web.answers import Routes

ROUTES: Routes = ()
