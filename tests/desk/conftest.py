"""The small center of the desk's tests."""

from tests.calls.scenario import center

__all__ = ["center"]
