"""What the benches run on when nothing is asked of AWS."""

import os
from collections.abc import Iterator

import pytest

from bench.cloud import ENVIRONMENT
from chalicelib.routing.catalogue import forget_catalogue


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of a center whose state is kept in memory: no DynamoDB is asked."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, os.environ.get(name, value))
    yield
    forget_catalogue()
