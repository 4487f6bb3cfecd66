"""The sample's server adds validators to all that it sends; some of these sites have their own."""

import pytest

from crawler.sample import server
from tests.crawler.ledger.serving import OWN


@pytest.fixture(autouse=True)
def own_validators(monkeypatch):
    usual = server._validators
    monkeypatch.setattr(
        server, "_validators", lambda answer: {} if OWN in answer.headers else usual(answer)
    )
