"""What words for time turned out to mean."""

from web.answers import Routes

ROUTES: Routes = ()
