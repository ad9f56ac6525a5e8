"""One ASGI application on one port until a signal comes, with the clean-up that follows it really run."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator
from typing import Any

import uvicorn


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again when it is done, which would skip our own clean-up.
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        # A second signal does not wait for open connections.
        self.force_exit = self.should_exit
        self.should_exit = True
        # Long polls that are cut off now are no errors.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)


async def serve_until_signalled(app: Any, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then shut down cleanly. Raises SystemExit when the port is taken."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
        ws="websockets-sansio",
    )
    await _Server(config).serve()
