"""Suites of somebody else, which load the plugins that they name: some take seconds to load."""

import pytest


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Load no plugin because it is installed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
