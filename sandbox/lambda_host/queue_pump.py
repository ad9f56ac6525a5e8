"""SQS to Lambda: long polls of one queue."""

import logging
import threading
from typing import TYPE_CHECKING, Any

from sandbox.lambda_host.application import LambdaHandler, context

if TYPE_CHECKING:
    from sandbox.lambda_host.pumps import Pumps

logger = logging.getLogger(__name__)
WORKERS = 8
LONGEST_BACKOFF_SECONDS = 60


class QueuePump:
    """Long polls of one queue; a message goes when its handler succeeded, and comes back when it failed."""

    def __init__(self, pumps: "Pumps", queue: str, handler: LambdaHandler) -> None:
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
            self._pumps.has_queues.set()
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
