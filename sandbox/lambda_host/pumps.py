"""What AWS would call by itself: queues, streams and schedules, each in a thread of its own."""

import logging
import threading
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from sandbox.lambda_host.application import Application, LambdaHandler, context
from sandbox.lambda_host.queue_pump import WORKERS, QueuePump
from sandbox.lambda_host.schedule import parse
from sandbox.lambda_host.stream_pump import StreamPump

logger = logging.getLogger(__name__)
DRAIN_SECONDS = 2.0
Body = Callable[[], None]


class Pumps:
    """All pumps of one host; `stop` lets running handlers end and starts no more."""

    def __init__(self, application: Application, endpoint: str, state_dir: Path) -> None:
        self._application = application
        self._endpoint = endpoint
        self.state_dir = state_dir
        self.has_queues = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._drained: list[threading.Thread] = []
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="handler")
        self._session = get_session()

    def start(self) -> None:
        """Start a thread for each queue and stream, and one for the clock."""
        for queue, handler in self._application.queues():
            self._thread(f"queue-{queue}", QueuePump(self, queue, handler).step)
        for table, handler in self._application.streams():
            pump = StreamPump(self, table, handler)
            self._drained.append(self._thread(f"stream-{table}", pump.step, last=pump.step))
        self._thread("clock", Clock(self, self._application.schedules()).step)

    def stop(self) -> None:
        """Stop polling; what the streams hold already is delivered, other handlers in flight are let end."""
        self._stopping.set()
        for thread in self._drained:
            thread.join(DRAIN_SECONDS)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def client(self, service: str) -> Any:
        """A client whose long polls do not wait for each other."""
        config = Config(read_timeout=30, connect_timeout=2, retries={"total_max_attempts": 1})
        with self._lock:
            # Making a client is not thread-safe in botocore; using one is.
            return self._session.create_client(service, endpoint_url=self._endpoint, config=config)

    def submit(self, job: Body) -> None:
        """Run one handler call in the pool."""
        if not self._stopping.is_set():
            self._pool.submit(job)

    def wait(self, seconds: float) -> None:
        """Sleep, but not through a stop."""
        self._stopping.wait(seconds)

    def boot_id(self) -> str:
        """Which life of the cloud this is; positions in a stream hold for one life."""
        with urllib.request.urlopen(f"{self._endpoint}/_trunkline/boot", timeout=3) as answer:  # noqa: S310
            told: str = answer.read().decode()
            return told

    def _thread(self, name: str, step: Body, last: Body | None = None) -> threading.Thread:
        def loop() -> None:
            while not self._stopping.is_set():
                self._try(name, step)
            if last:
                self._try(name, last)

        thread = threading.Thread(target=loop, name=name, daemon=True)
        thread.start()
        return thread

    def _try(self, name: str, step: Body) -> None:
        try:
            step()
        except (BotoCoreError, ClientError, OSError):
            # The cloud is away: it is being restarted.
            self.wait(0.5)
        except Exception:
            logger.exception("pump %s", name)
            self.wait(1)


class Clock:
    """Schedules by the minute; the rates also run once at the start, to pick up what a dead process left."""

    def __init__(self, pumps: Pumps, schedules: list[tuple[str, LambdaHandler]]) -> None:
        self._pumps = pumps
        self._schedules = [(text, parse(text), handler) for text, handler in schedules]
        self._is_started = False

    def step(self) -> None:
        """Wait for the next minute and run what is due in it."""
        if not self._is_started and not self._pumps.has_queues.wait(1):
            # A center in the making: its tables, which the handlers read, are made before its queues.
            return
        self._pumps.wait(60 - time.time() % 60 if self._is_started else 1)
        now = datetime.now(UTC)
        for text, schedule, handler in self._schedules:
            is_first = not self._is_started and schedule.every_minutes is not None
            if is_first or (self._is_started and schedule.is_due(now)):
                self._pumps.submit(lambda text=text, handler=handler: self._run(text, handler, now))  # type: ignore[misc]
        self._is_started = True

    def _run(self, text: str, handler: LambdaHandler, now: datetime) -> None:
        event = {
            "version": "0",
            "id": "laptop",
            "source": "aws.events",
            "account": "000000000000",
            "region": "us-east-1",
            "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "detail-type": "Scheduled Event",
            "detail": {},
            "resources": [f"arn:aws:events:us-east-1:000000000000:rule/{text}"],
        }
        try:
            handler(event, context("schedule"))
        except Exception:
            logger.exception("schedule %s failed", text)
