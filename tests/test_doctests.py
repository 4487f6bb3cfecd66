"""The examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import crawler
import db
import tracker


def modules():
    for package in (crawler, db, tracker):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):  # importing it would run it
                yield module.name


@pytest.mark.parametrize("name", sorted(modules()))
def test_examples_in(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
