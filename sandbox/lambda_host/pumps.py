"""What AWS would call by itself: queues, streams and schedules, each in a thread of its own."""

import logging
import threading
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from sandbox.lambda_host.application import Application, LambdaHandler, context
from sandbox.lambda_host.schedule import parse

logger = logging.getLogger(__name__)
WORKERS = 8
POLL_STREAM_SECONDS = 0.25
STREAM_ATTEMPTS = 5
LONGEST_BACKOFF_SECONDS = 60
Body = Callable[[], None]


class Pumps:
    """All pumps of one host; `stop` lets running handlers end and starts no more."""

    def __init__(self, application: Application, endpoint: str) -> None:
        self._application = application
        self._endpoint = endpoint
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="handler")
        self._session = get_session()

    def start(self) -> None:
        """Start a thread for each queue and stream, and one for the clock."""
        for queue, handler in self._application.queues():
            self._thread(f"queue-{queue}", QueuePump(self, queue, handler).step)
        for table, handler in self._application.streams():
            self._thread(f"stream-{table}", StreamPump(self, table, handler).step)
        self._thread("clock", Clock(self, self._application.schedules()).step)

    def stop(self) -> None:
        """Stop polling; handlers in flight are given the time that the process has."""
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def client(self, service: str) -> Any:
        """A client whose long polls do not wait for each other."""
        config = Config(read_timeout=30, connect_timeout=2, retries={"total_max_attempts": 1})
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

    def _thread(self, name: str, step: Body) -> None:
        def loop() -> None:
            while not self._stopping.is_set():
                try:
                    step()
                except (BotoCoreError, ClientError, OSError):
                    # The cloud is away: it is being restarted.
                    self.wait(0.5)
                except Exception:
                    logger.exception("pump %s", name)
                    self.wait(1)

        threading.Thread(target=loop, name=name, daemon=True).start()


class QueuePump:
    """Long polls of one queue; a message goes when its handler succeeded, and comes back when it failed."""

    def __init__(self, pumps: Pumps, queue: str, handler: LambdaHandler) -> None:
        self._pumps = pumps
        self._queue = queue
        self._handler = handler
        self._sqs: Any = None
        self._url = ""
        self._free = threading.Semaphore(WORKERS)

    def step(self) -> None:
        """One poll."""
        if not self._url:
            self._sqs = self._pumps.client("sqs")
            self._url = self._sqs.get_queue_url(QueueName=self._queue)["QueueUrl"]
        self._free.acquire()
        self._free.release()
        answer = self._sqs.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=WORKERS, WaitTimeSeconds=20, AttributeNames=["All"]
        )
        for message in answer.get("Messages", []):
            self._free.acquire()
            self._pumps.submit(lambda message=message: self._handle(message))  # type: ignore[misc]

    def _handle(self, message: dict[str, Any]) -> None:
        try:
            self._handler(self._event(message), context(self._queue))
        except Exception:
            logger.exception("handler of %s failed", self._queue)
            self._postpone(message)
        else:
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        finally:
            self._free.release()

    def _postpone(self, message: dict[str, Any]) -> None:
        received = int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1))
        self._sqs.change_message_visibility(
            QueueUrl=self._url,
            ReceiptHandle=message["ReceiptHandle"],
            VisibilityTimeout=min(2**received, LONGEST_BACKOFF_SECONDS),
        )

    def _event(self, message: dict[str, Any]) -> dict[str, Any]:
        record = {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:us-east-1:000000000000:{self._queue}",
            "awsRegion": "us-east-1",
        }
        return {"Records": [record]}


class StreamPump:
    """The stream of one table, in order; a batch that fails is tried again and then given up with a log."""

    def __init__(self, pumps: Pumps, table: str, handler: LambdaHandler) -> None:
        self._pumps = pumps
        self._table = table
        self._handler = handler
        self._streams: Any = None
        self._iterator: str | None = None
        self._boot_id = ""
        self._arn = ""

    def step(self) -> None:
        """One read."""
        try:
            self._step()
        except (BotoCoreError, ClientError, OSError):
            self._iterator = None
            raise

    def _step(self) -> None:
        if self._iterator is None:
            self._iterator = self._begin()
        answer = self._streams.get_records(ShardIterator=self._iterator, Limit=200)
        if answer["Records"]:
            self._deliver([_stream_record(record, self._arn) for record in answer["Records"]])
        self._iterator = answer.get("NextShardIterator")
        if not answer["Records"]:
            self._pumps.wait(POLL_STREAM_SECONDS)

    def _begin(self) -> str:
        """From now on at first; after a restart of the cloud, all that it has seen since."""
        boot_id = self._pumps.boot_id()
        kind = "TRIM_HORIZON" if self._boot_id and boot_id != self._boot_id else "LATEST"
        self._boot_id = boot_id
        self._streams = self._streams or self._pumps.client("dynamodbstreams")
        table = self._pumps.client("dynamodb").describe_table(TableName=self._table)["Table"]
        self._arn = table["LatestStreamArn"]
        shard = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"][0][
            "ShardId"
        ]
        iterator: str = self._streams.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard, ShardIteratorType=kind
        )["ShardIterator"]
        return iterator

    def _deliver(self, records: list[dict[str, Any]]) -> None:
        for attempt in range(1, STREAM_ATTEMPTS + 1):
            try:
                self._handler({"Records": records}, context(f"stream-{self._table}"))
                return
            except Exception:
                logger.exception("stream handler of %s failed, attempt %s", self._table, attempt)
                self._pumps.wait(0.2 * attempt)


class Clock:
    """Schedules by the minute; the rates also run once at the start, to pick up what a dead process left."""

    def __init__(self, pumps: Pumps, schedules: list[tuple[str, LambdaHandler]]) -> None:
        self._pumps = pumps
        self._schedules = [(text, parse(text), handler) for text, handler in schedules]
        self._is_started = False

    def step(self) -> None:
        """Wait for the next minute and run what is due in it."""
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


def _stream_record(record: dict[str, Any], arn: str) -> dict[str, Any]:
    """A stream record as Lambda gets it: times as epoch seconds, and where it comes from."""
    change = dict(record["dynamodb"])
    made = change.get("ApproximateCreationDateTime")
    if isinstance(made, datetime):
        change["ApproximateCreationDateTime"] = made.timestamp()
    return {**record, "dynamodb": change, "eventSource": "aws:dynamodb", "eventSourceARN": arn}
