"""Who runs it, what is covered, accessibility."""

from web.answers import Routes

ROUTES: Routes = ()
