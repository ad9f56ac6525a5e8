"""The small center of the calls' tests."""

from tests.calls.scenario import center

__all__ = ["center"]
