"""Find a commitment or a document."""

from web.answers import Routes

ROUTES: Routes = ()
