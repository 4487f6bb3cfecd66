"""The pages of our own, a module a kind of page; each names its addresses in ``ROUTES``."""
