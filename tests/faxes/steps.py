"""The clock of the outbox, told what time it is."""

from datetime import datetime
from unittest.mock import patch

from app import job_handlers, timer_handlers
from chalicelib.aws import jobs, timers


def step(at: datetime) -> None:
    """Run the timers that are due, and the jobs that they ask for."""
    asked = []
    with patch.object(jobs, "send", lambda kind, payload: asked.append((kind, payload))):
        timers.sweep(timer_handlers(), at)
    for kind, payload in asked:
        job_handlers()[kind](payload, at)
