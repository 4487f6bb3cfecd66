"""How dates are read and lateness is counted."""

from web.answers import Routes

ROUTES: Routes = ()
