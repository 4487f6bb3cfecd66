"""The examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import db
import tracker


def modules():
    for package in (db, tracker):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield module.name


@pytest.mark.parametrize("name", sorted(modules()))
def test_examples_in(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
