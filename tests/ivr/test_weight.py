"""What answering a call loads: a cold Lambda keeps a caller waiting for every library."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ["liquid", "twilio.rest", "requests", "phonenumbers", "xlsxwriter", "argon2", "pydantic", "jwt"]


def test_the_webhooks_load_no_library_that_a_menu_does_not_need():
    code = f"import chalicelib.ivr.webhooks, sys; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == []
