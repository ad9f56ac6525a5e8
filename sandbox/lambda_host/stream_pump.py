"""DynamoDB Streams to Lambda: the stream of one table, in order and at least once."""

import json
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.lambda_host.application import LambdaHandler, context

if TYPE_CHECKING:
    from sandbox.lambda_host.pumps import Pumps

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.25
BATCH = 100
ATTEMPTS = 5


class StreamPump:
    """One stream; a batch that fails is tried again and then given up with a log.

    How far it has come is kept in a file, as AWS keeps it: what is written while this process is away is
    delivered when it is back. Positions hold for one life of the cloud; in a new one everything that its
    stream holds is delivered, which may repeat something: handlers of streams are idempotent.
    """

    def __init__(self, pumps: "Pumps", table: str, handler: LambdaHandler) -> None:
        self._pumps = pumps
        self._table = table
        self._handler = handler
        self._streams: Any = None
        self._iterator: str | None = None
        self._boot_id = ""
        self._arn = ""
        self._file = pumps.state_dir / f"stream-{table}.json"

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
        answer = self._streams.get_records(ShardIterator=self._iterator, Limit=BATCH)
        records = answer["Records"]
        if records:
            self._deliver([_lambda_record(record, self._arn) for record in records])
            self._keep(records[-1]["dynamodb"]["SequenceNumber"])
        self._iterator = answer.get("NextShardIterator")
        if not records:
            self._pumps.wait(POLL_SECONDS)

    def _begin(self) -> str:
        self._boot_id = self._pumps.boot_id()
        self._streams = self._streams or self._pumps.client("dynamodbstreams")
        table = self._pumps.client("dynamodb").describe_table(TableName=self._table)["Table"]
        self._arn = table["LatestStreamArn"]
        shards = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        position = self._streams.get_shard_iterator(
            StreamArn=self._arn, ShardId=shards[0]["ShardId"], **self._where()
        )
        iterator: str = position["ShardIterator"]
        return iterator

    def _where(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text())
        except (OSError, ValueError):
            kept = {}
        if kept.get("boot_id") != self._boot_id:
            return {"ShardIteratorType": "TRIM_HORIZON"}
        return {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": kept["sequence_number"]}

    def _keep(self, sequence_number: str) -> None:
        scratch = self._file.with_suffix(".new")
        scratch.write_text(json.dumps({"boot_id": self._boot_id, "sequence_number": sequence_number}))
        scratch.replace(self._file)

    def _deliver(self, records: list[dict[str, Any]]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._handler({"Records": records}, context(f"stream-{self._table}"))
                return
            except Exception:
                logger.exception("stream handler of %s failed, attempt %s", self._table, attempt)
                self._pumps.wait(0.2 * attempt)


def _lambda_record(record: dict[str, Any], arn: str) -> dict[str, Any]:
    """A stream record as Lambda gets it: times as epoch seconds, and where it comes from."""
    change = dict(record["dynamodb"])
    made = change.get("ApproximateCreationDateTime")
    if isinstance(made, datetime):
        change["ApproximateCreationDateTime"] = made.timestamp()
    return {**record, "dynamodb": change, "eventSource": "aws:dynamodb", "eventSourceARN": arn}
