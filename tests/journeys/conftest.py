"""Journeys run against a whole center with SIPp and Chromium; without them they say so and skip."""

import os

import pytest

from cli.journey import sipp
from cli.journey.browser import find_chromium


def missing() -> str | None:
    """What this machine lacks for a journey, with how to install it."""
    if not find_chromium():
        return "journeys need Chromium: apt-get install chromium"
    return sipp.is_available()


def pytest_collection_modifyitems(items):
    """Skip journeys where they cannot run; where they must run (CI), let them fail instead."""
    lack = missing()
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.timeout(300))
            if lack and not os.environ.get("TRUNKLINE_REQUIRE_JOURNEYS"):
                item.add_marker(pytest.mark.skip(reason=lack))
