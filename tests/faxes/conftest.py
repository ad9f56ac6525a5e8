"""A fax service on loopback, known to the settings."""

from collections.abc import Iterator

import pytest

from chalicelib.aws.settings import settings
from sandbox.fax.service import Outbox, server
from tests.loopback import running


@pytest.fixture
def fax_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outbox]:
    """The sandbox's fax service; what it took."""
    outbox = Outbox()
    with running(server(outbox, "secret")) as url:
        monkeypatch.setenv("TRUNKLINE_FAX_URL", url)
        monkeypatch.setenv("TRUNKLINE_FAX_KEY", "secret")
        monkeypatch.setenv("TRUNKLINE_CENTER_NAME", "市民服务热线")
        settings.cache_clear()
        yield outbox
        monkeypatch.undo()
        settings.cache_clear()
