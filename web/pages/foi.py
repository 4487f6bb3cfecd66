"""Freedom of Information cases."""

from web.answers import Routes

ROUTES: Routes = ()
