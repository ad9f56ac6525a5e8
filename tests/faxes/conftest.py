"""A fax service on loopback, known to the settings."""

import threading
from collections.abc import Iterator

import pytest

from chalicelib.aws.settings import settings
from sandbox.fax.service import Outbox, server


@pytest.fixture
def fax_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outbox]:
    """The sandbox's fax service; what it took."""
    outbox = Outbox()
    running = server(outbox, "secret")
    threading.Thread(target=running.serve_forever, daemon=True).start()
    monkeypatch.setenv("TRUNKLINE_FAX_URL", f"http://127.0.0.1:{running.server_port}")
    monkeypatch.setenv("TRUNKLINE_FAX_KEY", "secret")
    monkeypatch.setenv("TRUNKLINE_CENTER_NAME", "市民服务热线")
    settings.cache_clear()
    yield outbox
    monkeypatch.undo()
    settings.cache_clear()
    running.shutdown()
    running.server_close()
